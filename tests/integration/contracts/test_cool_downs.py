"""What every store of CoolDowns promises."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from tests.builders import A_SATURDAY
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.strategies import moments, words

AN_HOUR = timedelta(hours=1)


def test_an_upstream_that_never_asked_for_a_pause_has_none(stores: Stores) -> None:
    stores.cool_downs.cool_down("rapidapi", A_SATURDAY)

    assert stores.cool_downs.cooling_until("spotify") is None


@FOR_EVERY_VALUE
@given(upstream=words, until=moments, number=...)
def test_a_pause_ends_when_it_was_said_to(
    stores: Stores, upstream: str, until: datetime, number: int
) -> None:
    alone = f"{number} {until.isoformat()} {upstream}"

    stores.cool_downs.cool_down(alone, until)

    found = stores.cool_downs.cooling_until(alone)
    assert found == until
    assert found is not None
    assert found.utcoffset() is not None


def test_of_two_pauses_the_one_that_ends_later_stays(stores: Stores) -> None:
    stores.cool_downs.cool_down("rapidapi", A_SATURDAY + AN_HOUR)
    stores.cool_downs.cool_down("rapidapi", A_SATURDAY)
    assert stores.cool_downs.cooling_until("rapidapi") == A_SATURDAY + AN_HOUR

    stores.cool_downs.cool_down("rapidapi", A_SATURDAY + 2 * AN_HOUR)
    assert stores.cool_downs.cooling_until("rapidapi") == A_SATURDAY + 2 * AN_HOUR


def test_pauses_are_compared_as_instants_whatever_their_offset(stores: Stores) -> None:
    west = timezone(-AN_HOUR * 9)
    stores.cool_downs.cool_down("rapidapi", A_SATURDAY)

    stores.cool_downs.cool_down("rapidapi", (A_SATURDAY + AN_HOUR).astimezone(west))

    assert stores.cool_downs.cooling_until("rapidapi") == A_SATURDAY + AN_HOUR


def test_upstreams_pause_for_themselves(stores: Stores) -> None:
    stores.cool_downs.cool_down("rapidapi", A_SATURDAY)
    stores.cool_downs.cool_down("spotify", A_SATURDAY + AN_HOUR)

    assert stores.cool_downs.cooling_until("rapidapi") == A_SATURDAY
