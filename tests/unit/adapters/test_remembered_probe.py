"""A probe that costs something is asked now and then, however often its finding is."""

from tests.clocks import HandClock

from tunemeld.adapters.probes.remembered import RememberedProbe
from tunemeld.application.errors import CacheError
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.report import Check


class Costly(Probe):
    """Counts how often it was asked, and is away as long as a test says so."""

    name = "the costly one"
    remedy = "ask it less"
    reads_store = False

    def __init__(self) -> None:
        self.asked = 0
        self.is_away = False

    def check(self) -> Check:
        """How often it was asked."""
        self.asked += 1
        if self.is_away:
            raise CacheError("it is away")
        return Check.found(f"asked {self.asked} times")


def test_a_finding_is_remembered_for_its_time_and_then_made_anew() -> None:
    clock, costly = HandClock(), Costly()
    probe = RememberedProbe(costly, clock, seconds=600)

    first = probe.check()
    clock.put_forward(599)
    again = probe.check()
    clock.put_forward(1)
    later = probe.check()

    assert (first, again) == (Check.found("asked 1 times"), Check.found("asked 1 times"))
    assert later == Check.found("asked 2 times")


def test_trouble_is_remembered_for_half_a_minute_so_that_its_end_shows_soon() -> None:
    clock, costly = HandClock(), Costly()
    probe = RememberedProbe(costly, clock, seconds=600)
    costly.is_away = True

    away = probe.check()
    costly.is_away = False
    clock.put_forward(29)
    still = probe.check()
    clock.put_forward(1)
    back = probe.check()

    assert away == still == Check.found("it is away", "ask it less")
    assert back == Check.found("asked 2 times")


def test_without_a_time_every_finding_is_new() -> None:
    costly = Costly()
    probe = RememberedProbe(costly, HandClock(), seconds=0)

    assert [probe.check().details for _ in range(3)] == ["asked 1 times", "asked 2 times", "asked 3 times"]


def test_it_goes_by_the_name_of_the_probe_that_it_asks() -> None:
    probe = RememberedProbe(Costly(), HandClock(), seconds=1)

    assert (probe.name, probe.remedy, probe.reads_store) == ("the costly one", "ask it less", False)
