"""What every RunLog promises."""

from datetime import timedelta

from hypothesis import given
from tests.builders import A_SATURDAY, a_report
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.strategies import reports

from tunemeld.application.report import GenreReport, RunOutline, RunReport, RunStatus

AN_HOUR = timedelta(hours=1)


def test_an_empty_log_has_no_reports(stores: Stores) -> None:
    assert stores.runs.recent(10) == ()


@FOR_EVERY_VALUE
@given(report=reports)
def test_a_report_comes_back_with_every_field(stores: Stores, report: RunReport) -> None:
    stores.runs.save(report)

    saved = [each for each in stores.runs.recent(100) if each.run_id == report.run_id]
    assert saved == [report]


@FOR_EVERY_VALUE
@given(report=reports)
def test_the_outline_of_a_run_is_that_of_its_report(stores: Stores, report: RunReport) -> None:
    assert stores.runs.outline(f"never {report.run_id}") is None

    stores.runs.save(report)

    assert stores.runs.outline(report.run_id) == RunOutline.of(report)


def test_reports_come_newest_first_by_when_they_were_first_saved(stores: Stores) -> None:
    late = a_report("run-3", started_at=A_SATURDAY + 2 * AN_HOUR)
    early = a_report("run-1", started_at=A_SATURDAY)
    middle = a_report("run-2", started_at=A_SATURDAY + AN_HOUR)
    for report in (late, early, middle):
        stores.runs.save(report)

    assert stores.runs.recent(10) == (middle, early, late)


def test_of_one_instant_the_run_that_was_first_saved_later_is_the_newer(stores: Stores) -> None:
    first, second = a_report("run-b"), a_report("run-a")
    stores.runs.save(first)
    stores.runs.save(second)

    stores.runs.save(first)

    assert stores.runs.recent(10) == (second, first)


def test_no_more_reports_are_returned_than_asked_for(stores: Stores) -> None:
    for number in range(5):
        stores.runs.save(a_report(f"run-{number}", started_at=A_SATURDAY + number * AN_HOUR))

    assert [each.run_id for each in stores.runs.recent(2)] == ["run-4", "run-3"]
    assert stores.runs.recent(0) == ()
    assert stores.runs.recent(-1) == ()


def test_parts_of_runs_crowd_no_whole_run_out_of_the_newest(stores: Stores) -> None:
    earlier, whole = a_report("run-1"), a_report("run-2")
    for report in (earlier, whole):
        stores.runs.save(report)
    for genre in ("dance", "pop", "rap"):
        stores.runs.save(a_report(f"run-2/{genre}/extract", status=RunStatus.RUNNING))
        stores.runs.save(a_report(f"run-2/{genre}/extract").model_copy(update={"finished_at": A_SATURDAY}))

    assert stores.runs.recent(10) == (whole, earlier)
    assert stores.runs.of(["run-2/pop/extract"])["run-2/pop/extract"].finished_at == A_SATURDAY


def test_reports_are_found_by_their_runs(stores: Stores) -> None:
    wanted, other = a_report("run-1/pop/extract"), a_report("run-2")
    for report in (wanted, other):
        stores.runs.save(report)

    assert stores.runs.of(["run-1/pop/extract", "run-1"]) == {"run-1/pop/extract": wanted}
    assert stores.runs.of([]) == {}


def test_a_later_report_of_the_same_run_replaces_it_in_its_place(stores: Stores) -> None:
    stores.runs.save(a_report("run-1", status=RunStatus.RUNNING))
    stores.runs.save(a_report("run-2"))
    done = a_report("run-1", status=RunStatus.DONE)

    stores.runs.save(done)

    assert stores.runs.recent(10) == (a_report("run-2"), done)


def test_reports_belong_to_the_caller(stores: Stores) -> None:
    report = a_report()
    expected = report.model_copy(deep=True)

    stores.runs.save(report)
    report.genres["country"] = GenreReport()
    stores.runs.recent(1)[0].notes.append("not saved")

    assert stores.runs.recent(1) == (expected,)
