"""What every EventLog and HandlerPlaces promise."""

from datetime import timedelta

from tests.builders import A_SATURDAY, a_draft, a_fetch, a_listing, a_recording, a_report, a_snapshot
from tests.integration.contracts.adapters import Stores
from tests.readings import a_batch, a_gap, a_reading

from tunemeld.application.events import (
    BEFORE_ALL,
    READINGS,
    RUNS,
    ChartPublished,
    Event,
    ExtractionFailed,
    PlaylistExtracted,
    PlaylistTransformed,
    ReadingsRecorded,
    RunFinished,
    fetches_of,
    publications_of,
)
from tunemeld.application.report import GenreReport, RunStatus
from tunemeld.domain.playlist import Outcome
from tunemeld.domain.snapshot import Draft

COUNTRY = fetches_of("country")


def a_chart_of(title: str, *, genre: str = "country", raw_id: str = "raw-1") -> Draft:
    """A chart with one recording, of a Spotify list."""
    draft = a_draft(a_snapshot(a_recording(a_listing(title=title)), genre=genre))
    sources = {
        service: state.model_copy(update={"raw_id": raw_id if service == "Spotify" else state.raw_id})
        for service, state in draft.sources.items()
    }
    return draft.model_copy(update={"sources": sources})


def named(events: tuple[Event, ...]) -> list[tuple[int, str]]:
    """Numbers and types."""
    return [(each.seq, each.type) for each in events]


def test_where_nothing_happened_there_are_no_events(stores: Stores) -> None:
    assert stores.events.heads() == {}
    assert stores.events.read(COUNTRY, 0, 10) == ()
    assert stores.events.read("photographs", 0, 10) == ()


def test_an_attempt_is_an_event_of_its_genre(stores: Stores) -> None:
    good, held = a_fetch("Spotify"), a_fetch("SoundCloud", Outcome.HELD, reason="too short")
    failed = a_fetch("AppleMusic", Outcome.FAILED, run_id="run-2", reason="503")
    stores.playlists.record([good, held])
    stores.playlists.record([failed, a_fetch(genre="pop")])

    events = stores.events.read(COUNTRY, 0, 10)

    assert [type(each) for each in events] == [PlaylistExtracted, ExtractionFailed, ExtractionFailed]
    assert [each.fetch for each in events if isinstance(each, PlaylistExtracted | ExtractionFailed)] == [
        good,
        held,
        failed,
    ]
    assert [each.run_id for each in events] == ["run-1", "run-1", "run-2"]
    assert all(each.stream == COUNTRY and each.at == A_SATURDAY and each.version == 1 for each in events)
    assert len(stores.events.read(fetches_of("pop"), 0, 10)) == 1


def test_a_stream_is_read_on_from_any_number(stores: Stores) -> None:
    for number in range(5):
        stores.playlists.record([a_fetch(run_id=f"run-{number}")])
    whole = stores.events.read(COUNTRY, 0, 10)

    assert [each.run_id for each in whole] == [f"run-{number}" for number in range(5)]
    assert stores.events.read(COUNTRY, whole[2].seq, 10) == whole[3:]
    assert stores.events.read(COUNTRY, whole[0].seq, 2) == whole[1:3]
    assert stores.events.read(COUNTRY, whole[-1].seq, 10) == ()
    assert stores.events.read(COUNTRY, 0, 0) == ()
    assert stores.events.heads()[COUNTRY] == whole[-1].seq


def test_an_attempt_that_is_recorded_again_is_one_event(stores: Stores) -> None:
    stores.playlists.record([a_fetch("Spotify"), a_fetch("SoundCloud")])

    stores.playlists.record([a_fetch("Spotify"), a_fetch("AppleMusic"), a_fetch("SoundCloud")])

    events = stores.events.read(COUNTRY, 0, 10)
    assert [each.fetch.service for each in events if isinstance(each, PlaylistExtracted)] == [
        "Spotify",
        "SoundCloud",
        "AppleMusic",
    ]


def test_what_an_earlier_tunemeld_left_lies_before_all_and_is_no_news(stores: Stores) -> None:
    stores.playlists.record([a_fetch(run_id="run-1")])
    stores.playlists.prepend([a_fetch(run_id="old-1"), a_fetch(run_id="old-2")])

    ours = stores.events.read(COUNTRY, 0, 10)
    whole = stores.events.read(COUNTRY, BEFORE_ALL, 10)

    assert [each.run_id for each in ours] == ["run-1"]
    assert [each.run_id for each in whole] == ["old-1", "old-2", "run-1"]
    assert [each.seq < 1 for each in whole] == [True, True, False]


def test_where_only_an_earlier_tunemeld_left_something_there_is_no_news(stores: Stores) -> None:
    stores.playlists.prepend([a_fetch(run_id="old-1")])

    assert stores.events.heads() == {}


def test_a_publication_is_the_lists_that_it_shows_first_and_the_chart(stores: Stores) -> None:
    first, second = a_chart_of("A"), a_chart_of("B", raw_id="raw-2")
    stores.charts.publish(first)
    stores.charts.publish(second)
    stores.charts.publish(second)

    events = stores.events.read(publications_of("country"), 0, 10)

    assert named(events) == [
        *((1, "PlaylistTransformed") for _ in first.sources),
        (1, "ChartPublished"),
        (2, "PlaylistTransformed"),
        (2, "ChartPublished"),
    ]
    anew, chart = events[-2:]
    assert isinstance(anew, PlaylistTransformed)
    assert (anew.genre, anew.service, anew.state.raw_id) == ("country", "Spotify", "raw-2")
    assert isinstance(chart, ChartPublished)
    assert (chart.genre, chart.source, chart.snapshot_id) == ("country", "rapidapi", second.snapshot.id)
    assert stores.events.heads() == {publications_of("country"): 2}
    assert named(stores.events.read(publications_of("country"), 0, 1)) == named(events[:-2])


def test_genres_have_streams_of_their_own(stores: Stores) -> None:
    for genre in ("pop", "country", "r&b/soul"):
        stores.charts.publish(a_chart_of("A", genre=genre))
    stores.charts.publish(a_chart_of("B", genre="pop"))

    assert stores.events.heads() == {
        publications_of("country"): 1,
        publications_of("pop"): 2,
        publications_of("r&b/soul"): 1,
    }
    assert stores.events.read(publications_of("r&b/soul"), 0, 9)[-1].type == "ChartPublished"


def test_a_batch_of_readings_is_an_event(stores: Stores) -> None:
    stores.readings.append(a_batch(a_reading("r1"), a_gap("r2"), run_id="run-1"))
    stores.readings.append(a_batch(a_reading("r1"), a_gap("r2"), run_id="run-1"))
    stores.readings.append(
        a_batch(a_reading("r3"), counter="Spotify", run_id="run-2", genres=("rap", "pop", "r&b/soul"))
    )

    events = stores.events.read(READINGS, 0, 10)

    assert all(isinstance(each, ReadingsRecorded) for each in events)
    batches = [each for each in events if isinstance(each, ReadingsRecorded)]
    assert [(e.seq, e.run_id, e.counter, e.readings, e.genres) for e in batches] == [
        (1, "run-1", "Youtube", 1, ("country",)),
        (2, "run-2", "Spotify", 1, ("pop", "r&b/soul", "rap")),
    ]
    assert isinstance(events[0], ReadingsRecorded)
    assert sum(events[0].gaps.values()) == 1
    assert stores.events.heads() == {READINGS: 2}


def test_a_run_is_an_event_when_it_has_ended_in_the_order_of_ends(stores: Stores) -> None:
    reports = [a_report(f"run-{number}", status=RunStatus.RUNNING) for number in range(3)]
    for report in reports:
        stores.runs.save(report)
    assert RUNS not in stores.events.heads()
    later = A_SATURDAY + timedelta(minutes=5)

    for report, status in ((reports[2], RunStatus.DONE), (reports[0], RunStatus.FAILED)):
        genres = {"country": GenreReport(published=status is RunStatus.DONE), "pop": GenreReport()}
        ended = {"finished_at": later, "status": status, "genres": genres, "error": "broken"}
        for _ in range(2):  # saved again, it is the same end
            stores.runs.save(report.model_copy(update=ended))

    events = stores.events.read(RUNS, 0, 10)
    assert [(e.seq, e.run_id, e.status) for e in events if isinstance(e, RunFinished)] == [
        (1, "run-2", RunStatus.DONE),
        (2, "run-0", RunStatus.FAILED),
    ]
    done = events[0]
    assert isinstance(done, RunFinished)
    assert (done.at, done.source, done.genres, done.published, done.error) == (
        later,
        "rapidapi",
        ("country", "pop"),
        ("country",),
        "broken",
    )
    assert stores.events.heads()[RUNS] == 2


def test_a_run_that_is_first_saved_at_its_end_is_an_event(stores: Stores) -> None:
    stores.runs.save(a_report("run-1").model_copy(update={"finished_at": A_SATURDAY}))

    assert [each.run_id for each in stores.events.read(RUNS, 0, 10)] == ["run-1"]
    assert [each.run_id for each in stores.runs.recent(9)] == ["run-1"]


def test_a_handler_has_a_place_in_each_stream(stores: Stores) -> None:
    assert stores.places.of("cache") == {}

    stores.places.move("cache", {COUNTRY: 3, "publications/a.b$c": 1})
    stores.places.move("cache", {COUNTRY: 5})
    stores.places.move("heartbeat", {COUNTRY: 1})
    stores.places.move("heartbeat", {})

    assert stores.places.of("cache") == {COUNTRY: 5, "publications/a.b$c": 1}
    assert stores.places.of("heartbeat") == {COUNTRY: 1}


def test_a_place_never_goes_back_but_all_can_be_forgotten(stores: Stores) -> None:
    stores.places.move("cache", {COUNTRY: 5})
    stores.places.move("heartbeat", {COUNTRY: 1})
    stores.places.move("cache", {COUNTRY: 2})
    assert stores.places.of("cache") == {COUNTRY: 5}

    stores.places.forget("cache")

    assert stores.places.of("cache") == {}
    assert stores.places.of("heartbeat") == {COUNTRY: 1}
