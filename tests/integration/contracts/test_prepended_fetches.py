"""What every PlaylistRepository promises of attempts that somebody else made before."""

from datetime import timedelta

from tests.builders import A_SATURDAY, a_fetch
from tests.integration.contracts.adapters import Stores

from tunemeld.domain.playlist import Fetch, Outcome

A_DAY = timedelta(days=1)


def log(stores: Stores, service: str = "Spotify") -> tuple[Fetch, ...]:
    """What is read back of the log of country."""
    return stores.playlists.fetches("country", "rapidapi").get(service, ())


def test_an_attempt_put_before_counts_while_there_is_no_other(stores: Stores) -> None:
    carried = a_fetch(run_id="carried")

    stores.playlists.prepend([carried])

    assert log(stores) == (carried,)
    assert stores.playlists.sources() == {"rapidapi"}


def test_an_attempt_put_before_is_older_than_all_that_were_recorded(stores: Stores) -> None:
    failed = a_fetch(outcome=Outcome.FAILED, run_id="run-1")
    carried = a_fetch(run_id="carried", at=A_SATURDAY + A_DAY)
    stores.playlists.record([failed])

    stores.playlists.prepend([carried])

    assert log(stores) == (failed, carried)


def test_an_attempt_put_before_is_older_than_all_that_will_be_recorded(stores: Stores) -> None:
    carried, good = a_fetch(run_id="carried", at=A_SATURDAY + A_DAY), a_fetch(run_id="run-1")
    stores.playlists.prepend([carried])

    stores.playlists.record([good])
    assert log(stores) == (good,)

    stores.playlists.prepend([a_fetch(run_id="carried later", at=A_SATURDAY + 2 * A_DAY)])
    assert log(stores) == (good,)


def test_of_those_put_before_the_later_ones_are_the_newer(stores: Stores) -> None:
    outcomes = [Outcome.GOOD, Outcome.HELD, Outcome.FAILED]
    carried = [a_fetch(outcome=outcome, run_id=f"carried-{n}") for n, outcome in enumerate(outcomes)]
    own = a_fetch(outcome=Outcome.HELD, run_id="run-1")
    stores.playlists.prepend(carried[:1])
    stores.playlists.record([own])

    stores.playlists.prepend(carried[1:])

    assert log(stores) == (own, carried[2], carried[1], carried[0])


def test_lists_put_before_at_once_are_kept_apart(stores: Stores) -> None:
    carried = {service: a_fetch(service, run_id="carried") for service in ("Spotify", "AppleMusic")}

    stores.playlists.prepend(list(carried.values()))

    assert {service: log(stores, service) for service in carried} == {s: (f,) for s, f in carried.items()}


def test_the_first_entry_of_a_run_stays_wherever_it_was_put(stores: Stores) -> None:
    before, recorded = a_fetch(run_id="run-1", length=50), a_fetch("AppleMusic", run_id="run-2", length=60)
    stores.playlists.prepend([before])
    stores.playlists.record([recorded])

    stores.playlists.prepend([before, a_fetch(run_id="run-1", length=49)])
    stores.playlists.prepend([a_fetch("AppleMusic", run_id="run-2", length=59)])
    stores.playlists.record([a_fetch(run_id="run-1", length=48)])

    assert (log(stores), log(stores, "AppleMusic")) == ((before,), (recorded,))


def test_nothing_may_be_put_before(stores: Stores) -> None:
    stores.playlists.prepend([])

    assert log(stores) == ()
