"""A run that is distributed comes to what one process comes to, and ends in its own ways."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import a_listing
from tests.fakes import AN_HTML_PAGE
from tests.hands import Hands, Seen, a_leasing_world, distribute
from tests.scripted_counters import ScriptedPlays, ScriptedVideos
from tests.worlds import DAY, World

from tunemeld.application.errors import LeaseLost, UnknownGenre, UpstreamUnavailable, WorkersAway
from tunemeld.application.pipeline import Order
from tunemeld.application.report import ListStatus, RunReport, RunStatus, Stage
from tunemeld.domain.lease import Fence

GENRES = ("country", "pop")
STAGES = ("extract", "transform", "aggregate", "view_count")


def an_order(stage: Stage = Stage.FULL, *genres: str, fence: Fence | None = None) -> Order:
    """A run of some genres, or both."""
    return Order(stage, genres or GENRES, threads=4, fence=fence)


def a_world(prepare: Callable[[World], None]) -> World:
    """Two genres of different tunes, as a test prepares them."""
    world = a_leasing_world(*GENRES)
    for service in world.catalogues:
        world.show(service, range(21, 31), genre="pop")
    prepare(world)
    return world


def findings(report: RunReport) -> dict[str, Any]:
    """What a run found, without its name and its times.

    Also without the number of calls for videos: fifty are looked at in one, and now of one genre each.
    """
    told = report.model_dump(mode="json", exclude={"run_id", "started_at", "finished_at", "seconds"})
    for genre in told["genres"].values():
        del genre["seconds"]
    told["calls"].pop("youtube", None)
    return told


def nothing_special(world: World) -> None:
    """All lists are fresh, and every entry has its ISRC."""


def one_list_is_garbage(world: World) -> None:
    """A service answers HTML for one genre, and never had a list of it."""
    world.catalogues["Spotify"].bodies["pop"] = AN_HTML_PAGE


def one_service_is_away(world: World) -> None:
    """A service answers nobody."""
    for genre in GENRES:
        world.catalogues["Spotify"].bodies[genre] = UpstreamUnavailable("spotify", "spotify answered 503")


def one_genre_has_no_chart(world: World) -> None:
    """Two of three lists cannot be had."""
    for service in ("Spotify", "AppleMusic"):
        world.catalogues[service].bodies["pop"] = AN_HTML_PAGE


def nothing_can_be_had(world: World) -> None:
    """No service answers."""
    for catalogue in world.catalogues.values():
        for genre in GENRES:
            catalogue.bodies[genre] = UpstreamUnavailable("spotify", "spotify answered 503")


def isrcs_are_looked_up(world: World) -> None:
    """No entry of two services has an ISRC; one is found, the others are not."""
    for service in world.catalogues:
        world.show(service, range(1, 5), coded=False)
    world.search.known["Tune 2"] = (a_listing("Spotify", 1, title="Tune 2", isrc="QZTM42400002"),)


def plays_are_counted(world: World) -> None:
    """Videos and a service's own counts."""
    world.videos = ScriptedVideos(world.clock, world.meter)
    world.listed = (ScriptedPlays(),)


CASES = (
    nothing_special,
    one_list_is_garbage,
    one_service_is_away,
    one_genre_has_no_chart,
    nothing_can_be_had,
    isrcs_are_looked_up,
    plays_are_counted,
)


@pytest.mark.parametrize("prepare", CASES)
@pytest.mark.parametrize("stage", Stage)
def test_it_reports_and_shows_what_one_process_does(prepare: Callable[[World], None], stage: Stage) -> None:
    single, divided = a_world(prepare), a_world(prepare)
    if stage not in {Stage.FULL, Stage.EXTRACT}:
        single.run(Stage.EXTRACT)
        divided.run(Stage.EXTRACT)
    if stage is Stage.VIEW_COUNT:
        single.run(Stage.AGGREGATE)
        divided.run(Stage.AGGREGATE)

    report = distribute(divided, Hands(divided)).run(an_order(stage))

    assert findings(report) == findings(single.run(stage))
    for genre in GENRES:
        assert shown(divided, genre) == shown(single, genre)


def shown(world: World, genre: str) -> tuple[str, ...]:
    """The snapshots that a genre has shown."""
    return tuple(each.snapshot_id for each in world.stores.charts.publications(genre, world.source))


def test_a_second_run_finds_nothing_to_do_as_in_one_process() -> None:
    single, divided = a_world(nothing_special), a_world(nothing_special)
    hands = Hands(divided)
    single.run()
    distribute(divided, hands).run(an_order())

    report = distribute(divided, hands).run(an_order())

    assert findings(report) == findings(single.run())
    assert all(told.unchanged for told in report.genres.values())


@pytest.mark.parametrize("days", [2, 30])
def test_a_later_run_is_as_in_one_process_when_lookups_are_due_again_and_a_list_has_become_too_old(
    days: int,
) -> None:
    single, divided = a_world(isrcs_are_looked_up), a_world(isrcs_are_looked_up)
    hands = Hands(divided)
    single.run()
    distribute(divided, hands).run(an_order())
    for world in (single, divided):
        one_service_is_away(world)
        world.clock.put_forward(days * DAY)

    report = distribute(divided, hands).run(an_order())

    assert findings(report) == findings(single.run())
    is_too_old = report.genres["country"].services["Spotify"].status is ListStatus.MISSING
    assert is_too_old == (days == 30)


def test_the_whole_and_each_part_have_a_report_in_the_log() -> None:
    world = a_world(nothing_special)

    report = distribute(world, Hands(world)).run(an_order())

    ids = {f"{report.run_id}/{genre}/{stage}" for genre in GENRES for stage in STAGES}
    logged = world.stores.runs.of(ids)
    assert logged.keys() == ids
    assert {each.status for each in logged.values()} == {RunStatus.DONE}
    assert world.stores.runs.recent(100) == (report,)


def test_progress_is_told_part_by_part() -> None:
    world = a_world(nothing_special)
    seen = Seen()

    report = distribute(world, Hands(world), seen).run(an_order(Stage.FULL, "pop"))

    assert seen.told == [
        (f"{report.run_id}/pop/{stage}", "", number, 4) for number, stage in enumerate(STAGES, start=1)
    ]


def test_a_part_that_is_not_done_ends_its_genre_and_no_other_and_fails_the_run() -> None:
    world = a_world(nothing_special)
    hands = Hands(world)
    hands.refused = {("country", Stage.TRANSFORM)}

    report = distribute(world, hands).run(an_order())

    assert (report.status, report.error) == (
        RunStatus.FAILED,
        "country, transform: its worker was stopped",
    )
    assert [each.partition("/")[2] for each in hands.done if "country" in each] == ["country/extract"]
    assert (shown(world, "country"), len(shown(world, "pop"))) == ((), 1)
    assert report.genres["pop"].published


def test_of_many_parts_that_are_not_done_a_few_are_named() -> None:
    genres = [f"genre-{n}" for n in range(5)]
    world = a_leasing_world(*genres)
    hands = Hands(world)
    hands.refused = {(genre, Stage.EXTRACT) for genre in genres}

    report = distribute(world, hands).run(an_order(Stage.FULL, *genres))

    assert report.error.count("its worker was stopped") == 3
    assert report.error.endswith("; and 2 more")


def test_without_a_worker_nothing_begins() -> None:
    world = a_world(nothing_special)
    hands = Hands(world)
    hands.are_there = False

    with pytest.raises(WorkersAway, match="no worker answers: start one with `tunemeld worker start`"):
        distribute(world, hands).run(an_order())

    assert world.stores.runs.recent(1) == ()


def test_what_one_process_refuses_is_refused_before_anything_is_handed_over() -> None:
    world = a_world(nothing_special)

    with pytest.raises(UnknownGenre):
        distribute(world, Hands(world)).run(an_order(Stage.FULL, "polka"))

    assert world.stores.runs.recent(1) == ()


def test_redis_may_go_away_for_a_while() -> None:
    world = a_world(nothing_special)
    hands = Hands(world)
    hands.away_for = 100

    assert distribute(world, hands).run(an_order()).status is RunStatus.DONE


def test_redis_that_stays_away_for_a_minute_fails_the_run() -> None:
    world = a_world(nothing_special)
    hands = Hands(world)
    hands.away_for = 1_000

    with pytest.raises(WorkersAway):
        distribute(world, hands).run(an_order())

    (report,) = world.stores.runs.recent(10)
    assert (report.status, report.error) == (RunStatus.FAILED, "Redis cannot be used: start it")


def test_parts_that_redis_has_forgotten_fail_the_run_and_are_not_waited_for_for_ever() -> None:
    world = a_world(nothing_special)
    hands = Hands(world)
    hands.are_emptied = True

    with pytest.raises(WorkersAway, match="no worker has ended anything for 2700 seconds"):
        distribute(world, hands).run(an_order())

    (report,) = world.stores.runs.recent(10)
    assert report.status is RunStatus.FAILED


def interrupting_after(questions: int, how: BaseException) -> Callable[[], None]:
    """A check that raises at the question after so many."""
    left = iter([None] * questions)

    def check() -> None:
        if next(left, how) is how:
            raise how

    return check


def test_an_interrupted_run_says_so_and_workers_begin_nothing_more_of_it() -> None:
    world = a_world(nothing_special)
    hands = Hands(world)

    with pytest.raises(KeyboardInterrupt):
        distribute(world, hands).run(an_order(), interrupting_after(1, KeyboardInterrupt()))

    whole = next(each for each in world.stores.runs.recent(10) if "/" not in each.run_id)
    assert (whole.status, whole.finished_at) == (RunStatus.INTERRUPTED, world.clock.now())
    assert whole.error == "interrupted; what workers had begun ends by itself"
    assert whole.genres["pop"].services.keys() == world.catalogues.keys()
    assert hands.ended([f"{whole.run_id}/pop/transform"]) == {
        f"{whole.run_id}/pop/transform": f"run {whole.run_id} has ended before this was begun"
    }


def test_a_scheduler_that_was_overtaken_ends_its_run_likewise() -> None:
    world = a_world(nothing_special)

    with pytest.raises(LeaseLost):
        distribute(world, Hands(world)).run(an_order(), interrupting_after(1, LeaseLost("another has it")))

    whole = next(each for each in world.stores.runs.recent(10) if "/" not in each.run_id)
    assert (whole.status, whole.error) == (RunStatus.INTERRUPTED, "another has it")


def test_workers_of_a_scheduler_that_was_overtaken_publish_nothing() -> None:
    world = a_world(nothing_special)
    world.stores.charts.claim(GENRES, Fence(job="playlists", number=2))

    report = distribute(world, Hands(world)).run(an_order(fence=Fence(job="playlists", number=1)))

    assert report.status is RunStatus.FAILED
    assert "another process has taken over playlists" in report.error
    assert (shown(world, "country"), shown(world, "pop")) == ((), ())
