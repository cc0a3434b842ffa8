"""The doctor: every probe is asked, one fault hides no other, a store that is away is waited for once."""

from tests.clocks import HandClock

from tunemeld.application.doctor import Doctor
from tunemeld.application.errors import CacheError, StoreError, TuneMeldError
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.report import Check

AWAY = StoreError("the server does not answer")


class _Scripted(Probe):
    """Takes its time, and finds or raises what it is told to."""

    remedy = "mend it"

    def __init__(
        self,
        name: str,
        clock: HandClock,
        *,
        seconds: float = 0.0,
        reads_store: bool = False,
        error: TuneMeldError | None = None,
    ) -> None:
        self._name = name
        self._reads_store = reads_store
        self._clock = clock
        self._seconds = seconds
        self._error = error

    @property
    def name(self) -> str:
        return self._name

    @property
    def reads_store(self) -> bool:
        return self._reads_store

    def check(self) -> Check:
        self._clock.put_forward(self._seconds)
        if self._error:
            raise self._error
        return Check.found(f"{self.name} is there")


def test_what_is_found_is_told_in_the_order_of_the_probes_with_the_time_that_it_took() -> None:
    clock = HandClock()
    probes = [_Scripted("store", clock, seconds=0.25), _Scripted("disk", clock, seconds=0.00123)]

    health = Doctor(probes, clock).run()

    assert health.model_dump() == {
        "overall_healthy": True,
        "checks": {
            "store": {"healthy": True, "duration_ms": 250.0, "details": "store is there", "remedy": ""},
            "disk": {"healthy": True, "duration_ms": 1.2, "details": "disk is there", "remedy": ""},
        },
    }
    assert list(health.checks) == ["store", "disk"]


def test_one_fault_hides_no_other_and_makes_the_whole_unhealthy() -> None:
    clock = HandClock()
    probes = [
        _Scripted("cache", clock, error=CacheError("the cache is away")),
        _Scripted("disk", clock),
        _Scripted("keys", clock, error=StoreError("no such file")),
    ]

    health = Doctor(probes, clock).run()

    assert not health.overall_healthy
    assert {name: (check.details, check.remedy) for name, check in health.checks.items()} == {
        "cache": ("the cache is away", "mend it"),
        "disk": ("disk is there", ""),
        "keys": ("no such file", "mend it"),
    }


def test_a_store_that_is_away_is_waited_for_once_and_leaves_the_others_standing() -> None:
    clock = HandClock()
    probes = [
        _Scripted("store", clock, seconds=2.0, reads_store=True, error=AWAY),
        _Scripted("cache", clock),
        *(_Scripted(f"upstream {n}", clock, seconds=2.0, reads_store=True, error=AWAY) for n in range(8)),
    ]

    health = Doctor(probes, clock).run()

    assert clock.monotonic() == 2.0
    assert [name for name, check in health.checks.items() if not check.healthy] == ["store"]
    assert health.checks["cache"].details == "cache is there"
    assert health.checks["upstream 7"].details == "unknown while the store cannot be read"


def test_a_disk_that_cannot_be_looked_at_says_nothing_about_the_store() -> None:
    clock = HandClock()
    probes = [
        _Scripted("disk", clock, error=StoreError("the disk cannot be looked at")),
        _Scripted("store", clock, reads_store=True),
    ]

    assert Doctor(probes, clock).run().checks["store"].details == "store is there"
