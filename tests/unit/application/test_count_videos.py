"""Counting videos: few searches, few looks, each recording once a day, and gaps with their reasons."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.scripted_counters import QUOTA_BACK_AT, ScriptedVideos, video_of
from tests.worlds import DAY, WEEK, World

from tunemeld.application.errors import (
    BadPayload,
    UpstreamCoolingDown,
    UpstreamRejected,
    UpstreamUnavailable,
)
from tunemeld.application.report import RunReport, RunStatus, Stage
from tunemeld.domain.reading import YOUTUBE, GapReason, Series
from tunemeld.domain.video import Candidate, Video

UNAVAILABLE = UpstreamUnavailable("youtube", "youtube answered 503; try again later")
BAD = BadPayload("youtube", "youtube answered with no JSON; try again later")


def a_world(*, genres: Sequence[str] = ("country",), tunes: int = 4, batch_size: int = 50) -> World:
    """An installation with YouTube, in which every service lists the same few tunes."""
    world = World(genres=genres)
    world.videos = ScriptedVideos(world.clock, world.meter, batch_size=batch_size)
    for n, genre in enumerate(genres):
        for service in world.catalogues:
            world.show(service, range(100 * n + 1, 100 * n + 1 + tunes), genre=genre)
    return world


def videos_of(world: World) -> ScriptedVideos:
    assert world.videos is not None
    return world.videos


def count(world: World, days: float = 0) -> RunReport:
    world.clock.put_forward(days * DAY)
    return world.run(Stage.VIEW_COUNT)


def series(world: World, title: str, genre: str = "country") -> Series:
    """What was counted of a tune."""
    recording = next(r for r in world.snapshot(genre).recordings if r.shown.title == title)
    stored = world.stores.readings.series([recording.id], date(2020, 1, 1))
    return stored.get(recording.id, {}).get(YOUTUBE, Series())


def values(world: World, title: str) -> list[int]:
    return [point.value for point in series(world, title).points]


def reasons(world: World, title: str) -> list[GapReason]:
    return [gap.reason for gap in series(world, title).gaps]


def test_a_full_run_finds_and_counts_a_video_for_everything_on_the_chart() -> None:
    world = a_world()

    report = world.run()

    assert report.counters[YOUTUBE].model_dump() == {
        "counted": 4,
        "known": 0,
        "gaps": {},
        "searched": 4,
        "found": 4,
        "left_over": 0,
        "searches_left": 96,
        "reason": "",
    }
    assert report.calls["youtube"] == 4 + 1
    assert [p.of for p in series(world, "Tune 1").points] == [video_of("tune 1")]
    assert videos_of(world).searched == ["tune 1", "tune 2", "tune 3", "tune 4"]


def test_what_only_one_service_lists_is_not_searched_for() -> None:
    world = a_world()
    world.show("Spotify", [1, 2, 3, 4, 77])

    world.run()

    assert "tune 77" not in videos_of(world).searched


def test_a_second_run_of_the_day_asks_nothing() -> None:
    world = a_world()
    world.run()
    videos_of(world).told[video_of("tune 1")] = Video(views=5, seconds=192.0)

    again = world.run()

    assert "youtube" not in again.calls
    assert again.counters[YOUTUBE].known == 4
    assert values(world, "Tune 1") != [5]


def test_the_next_day_a_known_video_is_counted_without_a_search() -> None:
    world = a_world()
    world.run()
    first = values(world, "Tune 1")

    report = count(world, days=1)

    assert report.status is RunStatus.DONE
    assert (report.counters[YOUTUBE].searched, report.calls["youtube"]) == (0, 1)
    assert values(world, "Tune 1") == [*first, first[0] + 1000]


def test_videos_and_candidates_are_looked_at_together_in_as_few_calls_as_can_be() -> None:
    world = a_world(tunes=7, batch_size=3)
    world.run()
    for service in world.catalogues:
        world.show(service, range(1, 9))
    videos_of(world).looked_at.clear()
    world.clock.put_forward(DAY)

    world.run()

    assert [len(batch) for batch in videos_of(world).looked_at] == [3, 3, 2]
    assert values(world, "Tune 8")


def test_searches_go_to_the_highest_ranked_of_all_genres_and_the_rest_waits() -> None:
    world = a_world(genres=("country", "rap"), tunes=3)
    videos_of(world).searches = 4

    report = world.run()

    assert videos_of(world).searched == ["tune 1", "tune 101", "tune 2", "tune 102"]
    told = report.counters[YOUTUBE]
    assert (told.searched, told.left_over, told.searches_left) == (4, 2, 0)
    assert told.gaps == {GapReason.NO_QUOTA: 2}
    assert report.status is RunStatus.DONE
    videos_of(world).searches = 100
    count(world, days=1)
    assert videos_of(world).searched[4:] == ["tune 3", "tune 103"]
    assert reasons(world, "Tune 3") == [GapReason.NO_QUOTA]
    assert len(values(world, "Tune 3")) == 1


def test_a_recording_in_two_genres_is_searched_by_its_better_place() -> None:
    world = a_world(genres=("country", "rap"), tunes=4)
    for service in world.catalogues:
        world.show(service, [4, 101, 102], genre="rap")
    videos_of(world).searches = 3

    world.run()

    assert videos_of(world).searched == ["tune 1", "tune 4", "tune 2"]


def test_a_miss_is_searched_again_after_a_day_and_then_after_two() -> None:
    world = a_world(tunes=3)
    videos_of(world).known["tune 2"] = ()
    world.run()
    assert reasons(world, "Tune 2") == [GapReason.NOT_FOUND]
    videos_of(world).searched.clear()

    searched = []
    for _ in range(4):
        count(world, days=1)
        searched.append(videos_of(world).searched.count("tune 2"))

    assert searched == [1, 1, 2, 2]


def test_a_video_that_is_nothing_like_the_title_is_never_looked_at() -> None:
    world = a_world(tunes=3)
    other = Candidate(video_id="wrongwrongw", title="Mara Quill - Something Else", channel="Mara Quill")
    videos_of(world).known["tune 2"] = (other,)

    world.run()

    assert all("wrongwrongw" not in batch for batch in videos_of(world).looked_at)
    assert reasons(world, "Tune 2") == [GapReason.NOT_FOUND]


def test_a_hidden_count_is_a_gap_and_so_is_a_zero() -> None:
    world = a_world(tunes=3)
    videos_of(world).told |= {
        video_of("tune 1"): Video(views=None, seconds=192.0),
        video_of("tune 2"): Video(views=0, seconds=192.0),
    }

    world.run()

    for title in ("Tune 1", "Tune 2"):
        assert values(world, title) == []
        assert reasons(world, title) == [GapReason.HIDDEN]


def test_a_video_that_vanished_is_given_up_and_another_one_is_searched_for_the_next_day() -> None:
    world = a_world(tunes=3)
    world.run()
    videos_of(world).told[video_of("tune 1")] = None
    new = Candidate(video_id=video_of("tune 1", "new"), title="Mara Quill - Tune 1", channel="Mara Quill")
    videos_of(world).known["tune 1"] = (new,)

    report = count(world, days=1)

    assert report.counters[YOUTUBE].gaps == {GapReason.GONE: 1}
    assert "youtube" not in world.run(Stage.VIEW_COUNT).calls
    count(world, days=1)
    assert [p.of for p in series(world, "Tune 1").points] == [
        video_of("tune 1"),
        new.video_id,
    ]
    assert world.charts.published("country").videos[
        next(r.id for r in world.snapshot().recordings if r.shown.title == "Tune 1")
    ] == (new.video_id)


def test_a_weak_video_counts_and_is_looked_for_again_after_a_week() -> None:
    world = a_world(tunes=3)
    weak = Candidate(video_id=video_of("tune 1", "weak"), title="Mara Quill - Tune 1", channel="Mara Quill")
    sure = Candidate(video_id=video_of("tune 1", "sure"), title="Mara Quill - Tune 1", channel="Mara Quill")
    videos_of(world).known["tune 1"] = (weak,)
    videos_of(world).told[weak.video_id] = Video(views=10, seconds=192.0 + 30)
    world.run()
    assert values(world, "Tune 1") == [10]
    videos_of(world).known["tune 1"] = (weak, sure)
    videos_of(world).searched.clear()

    count(world, days=6)
    assert videos_of(world).searched == []
    count(world, days=1)

    assert videos_of(world).searched == ["tune 1"]
    assert [p.of for p in series(world, "Tune 1").points][-1] == sure.video_id


def test_a_weak_video_stays_where_nothing_better_is_found() -> None:
    world = a_world(tunes=3)
    weak, weaker = (
        Candidate(video_id=video_of("tune 1", name), title="Mara Quill - Tune 1", channel="Mara Quill")
        for name in ("weak", "less")
    )
    videos_of(world).known["tune 1"] = (weak,)
    videos_of(world).told |= {
        weak.video_id: Video(views=10, seconds=192.0 + 15),
        weaker.video_id: Video(views=99, seconds=192.0 + 40),
    }
    world.run()
    videos_of(world).known["tune 1"] = (weaker,)

    report = count(world, days=8)

    assert report.counters[YOUTUBE].searched == 1
    assert {p.of for p in series(world, "Tune 1").points} == {weak.video_id}


def test_searches_for_those_without_a_video_come_before_those_with_a_weak_one() -> None:
    world = a_world(tunes=3)
    weak = Candidate(video_id=video_of("tune 1", "weak"), title="Mara Quill - Tune 1", channel="Mara Quill")
    videos_of(world).known |= {"tune 1": (weak,), "tune 3": ()}
    videos_of(world).told[weak.video_id] = Video(views=10, seconds=None)
    world.run()
    videos_of(world).searched.clear()

    count(world, days=8)

    assert videos_of(world).searched == ["tune 3", "tune 1"]


def test_a_look_that_fails_leaves_gaps_that_a_later_run_of_the_day_fills() -> None:
    world = a_world(tunes=3)
    videos_of(world).look_failures = [UNAVAILABLE]

    report = world.run()

    assert report.counters[YOUTUBE].gaps == {GapReason.FAILED: 3}
    assert report.failures == {"youtube": str(UNAVAILABLE)}
    assert report.status is RunStatus.DONE  # the charts are complete, which is what a full run is about
    assert reasons(world, "Tune 1") == [GapReason.FAILED]
    videos_of(world).searched.clear()
    again = world.run(Stage.VIEW_COUNT)
    assert (again.counters[YOUTUBE].counted, videos_of(world).searched) == (3, [])
    assert reasons(world, "Tune 1") == []


@pytest.mark.parametrize(
    ("failures", "looks", "counted"),
    [
        ([BAD], 4, 6),
        ([None, UNAVAILABLE, UNAVAILABLE], 4, 4),
        ([BAD, BAD, BAD], 3, 0),
        ([None, UpstreamRejected("youtube", "the key is refused", status=403)], 2, 2),
    ],
    ids=["one costs its own batch", "two likewise", "three in a row end it", "a refusal ends it"],
)
def test_looks_go_on_after_a_failure_unless_it_will_not_pass(
    failures: list[BaseException | None], looks: int, counted: int
) -> None:
    world = a_world(tunes=8, batch_size=2)
    videos_of(world).look_failures = failures

    report = world.run()

    told = report.counters[YOUTUBE]
    assert (len(videos_of(world).looked_at), told.counted) == (looks, counted)
    assert told.gaps == {GapReason.FAILED: 8 - counted}
    assert set(report.failures) == {"youtube"}


def test_a_look_that_failed_is_no_lack_of_quota_though_that_ends_afterwards() -> None:
    world = a_world(tunes=6, batch_size=2)
    videos_of(world).look_failures = [BAD]
    videos_of(world).looks = 2

    world.run()

    assert [reasons(world, title) for title in ("Tune 1", "Tune 3", "Tune 5")] == [
        [GapReason.FAILED],
        [],
        [GapReason.NO_QUOTA],
    ]


def test_counting_alone_is_partial_where_the_counter_failed() -> None:
    world = a_world(tunes=3)
    world.run()
    videos_of(world).look_failures = [UNAVAILABLE]

    assert count(world, days=1).status is RunStatus.PARTIAL


def test_what_was_read_before_the_quota_ended_is_kept() -> None:
    world = a_world(tunes=6, batch_size=2)
    videos_of(world).looks = 2

    report = world.run()

    told = report.counters[YOUTUBE]
    assert (told.counted, told.gaps) == (4, {GapReason.NO_QUOTA: 2})
    assert "no quota left" in told.reason
    assert report.failures == {}
    assert len(values(world, "Tune 4")) == 1


def test_searches_that_the_upstream_refuses_for_its_quota_wait_like_those_of_our_own_ledger() -> None:
    world = a_world(tunes=3)
    spent = UpstreamCoolingDown("youtube-search", "youtube-search is left alone", until=QUOTA_BACK_AT)
    videos_of(world).search_failures = [None, spent]

    report = world.run()

    told = report.counters[YOUTUBE]
    assert (told.searched, told.left_over, told.counted) == (1, 2, 1)
    assert told.gaps == {GapReason.NO_QUOTA: 2}
    assert report.failures == {}


@pytest.mark.parametrize(
    ("failures", "searched", "left"),
    [
        ([UNAVAILABLE], 6, 1),
        ([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE], 3, 6),
        ([UNAVAILABLE, UNAVAILABLE, None, UNAVAILABLE, UNAVAILABLE], 6, 4),
        ([UpstreamRejected("youtube-search", "the key is refused", status=403)], 1, 6),
        ([UpstreamRejected("youtube-search", "the key is refused", status=400, refuses_key=True)], 1, 6),
        ([UpstreamRejected("youtube-search", "it does not take the request", status=400)], 6, 1),
    ],
    ids=[
        "one is skipped",
        "three in a row end it",
        "others do not",
        "a refusal ends it",
        "a refused key too",
        "a refused question does not",
    ],
)
def test_searches_go_on_after_a_failure_unless_it_will_not_pass(
    failures: list[BaseException | None], searched: int, left: int
) -> None:
    world = a_world(tunes=6)
    videos_of(world).search_failures = failures

    report = world.run()

    assert len(videos_of(world).searched) == searched
    assert report.counters[YOUTUBE].left_over == left
    assert report.counters[YOUTUBE].gaps == {GapReason.FAILED: left}


def test_what_a_search_found_before_a_kill_is_not_searched_again() -> None:
    world = a_world(tunes=3)
    videos_of(world).look_failures = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        world.run()
    videos_of(world).searched.clear()

    world.run()

    assert videos_of(world).searched == []
    assert len(values(world, "Tune 1")) == 1


def test_readings_older_than_their_counter_may_keep_are_dropped() -> None:
    world = a_world(tunes=3)
    world.retention_days = {YOUTUBE: 30}
    world.run()
    first_day = series(world, "Tune 1").points[0].at

    count(world, days=29)
    assert next(p.at for p in series(world, "Tune 1").points) == first_day
    count(world, days=1)

    assert [p.at.date() for p in series(world, "Tune 1").points] == [
        (first_day + timedelta(days=n)).date() for n in (29, 30)
    ]


def test_what_is_counted_names_every_genre_that_lists_the_recording() -> None:
    world = a_world(genres=("country", "rap", "pop"), tunes=2)
    for service in world.catalogues:
        world.show(service, [1, 101], genre="rap")
    world.show("Spotify", [201, 202, 1], genre="pop")  # on one list, and not on the chart

    world.run()

    assert [batch.genres for batch in world.stores.readings.batches()] == [("country", "pop", "rap")]


def test_where_readings_are_dropped_what_is_counted_names_all_genres_that_may_have_shown_them() -> None:
    world = a_world(genres=("country", "rap"), tunes=2)
    world.retention_days = {YOUTUBE: 30}
    world.run()

    world.clock.put_forward(30 * DAY)
    world.run(Stage.VIEW_COUNT, "country")

    *_, last = world.stores.readings.batches()
    assert last.genres == ("country", "rap")


def test_without_a_video_counter_nothing_is_said_of_it() -> None:
    world = World()

    assert world.run().counters == {}


def test_nothing_is_counted_of_a_genre_that_shows_nothing() -> None:
    world = World()
    world.videos = ScriptedVideos(world.clock, world.meter)

    report = world.run(Stage.VIEW_COUNT)

    assert report.status is RunStatus.FAILED
    assert videos_of(world).searched == []


def test_a_run_that_may_not_spend_counts_no_videos() -> None:
    from tunemeld.application.pipeline import Order

    world = a_world()

    report = world.pipeline().run(Order(Stage.FULL, world.genres, 1, counts_videos=False))

    assert report.counters == {}
    assert videos_of(world).searched == []


def test_days_are_those_of_utc() -> None:
    world = a_world(tunes=3)
    world.clock.put_forward((datetime(2024, 6, 22, 23, 59, tzinfo=UTC) - world.clock.now()).total_seconds())
    world.run()

    world.clock.put_forward(120)
    report = world.run(Stage.VIEW_COUNT)

    assert report.counters[YOUTUBE].counted == 3
    assert world.clock.now().date() == date(2024, 6, 23)


def test_the_plan_tells_what_counting_would_spend_and_spends_nothing() -> None:
    world = a_world(tunes=6, batch_size=4)
    for n in (1, 2, 3):
        videos_of(world).known[f"tune {n}"] = ()
    world.run()
    world.clock.put_forward(WEEK)
    videos_of(world).searches = 2
    videos_of(world).looks = 9_000

    plan = world.counting.plan(world.genres)

    assert plan is not None
    assert (plan.tracks, plan.due) == (6, 6)
    assert (plan.searches, plan.searches_left) == (3, 2)
    assert (plan.looks, plan.further_looks, plan.looks_left) == (1, 5, 9_000)
    assert (videos_of(world).searches, videos_of(world).looks) == (2, 9_000)
