"""What every store of Leases promises."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from tests.clocks import HandClock
from tests.integration.contracts.adapters import SHARED_STORES, STORES_BY_THE_CLOCK, Stores

from tunemeld.application.ports.schedule import Leases
from tunemeld.domain.lease import Lease

JOB = "playlists"
MINUTE = 60.0
NEVER_OVER = 1e6
ATOMIC = [kind for kind in STORES_BY_THE_CLOCK if kind != "mongomock"]


@pytest.fixture
def clock() -> HandClock:
    """The time of the store."""
    return HandClock()


@pytest.fixture(params=STORES_BY_THE_CLOCK)
def leases(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Leases]:
    """Leases of which none was ever taken."""
    with closing(STORES_BY_THE_CLOCK[request.param](tmp_path, clock.now)) as stores:
        yield stores.leases


def taken(leases: Leases, holder: str = "one", *, job: str = JOB, seconds: float = MINUTE) -> Lease:
    """A lease that must be free."""
    lease = leases.take(job, holder, seconds)
    assert lease
    return lease


def test_a_lease_that_was_never_taken_is_given_until_its_seconds_are_over(
    leases: Leases, clock: HandClock
) -> None:
    lease = taken(leases, "one", seconds=90)

    assert (lease.job, lease.holder, lease.fence.job) == (JOB, "one", JOB)
    assert lease.until == clock.now() + timedelta(seconds=90)
    assert not lease.was_abandoned


def test_while_somebody_holds_a_lease_nobody_else_gets_it(leases: Leases, clock: HandClock) -> None:
    taken(leases, "one", seconds=MINUTE)

    clock.put_forward(MINUTE - 0.001)

    assert leases.take(JOB, "other", MINUTE) is None


def test_who_takes_a_lease_that_has_run_out_is_told_that_it_was_abandoned(
    leases: Leases, clock: HandClock
) -> None:
    before = taken(leases, "one", seconds=MINUTE)

    clock.put_forward(MINUTE)
    after = taken(leases, "other")

    assert after.was_abandoned
    assert after.fence.number > before.fence.number


def test_a_lease_that_was_released_is_free_at_once_and_was_not_abandoned(leases: Leases) -> None:
    before = taken(leases, "one")

    leases.release(before)
    after = taken(leases, "other")

    assert not after.was_abandoned
    assert after.fence.number > before.fence.number


def test_numbers_grow_for_ever_whoever_takes_a_lease_and_however_it_ended(
    leases: Leases, clock: HandClock
) -> None:
    numbers = []
    for n in range(6):
        lease = taken(leases, f"holder {n % 2}")
        numbers.append(lease.fence.number)
        if n % 3:
            leases.release(lease)
        clock.put_forward(2 * MINUTE)

    assert numbers == sorted(set(numbers))


def test_who_takes_its_own_lease_again_gets_a_new_one_that_counts_as_abandoned(leases: Leases) -> None:
    """What it did under the first number may still be under way."""
    first = taken(leases, "one")

    second = taken(leases, "one")

    assert (second.was_abandoned, second.fence.number > first.fence.number) == (True, True)
    assert leases.renew(first, MINUTE) is None


def test_a_renewed_lease_lasts_from_the_moment_of_its_renewal(leases: Leases, clock: HandClock) -> None:
    lease = taken(leases, "one", seconds=MINUTE)
    clock.put_forward(MINUTE / 2)

    renewed = leases.renew(lease, MINUTE)

    assert renewed == lease.model_copy(update={"until": clock.now() + timedelta(seconds=MINUTE)})
    clock.put_forward(MINUTE - 0.001)
    assert leases.take(JOB, "other", MINUTE) is None
    clock.put_forward(0.001)
    assert taken(leases, "other").was_abandoned


def test_a_lease_that_has_run_out_can_be_renewed_as_long_as_nobody_took_it(
    leases: Leases, clock: HandClock
) -> None:
    lease = taken(leases, "one", seconds=MINUTE)
    clock.put_forward(2 * MINUTE)

    assert leases.renew(lease, MINUTE)
    assert leases.take(JOB, "other", MINUTE) is None

    clock.put_forward(MINUTE)
    taken(leases, "other")
    assert leases.renew(lease, MINUTE) is None


def test_a_lease_that_was_released_cannot_be_renewed(leases: Leases) -> None:
    lease = taken(leases, "one")
    leases.release(lease)

    assert leases.renew(lease, MINUTE) is None
    assert not taken(leases, "other").was_abandoned


def test_a_lease_that_somebody_else_took_is_not_theirs_to_release(leases: Leases, clock: HandClock) -> None:
    lost = taken(leases, "one", seconds=MINUTE)
    clock.put_forward(MINUTE)
    held = taken(leases, "other")

    leases.release(lost)

    assert leases.take(JOB, "one", MINUTE) is None
    assert leases.renew(held, MINUTE)


def test_releasing_twice_changes_nothing(leases: Leases) -> None:
    lease = taken(leases, "one")
    leases.release(lease)
    leases.release(lease)

    held = taken(leases, "other")
    leases.release(lease)

    assert leases.renew(held, MINUTE)


def test_jobs_are_held_for_themselves_and_numbered_for_themselves(leases: Leases) -> None:
    for _ in range(3):
        leases.release(taken(leases, "one"))

    taken(leases, "one")

    assert taken(leases, "other", job="counts").fence.number == 1


def opened(kind: str, folder: Path, count: int, opened_ones: ExitStack) -> list[Stores]:
    """The same store, opened so many times, as processes do that share it."""
    if kind == "memory":
        return [STORES_BY_THE_CLOCK[kind](folder, HandClock().now)] * count
    opener = SHARED_STORES[kind](folder)
    return [opened_ones.enter_context(closing(opener())) for _ in range(count)]


@pytest.mark.parametrize("kind", ATOMIC)
def test_of_many_who_want_a_lease_one_has_it_at_a_time_and_no_number_is_given_twice(
    kind: str, tmp_path: Path
) -> None:
    wanting, rounds = 6, 12
    inside: list[str] = []
    overlaps: list[list[str]] = []
    start = Barrier(wanting)

    def work(leases: Leases, holder: str) -> list[int]:
        numbers: list[int] = []
        start.wait(timeout=30)
        while len(numbers) < rounds:
            lease = leases.take(JOB, holder, NEVER_OVER)
            if lease is None:
                continue
            inside.append(holder)
            overlaps.append(list(inside))
            inside.remove(holder)
            numbers.append(lease.fence.number)
            leases.release(lease)
        return numbers

    with ExitStack() as opened_ones, ThreadPoolExecutor(wanting) as pool:
        stores = opened(kind, tmp_path, wanting, opened_ones)
        working = [pool.submit(work, each.leases, f"holder {n}") for n, each in enumerate(stores)]
        numbers = [number for each in working for number in each.result()]

    assert [names for names in overlaps if len(names) > 1] == []
    assert sorted(numbers) == list(range(1, wanting * rounds + 1))


@pytest.mark.parametrize("kind", ATOMIC)
def test_of_many_who_find_a_lease_that_has_run_out_one_gets_it(kind: str, tmp_path: Path) -> None:
    wanting, clock = 6, HandClock()
    with (
        closing(STORES_BY_THE_CLOCK[kind](tmp_path, clock.now)) as stores,
        ThreadPoolExecutor(wanting) as pool,
    ):
        for _ in range(10):
            taken(stores.leases, "the one before", seconds=MINUTE)
            clock.put_forward(MINUTE)
            start = Barrier(wanting)

            def take(n: int, start: Barrier = start) -> Lease | None:
                start.wait(timeout=30)
                return stores.leases.take(JOB, f"holder {n}", MINUTE)

            got = [lease for lease in pool.map(take, range(wanting)) if lease]
            assert [lease.was_abandoned for lease in got] == [True]
            clock.put_forward(MINUTE)
