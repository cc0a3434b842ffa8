"""Pauses as one process knows them: its own at once, those of others soon, and the store seldom asked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from tests.builders import A_SATURDAY
from tests.clocks import HandClock

from tunemeld.adapters.http.known_pauses import GOOD_FOR_SECONDS, KnownPauses
from tunemeld.adapters.stores.memory.upstreams import MemoryCoolDowns

LATER = A_SATURDAY + timedelta(hours=1)
MUCH_LATER = A_SATURDAY + timedelta(days=1)


class CountingCoolDowns(MemoryCoolDowns):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def cooling_until(self, upstream: str) -> datetime | None:
        """As it is stored."""
        self.asked += 1
        return super().cooling_until(upstream)


@pytest.fixture
def clock() -> HandClock:
    """Stands still."""
    return HandClock()


@pytest.fixture
def stored() -> CountingCoolDowns:
    """What all processes share."""
    return CountingCoolDowns()


@pytest.fixture
def pauses(stored: CountingCoolDowns, clock: HandClock) -> KnownPauses:
    """What one process knows."""
    return KnownPauses(stored, clock.monotonic)


def test_many_calls_ask_the_store_once(pauses: KnownPauses, stored: CountingCoolDowns) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(pauses.cooling_until, ["spotify23"] * 400))

    assert (answers, stored.asked) == ({None}, 1)


def test_each_upstream_has_a_pause_of_its_own(pauses: KnownPauses, stored: CountingCoolDowns) -> None:
    stored.cool_down("itunes", LATER)

    assert [pauses.cooling_until(name) for name in ("itunes", "spotify23")] == [LATER, None]


@pytest.mark.parametrize("before", [None, LATER])
def test_a_pause_that_this_process_is_told_of_counts_at_once_for_all(
    pauses: KnownPauses, stored: CountingCoolDowns, before: datetime | None
) -> None:
    if before:
        pauses.cool_down("spotify23", before)
    assert pauses.cooling_until("spotify23") == before

    pauses.cool_down("spotify23", MUCH_LATER)

    assert pauses.cooling_until("spotify23") == stored.cooling_until("spotify23") == MUCH_LATER


def test_a_shorter_pause_takes_no_longer_ones_place(pauses: KnownPauses) -> None:
    pauses.cool_down("spotify23", MUCH_LATER)

    pauses.cool_down("spotify23", LATER)

    assert pauses.cooling_until("spotify23") == MUCH_LATER


@pytest.mark.parametrize(
    ("after", "known"), [(GOOD_FOR_SECONDS - 0.1, None), (GOOD_FOR_SECONDS, LATER)], ids=["before", "then"]
)
def test_a_pause_that_another_process_is_told_of_counts_five_seconds_later(
    pauses: KnownPauses, stored: CountingCoolDowns, clock: HandClock, after: float, known: datetime | None
) -> None:
    pauses.cooling_until("spotify23")
    stored.cool_down("spotify23", LATER)

    clock.put_forward(after)

    assert pauses.cooling_until("spotify23") == known
