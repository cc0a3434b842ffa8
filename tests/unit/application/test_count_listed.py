"""Counting what comes with the lists: no call, and a reading as old as its list."""

from datetime import date

from tests.scripted_counters import ScriptedPlays
from tests.worlds import DAY, WEEK, World

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import RunReport, Stage
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, GapReason, Series


def a_world(*counters: ScriptedPlays) -> World:
    """An installation whose lists carry counts."""
    world = World(genres=("country", "rap"))
    world.listed = counters or (ScriptedPlays(),)
    for service in world.catalogues:
        world.show(service, range(101, 104), genre="rap")
    return world


def series(world: World, title: str, counter: str = SOUNDCLOUD, genre: str = "country") -> Series:
    recording = next(r for r in world.snapshot(genre).recordings if r.shown.title == title)
    stored = world.stores.readings.series([recording.id], date(2020, 1, 1))
    return stored.get(recording.id, {}).get(counter, Series())


def counted(report: RunReport, counter: str = SOUNDCLOUD) -> tuple[int, int]:
    return report.counters[counter].counted, report.counters[counter].known


def test_every_list_of_every_genre_is_counted_without_a_call() -> None:
    world = a_world()
    uncounted = a_world()
    uncounted.listed = ()
    world.show("SoundCloud", range(1, 11), plays=500)

    report = world.run()

    assert counted(report) == (10 + 3, 0)
    assert report.calls == uncounted.run().calls
    point = series(world, "Tune 2").points[0]
    assert (point.value, point.of, point.at) == (2_500, "tune-2", world.clock.now())


def test_a_recording_is_counted_once_in_however_many_genres_it_stands() -> None:
    genres = [f"genre {n}" for n in range(45)]
    world = World(genres=genres)
    world.listed = (ScriptedPlays(),)
    world.show("SoundCloud", [1, 2, 3, 99], genre=genres[-1])

    first = world.run()
    world.clock.put_forward(DAY)
    again = world.run(Stage.VIEW_COUNT)

    assert (counted(first), counted(again)) == ((10 + 1, 0), (0, 10 + 1))
    batches = world.stores.readings.batches()
    assert [set(batch.genres) for batch in batches] == [set(genres), {genres[-1]}]
    assert sum(batch.readings for batch in batches) == 10 + 1


def test_what_only_this_service_lists_is_counted_too() -> None:
    world = a_world()
    world.show("SoundCloud", [1, 2, 3, 77])

    world.run()

    assert [p.value for p in series(world, "Tune 77").points] == [4_000]


def test_the_same_list_is_counted_once() -> None:
    world = a_world()
    world.run()

    world.clock.put_forward(DAY)
    again = world.run(Stage.VIEW_COUNT)

    assert counted(again) == (0, 13)
    assert len(series(world, "Tune 1").points) == 1


def test_a_list_that_comes_back_unchanged_is_another_reading() -> None:
    world = a_world()
    world.run()
    first = world.clock.now()

    report = world.run_later(WEEK)

    assert counted(report) == (13, 0)
    assert [p.at for p in series(world, "Tune 1").points] == [first, world.clock.now()]


def test_a_list_that_could_not_be_fetched_counts_nothing_new() -> None:
    world = a_world()
    world.run()
    world.catalogues["SoundCloud"].bodies["country"] = UpstreamUnavailable("soundcloud-scraper", "503")

    report = world.run_later(DAY)

    assert counted(report) == (3, 10)
    assert len(series(world, "Tune 1").points) == 1


def test_a_count_that_is_kept_back_is_a_gap_and_a_later_list_of_the_day_fills_it() -> None:
    plays = ScriptedPlays()
    world = a_world(plays)
    plays.told |= {"tune-1": None, "tune-2": 0}
    report = world.run()
    assert report.counters[SOUNDCLOUD].gaps == {GapReason.HIDDEN: 2}
    assert [gap.reason for gap in series(world, "Tune 1").gaps] == [GapReason.HIDDEN]

    plays.told["tune-1"] = 70
    world.run_later(3600)

    assert ([p.value for p in series(world, "Tune 1").points], series(world, "Tune 1").gaps) == ([70], ())
    assert series(world, "Tune 2").points == ()


def test_an_index_may_be_nought_and_one_that_is_not_told_is_no_gap() -> None:
    popularity = ScriptedPlays(SPOTIFY)
    world = a_world(popularity)
    popularity.told["tune-1"] = 0
    popularity.untold = {"tune-2"}

    report = world.run()

    assert [p.value for p in series(world, "Tune 1", SPOTIFY).points] == [0]
    assert series(world, "Tune 2", SPOTIFY) == Series()
    assert (report.counters[SPOTIFY].counted, report.counters[SPOTIFY].gaps) == (12, {})


def test_of_a_recording_that_is_listed_twice_the_better_place_is_counted() -> None:
    plays = ScriptedPlays()
    world = a_world(plays)
    world.show("SoundCloud", [5, 6, 7, 8, 5, 1, 2, 3, 4, 9])

    world.run()

    assert [p.value for p in series(world, "Tune 5").points] == [1_000]


def test_readers_are_told_of_new_counts_though_the_chart_is_the_same() -> None:
    world = a_world()
    world.run()
    world.clock.put_forward(DAY)

    report = world.run()

    assert not report.genres["country"].published
    kept = world.charts.kept("country")
    assert kept is not None
    recording = next(r for r in kept.snapshot.recordings if r.shown.title == "Tune 1")
    assert len(kept.series[recording.id][SOUNDCLOUD].points) == 2


def test_one_counter_does_not_hide_another() -> None:
    world = a_world(ScriptedPlays(), ScriptedPlays(SPOTIFY))

    report = world.run()

    assert counted(report) == counted(report, SPOTIFY) == (13, 0)
