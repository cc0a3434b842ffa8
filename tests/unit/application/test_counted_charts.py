"""What a chart tells besides its places: readings, videos, and who has left, as they were known then."""

from datetime import timedelta

from tests.scripted_counters import ScriptedPlays, ScriptedVideos, video_of
from tests.worlds import DAY, WEEK, World

from tunemeld.application.answers.charts import graph_answer
from tunemeld.application.answers.finished import finished_answers
from tunemeld.application.report import Stage
from tunemeld.domain.chart import chart_of
from tunemeld.domain.reading import SOUNDCLOUD, YOUTUBE
from tunemeld.domain.snapshot import Published


def a_world() -> World:
    world = World()
    world.videos = ScriptedVideos(world.clock, world.meter)
    world.listed = (ScriptedPlays(),)
    world.show("SoundCloud", range(1, 11), plays=100)
    world.run()
    return world


def id_of(published: Published, title: str) -> str:
    return next(r.id for r in published.snapshot.recordings if r.shown.title == title)


def test_a_chart_tells_first_and_newest_count_and_where_the_video_is() -> None:
    world = a_world()
    first = world.clock.now()
    world.show("SoundCloud", range(1, 11), plays=600)
    world.run_later(WEEK)

    track = next(t for t in world.chart().tracks if t.track_name == "Tune 2")

    soundcloud, youtube = track.view_count_data_json["SoundCloud"], track.view_count_data_json["Youtube"]
    assert soundcloud.initial_count_json.model_dump() == {
        "initial_view_count": 2_100,
        "initial_timestamp": first,
    }
    assert soundcloud.current_count_json.model_dump() == {
        "current_view_count": 2_600,
        "current_timestamp": first + timedelta(days=7),
    }
    assert (
        youtube.current_count_json.current_view_count - youtube.initial_count_json.initial_view_count == 7_000
    )
    assert track.youtube_url == f"https://www.youtube.com/watch?v={video_of('tune 2')}"


def test_a_popularity_is_never_told_as_plays() -> None:
    world = a_world()
    world.listed = (ScriptedPlays("Spotify"),)
    world.run_later(DAY)

    track = world.chart().tracks[0]

    assert track.view_count_data_json["Spotify"].current_count_json.current_view_count == 0
    graph = graph_answer(world.chart(), world.charts.published("country"))
    assert all(played.view_counts["Spotify"] == () for played in graph)


def test_a_graph_has_the_growth_since_the_reading_before_and_none_for_the_first() -> None:
    world = a_world()
    for plays in (600, 700):
        world.show("SoundCloud", range(1, 11), plays=plays)
        world.run_later(DAY)

    graph = graph_answer(world.chart(), world.charts.published("country"))

    assert [delta for _, delta in graph[0].view_counts["SoundCloud"]] == [500, 100]
    assert [delta for _, delta in graph[0].view_counts["Youtube"]] == [1000, 1000]


def test_readings_of_ninety_days_are_told() -> None:
    world = a_world()
    world.run_later(89 * DAY)
    within = world.charts.published("country")
    world.clock.put_forward(DAY)

    beyond = world.charts.published("country")

    assert [len(p.series[id_of(p, "Tune 1")][SOUNDCLOUD].points) for p in (within, beyond)] == [2, 1]


def test_a_chart_of_the_past_tells_nothing_that_was_counted_later() -> None:
    world = a_world()
    day = world.clock.now().date()
    world.show("SoundCloud", range(1, 11), plays=900)
    for _ in range(2):
        world.run_later(DAY)

    then = world.charts.as_of("country", day)
    by_snapshot = world.charts.as_of("country", then.publication.snapshot_id)

    for published in (then, by_snapshot):
        series = published.series[id_of(published, "Tune 1")]
        assert [p.value for p in series[SOUNDCLOUD].points] == [1_100]
        assert len(series[YOUTUBE].points) == 1
    assert len(world.charts.published("country").series[id_of(then, "Tune 1")][YOUTUBE].points) == 3


def test_who_was_on_the_chart_last_week_and_is_not_now_is_told_by_name() -> None:
    world = a_world()
    assert world.charts.published("country").left == ()
    world.show("Spotify", [1, 2, 3, 4, 5, 6, 7, 8, 11, 12])
    world.show("AppleMusic", [1, 2, 3, 4, 5, 6, 7, 8, 11, 13])
    world.show("SoundCloud", [1, 2, 3, 4, 5, 6, 7, 8, 9, 14])
    world.run_later(WEEK)

    assert [r.shown.title for r in world.charts.published("country").left] == ["Tune 9", "Tune 10"]


def test_videos_stand_in_the_services_lists_too() -> None:
    world = a_world()

    answers = finished_answers(world.charts.published("country"))

    listed = answers["/service-playlist/country/AppleMusic"].data[0].tracks
    assert next(track.youtube_url for track in listed).endswith(video_of("tune 1"))


def test_counting_alone_refreshes_what_lies_in_the_cache() -> None:
    world = a_world()
    world.clock.put_forward(DAY)
    world.run(Stage.VIEW_COUNT)

    kept = world.charts.kept("country")

    assert kept is not None
    assert len(kept.series[id_of(kept, "Tune 1")][YOUTUBE].points) == 2
    assert chart_of(kept) == world.chart()
