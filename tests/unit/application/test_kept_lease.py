"""Keeping a lease while work goes on."""

from threading import Event

import pytest
from tests.clocks import HandClock

from tunemeld.adapters.stores.memory.leases import MemoryLeases
from tunemeld.application.errors import LeaseLost, StoreError
from tunemeld.application.kept_lease import KeptLease
from tunemeld.domain.lease import Fence, Lease

JOB = "playlists"
SECONDS = 60.0


class LeasesThatGoAway(MemoryLeases):
    """Leases in a store that is away as long as a test says so."""

    is_away = False

    def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """As ever, if it can be asked."""
        if self.is_away:
            raise StoreError("the store cannot be reached")
        return super().renew(lease, seconds)


class Work:
    """Work under a lease, at a clock that the store goes by too."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.leases = LeasesThatGoAway(self.clock.now)
        lease = self.leases.take(JOB, "one", SECONDS)
        assert lease
        self.kept = KeptLease(self.leases, lease, SECONDS, self.clock, taken_at=self.clock.monotonic())

    def is_free(self) -> bool:
        """Whether somebody else gets the lease."""
        return self.leases.take(JOB, "other", SECONDS) is not None


def test_a_lease_that_is_renewed_in_time_stays_for_as_long_as_the_work_takes() -> None:
    work = Work()
    for _ in range(30):
        work.clock.put_forward(SECONDS / 3)
        work.kept.renew()
        work.kept.check()

    work.clock.put_forward(SECONDS - 1)
    assert not work.is_free()


def test_a_lease_that_somebody_took_is_lost_and_its_loss_said_in_a_sentence() -> None:
    work = Work()
    work.clock.put_forward(SECONDS)
    assert work.is_free()

    work.kept.renew()

    with pytest.raises(LeaseLost, match=r"^another process has taken over playlists, since .* 60 seconds: "):
        work.kept.check()


def test_whoever_was_paused_past_its_lease_finds_at_its_next_step_that_it_is_lost() -> None:
    work = Work()
    work.clock.put_forward(2 * SECONDS)
    assert work.is_free()

    with pytest.raises(LeaseLost):
        work.kept.check()


def test_whoever_was_paused_goes_on_where_nobody_took_the_lease() -> None:
    work = Work()
    work.clock.put_forward(2 * SECONDS)

    work.kept.check()

    work.clock.put_forward(SECONDS - 1)
    assert not work.is_free()


def test_while_the_store_is_away_the_work_goes_on_until_the_lease_has_run_out() -> None:
    work = Work()
    work.leases.is_away = True
    work.clock.put_forward(SECONDS - 1)
    work.kept.renew()
    work.kept.check()

    work.clock.put_forward(1)
    with pytest.raises(LeaseLost, match=r"playlists ran out while the store was away.*cannot be reached$"):
        work.kept.check()


def test_a_lease_that_was_renewed_lasts_so_much_longer_without_the_store() -> None:
    work = Work()
    work.clock.put_forward(SECONDS / 2)
    work.kept.renew()
    work.leases.is_away = True

    work.clock.put_forward(SECONDS - 1)
    work.kept.check()

    work.clock.put_forward(1)
    with pytest.raises(LeaseLost):
        work.kept.check()


def test_what_is_lost_stays_lost_when_the_store_is_back() -> None:
    work = Work()
    work.leases.is_away = True
    work.clock.put_forward(SECONDS)
    work.kept.renew()
    work.leases.is_away = False

    work.kept.renew()

    with pytest.raises(LeaseLost):
        work.kept.check()
    assert work.is_free()


def test_a_lease_counts_from_before_it_was_asked_for() -> None:
    """The answer may have taken long, and the store counts from when it gave it at the latest."""
    work = Work()
    kept = KeptLease(
        work.leases,
        Lease(job=JOB, holder="one", fence=Fence(job=JOB, number=1), until=work.clock.now()),
        SECONDS,
        work.clock,
        taken_at=work.clock.monotonic() - SECONDS,
    )
    work.leases.is_away = True

    with pytest.raises(LeaseLost):
        kept.check()


def test_a_lease_is_renewed_without_being_asked_while_the_work_goes_on() -> None:
    renewed = Event()

    class Noticed(MemoryLeases):
        def renew(self, lease: Lease, seconds: float) -> Lease | None:
            renewed.set()
            return super().renew(lease, seconds)

    clock = HandClock()
    leases = Noticed(clock.now)
    lease = leases.take(JOB, "one", 0.003)
    assert lease
    with KeptLease(leases, lease, 0.003, clock, taken_at=clock.monotonic()).renewing():
        assert renewed.wait(timeout=30)
