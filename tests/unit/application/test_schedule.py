"""A scheduler at work, alone and beside another one, over stores that both share."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from tests.broken_stores import Unsteady
from tests.builders import A_SATURDAY
from tests.turns import LEASE_SECONDS, turns_of
from tests.worlds import World

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.timetable import CronTimetable
from tunemeld.application.errors import LeaseLost, StoreError, UpstreamUnavailable
from tunemeld.application.job import Job
from tunemeld.application.pipeline import Order
from tunemeld.application.ports.schedule import Decision, ScheduleObserver, Told
from tunemeld.application.report import RunReport, RunStatus, Stage
from tunemeld.application.schedule import Schedule

JOBS = (
    Job("playlists", Stage.FULL, CronTimetable("30 2 * * sat", "UTC")),
    Job("counts", Stage.VIEW_COUNT, CronTimetable("0 2 * * *", "UTC")),
)
AN_HOUR = 3600.0
A_DAY = 24 * AN_HOUR
BUSY = UpstreamUnavailable("scripted", "scripted is busy; try again later")

Check = Callable[[], None]


class Heard(ScheduleObserver):
    """Keeps all that it is told."""

    def __init__(self) -> None:
        self.all: list[Told] = []

    def told(self, told: Told) -> None:
        """Keep it."""
        self.all.append(told)

    def decisions(self) -> list[tuple[str, str]]:
        """What was decided on which job, but for the announcements."""
        return [(t.decision.value, t.job) for t in self.all if t.decision is not Decision.NEXT]


class Office:
    """A world whose leases go by its clock, and the schedulers that work in it."""

    def __init__(self, stores: Callable[[MemoryStores], MemoryStores] = lambda stores: stores) -> None:
        self.world = World()
        self.world.stores = stores(MemoryStores(now=self.world.clock.now))
        self.heard = Heard()
        self.is_stopping = False
        self.meanwhile: Callable[[], object] = lambda: None

    def scheduler(
        self, holder: str = "one", *, carry_out: "Callable[..., RunReport] | None" = None
    ) -> Schedule:
        """A scheduler that runs the world's pipeline; what is to happen meanwhile happens in its midst."""
        stores = self.world.stores
        return Schedule(
            jobs=JOBS,
            turns=turns_of(self.world, holder),
            log=stores.schedules,
            clock=self.world.clock,
            observer=self.heard,
            genres=self.world.genres,
            threads=1,
            carry_out=carry_out or self._run,
            is_stopping=lambda: self.is_stopping,
        )

    def _run(self, order: Order, check: Check) -> RunReport:
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        check()
        pipeline = self.world.pipeline()
        report = pipeline.begin(order)
        meanwhile()
        return pipeline.go_on(order, report)

    def runs(self) -> list[tuple[str, str]]:
        """The runs so far, oldest first: stage and status."""
        reports = reversed(self.world.stores.runs.recent(100))
        return [(report.stage.value, report.status.value) for report in reports]

    def all_services_fail(self) -> None:
        """No list can be fetched from now on."""
        for catalogue in self.world.catalogues.values():
            catalogue.bodies = dict.fromkeys(self.world.genres, BUSY)


def look_until_idle(scheduler: Schedule) -> None:
    """Have it do all that is due now."""
    while scheduler.look():
        pass


def test_a_first_start_runs_each_job_once_and_the_lists_before_the_counts() -> None:
    office = Office()

    look_until_idle(office.scheduler())
    look_until_idle(office.scheduler("another one, later"))

    assert office.runs() == [("full", "done"), ("view_count", "done")]
    assert office.world.chart().tracks


def test_a_job_runs_at_its_next_time_and_not_before() -> None:
    office = Office()
    scheduler = office.scheduler()
    look_until_idle(scheduler)

    office.world.clock.put_forward(A_DAY - AN_HOUR)
    assert not scheduler.look()
    office.world.clock.put_forward(AN_HOUR)
    look_until_idle(scheduler)

    assert office.runs()[2:] == [("view_count", "done")]


def test_jobs_that_were_missed_for_weeks_run_once() -> None:
    office = Office()
    look_until_idle(office.scheduler())

    office.world.clock.put_forward(20 * A_DAY)
    look_until_idle(office.scheduler())

    assert [stage for stage, _ in office.runs()[2:]] == ["full", "view_count"]


def test_what_is_due_next_is_told_of_each_job() -> None:
    office = Office()
    look_until_idle(office.scheduler())

    office.scheduler().announce()

    assert [(told.job, told.next_at) for told in office.heard.all[-2:]] == [
        ("playlists", A_SATURDAY + timedelta(days=7)),
        ("counts", A_SATURDAY + timedelta(hours=23, minutes=30)),
    ]


def test_who_did_a_job_tells_what_it_did_and_when_it_is_due_again() -> None:
    office = Office()

    office.scheduler().look()

    taken, done = office.heard.all
    assert (taken.decision, taken.job, taken.due) == (Decision.TAKEN, "playlists", A_SATURDAY)
    assert (done.decision, done.next_at) == (Decision.DONE, A_SATURDAY + timedelta(days=7))


def test_a_run_that_can_fetch_no_list_at_all_is_tried_again_until_it_goes_well() -> None:
    office = Office()
    look_until_idle(office.scheduler())
    office.world.clock.put_forward(7 * A_DAY)
    bodies = {name: dict(catalogue.bodies) for name, catalogue in office.world.catalogues.items()}
    office.all_services_fail()
    scheduler = office.scheduler()
    office.heard.all.clear()

    scheduler.look()
    office.world.clock.put_forward(60)
    scheduler.look()
    for name, catalogue in office.world.catalogues.items():
        catalogue.bodies = bodies[name]
    office.world.clock.put_forward(119)
    look_until_idle(scheduler)
    assert [d for d in office.heard.decisions() if d[1] == "playlists"] == [
        ("taken", "playlists"),
        ("failed", "playlists"),
    ] * 2
    office.world.clock.put_forward(1)
    look_until_idle(scheduler)

    assert office.heard.decisions()[-2:] == [("taken", "playlists"), ("done", "playlists")]
    failed = next(told for told in office.heard.all if told.decision is Decision.FAILED)
    assert failed.reason.endswith("could fetch no list at all: scripted is busy; try again later")
    assert failed.next_at == A_SATURDAY + timedelta(days=7, minutes=1)


def test_a_successor_goes_on_with_the_pauses_between_attempts() -> None:
    office = Office()
    office.all_services_fail()
    first = office.scheduler()
    first.look()
    office.world.clock.put_forward(60)
    first.look()
    office.heard.all.clear()

    successor = office.scheduler("successor")
    office.world.clock.put_forward(119)
    look_until_idle(successor)
    office.world.clock.put_forward(1)
    successor.look()

    third = next(told for told in office.heard.all if told.job == "playlists" and told.next_at)
    assert third.next_at == office.world.clock.now() + timedelta(minutes=4)


def test_a_run_with_some_lists_is_not_repeated() -> None:
    office = Office()
    office.world.catalogues["SoundCloud"].bodies["country"] = BUSY

    office.scheduler().look()

    assert office.runs() == [("full", "partial")]
    assert office.heard.decisions()[-1] == ("done", "playlists")


def test_counts_without_a_chart_to_count_are_tried_again() -> None:
    office = Office()
    office.all_services_fail()

    look_until_idle(office.scheduler())

    assert office.heard.all[-1].job == "counts"
    assert office.heard.all[-1].decision is Decision.FAILED
    assert "no genre with a chart" in office.heard.all[-1].reason


def test_a_defect_of_one_run_ends_no_schedule() -> None:
    office = Office()

    def defective(_order: Order, _check: Check) -> RunReport:
        raise ZeroDivisionError

    look_until_idle(office.scheduler(carry_out=defective))

    assert office.heard.decisions() == [
        ("taken", "playlists"),
        ("failed", "playlists"),
        ("taken", "counts"),
        ("failed", "counts"),
    ]
    assert "ZeroDivisionError" in office.heard.all[1].reason


def test_while_another_scheduler_does_a_job_this_one_waits_says_so_once_and_does_no_later_job() -> None:
    office = Office()
    one, other = office.scheduler("one"), office.scheduler("other")
    looks: list[bool] = []
    office.meanwhile = lambda: looks.extend([other.look(), other.look()])

    one.look()

    assert looks == [False, False]
    assert office.heard.decisions() == [
        ("taken", "playlists"),
        ("waiting", "playlists"),
        ("done", "playlists"),
    ]
    assert office.runs() == [("full", "done")]


def test_what_another_scheduler_did_between_the_look_and_the_lease_is_not_done_again() -> None:
    office = Office()
    one, other = office.scheduler("one"), office.scheduler("other")
    take = office.world.stores.leases.take

    def take_late(job: str, holder: str, seconds: float) -> object:
        if holder == "one":
            other.look()
        return take(job, holder, seconds)

    office.world.stores.leases.take = take_late  # type: ignore[method-assign,assignment]
    one.look()

    assert office.runs() == [("full", "done")]


def test_a_leader_that_is_paused_past_its_lease_publishes_nothing_once_its_successor_has_taken_over() -> None:
    office = Office()
    paused, successor = office.scheduler("paused"), office.scheduler("successor")

    def pause() -> None:
        office.world.clock.put_forward(LEASE_SECONDS)
        successor.look()
        office.world.show("Spotify", range(2, 12))

    office.meanwhile = pause
    paused.look()

    assert office.heard.decisions() == [
        ("taken", "playlists"),
        ("taken", "playlists"),
        ("done", "playlists"),
        ("lost", "playlists"),
    ]
    published = office.world.stores.charts.publications("country", "rapidapi")
    assert [(each.run_id, each.seq) for each in published] == [("run-2", 1)]
    lost = next(report for report in office.world.stores.runs.recent(9) if report.run_id == "run-1")
    assert lost.status is RunStatus.FAILED
    assert "another process has taken over playlists" in lost.error
    assert office.heard.all[-1].reason == lost.error


def test_a_run_whose_lease_was_taken_ends_at_its_next_step() -> None:
    office = Office()
    steps: list[str] = []

    def paused(_order: Order, check: Check) -> RunReport:
        steps.append("before")
        office.world.clock.put_forward(LEASE_SECONDS)
        office.scheduler("successor").look()
        check()
        raise AssertionError("it went on")

    office.scheduler("paused", carry_out=paused).look()

    assert steps == ["before"]
    assert office.heard.decisions()[-1] == ("lost", "playlists")


def test_who_took_over_is_obeyed_before_it_has_published_anything() -> None:
    office = Office()
    paused = office.scheduler("paused")
    taken_over: list[bool] = []

    def fail(_order: Order, _check: Check) -> RunReport:
        taken_over.append(True)
        raise StoreError("the successor's own trouble")

    def pause() -> None:
        office.world.clock.put_forward(LEASE_SECONDS)
        office.scheduler("successor", carry_out=fail).look()

    office.meanwhile = pause
    paused.look()

    assert taken_over
    assert office.heard.decisions()[-1] == ("lost", "playlists")
    assert office.world.stores.charts.current("country") is None


def test_a_leader_that_comes_back_late_spoils_nothing_of_what_its_successor_noted() -> None:
    office = Office()
    successor = office.scheduler("successor")

    def fail_late(_order: Order, _check: Check) -> RunReport:
        office.world.clock.put_forward(LEASE_SECONDS)
        successor.look()
        raise StoreError("the disk is full")

    office.scheduler("paused", carry_out=fail_late).look()
    office.world.clock.put_forward(AN_HOUR)
    look_until_idle(successor)

    assert [stage for stage, _ in office.runs()] == ["full", "view_count"]


def test_a_chart_is_published_under_the_number_of_the_lease() -> None:
    office = Office()
    orders: list[Order] = []

    def keep(order: Order, _check: Check) -> RunReport:
        orders.append(order)
        return office.world.pipeline().run(order)

    office.scheduler(carry_out=keep).look()

    (order,) = orders
    assert order.fence
    assert (order.fence.job, order.fence.number) == ("playlists", 1)
    assert (order.stage, order.genres, order.threads) == (Stage.FULL, office.world.genres, 1)


def test_who_is_told_to_stop_leaves_the_job_due_and_its_lease_free() -> None:
    office = Office()
    office.is_stopping = True

    office.scheduler("one").look()
    office.is_stopping = False
    office.scheduler("other").look()

    assert office.heard.decisions() == [
        ("taken", "playlists"),
        ("interrupted", "playlists"),
        ("taken", "playlists"),
        ("done", "playlists"),
    ]


def raising(error: BaseException) -> Callable[..., RunReport]:
    """What carries nothing out."""

    def carry_out(_order: Order, _check: Check) -> RunReport:
        raise error

    return carry_out


@pytest.mark.parametrize(
    "error",
    [BUSY, StoreError("away"), LeaseLost("taken"), KeyboardInterrupt(), ZeroDivisionError(), SystemExit()],
    ids=lambda error: type(error).__name__,
)
def test_however_a_run_ends_its_lease_is_free_at_once(error: BaseException) -> None:
    office = Office()

    with suppress(SystemExit):
        office.scheduler("one", carry_out=raising(error)).look()

    lease = office.world.stores.leases.take("playlists", "other", LEASE_SECONDS)
    assert lease
    assert not lease.was_abandoned


def test_a_claim_that_failed_is_made_up_for_by_whoever_comes_next() -> None:
    office = Office(Unsteady)
    stores = office.world.stores
    assert isinstance(stores, Unsteady)
    abandoned = stores.leases.take("playlists", "the one before", LEASE_SECONDS)
    assert abandoned
    office.world.clock.put_forward(LEASE_SECONDS)

    stores.away = {"charts"}
    with pytest.raises(StoreError):
        office.scheduler("one").look()
    stores.away = set()
    assert not office.scheduler("other").look()
    office.world.clock.put_forward(LEASE_SECONDS)
    office.scheduler("other").look()

    late = Order(Stage.FULL, office.world.genres, 1, fence=abandoned.fence)
    office.world.show("Spotify", range(2, 12))
    with pytest.raises(LeaseLost):
        office.world.pipeline().run(late)
