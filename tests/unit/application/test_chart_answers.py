"""A chart and the plays of its tracks in the fields that clients rely on (design, section 4)."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import A_SATURDAY, a_draft, a_listing, a_recording, a_snapshot, a_source_state
from tests.strategies import isrcs, moments, source_states, words

from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.application.answers.charts import ListState, chart_answer, graph_answer
from tunemeld.application.answers.envelope import Failure
from tunemeld.application.answers.finished import chart_success, finished_answers
from tunemeld.domain.chart import Chart, chart_of
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.snapshot import Draft, Published, SourceState, SourceStatus

CHART_FIELDS = "genre_name service_name insert_timestamp snapshot_id strategy complete sources tracks".split()
TRACK_FIELDS = """
    id isrc rank track_name artist_name album_cover_url youtube_url track_url source_name sources
    additional_sources raw_aggregate_rank aggregate_service_name score parts previous_rank peak_rank
    weeks_on_chart first_seen_at is_reentry view_count_data_json
""".split()
COUNTERS = {"Youtube", "Spotify", "SoundCloud"}
NO_COUNTS = {
    "initial_count_json": {"initial_view_count": 0, "initial_timestamp": None},
    "current_count_json": {"current_view_count": 0, "current_timestamp": None},
}
CODE = "QZTM42400001"
EVERYWHERE = a_recording(
    a_listing("AppleMusic", 1, isrc=CODE, url="https://music.apple.com/us/album/gravel/1?i=2"),
    a_listing("SoundCloud", 2, isrc=CODE, cover_url="https://i1.sndcdn.com/gravel.jpg"),
    a_listing("Spotify", 3, isrc=CODE, url="https://open.spotify.com/track/gravel"),
    recording_id="gravel",
)
NAMELESS = a_recording(
    a_listing("AppleMusic", 2, title="Nobody's Song"),
    a_listing("SoundCloud", 1, title="Nobody's Song (Official)", artists=("Ode", "Mara Quill")),
    recording_id="nameless",
)
ALONE = a_recording(a_listing("Spotify", 1, title="Alone", isrc="QZTM42400003"), recording_id="alone")


def a_published(draft: Draft | None = None) -> Published:
    """What a genre shows: a recording on three services, one on two without a code, one on a single one."""
    content = draft or a_draft(a_snapshot(EVERYWHERE, NAMELESS, ALONE))
    return Published(
        publication=content.as_publication(1), snapshot=content.snapshot, sources=content.sources
    )


def as_json(chart: Chart) -> Any:
    """The chart as a client reads it."""
    return orjson.loads(json_bytes(chart_success(chart)))["data"][0]


def test_a_chart_has_exactly_the_fields_that_clients_rely_on() -> None:
    chart = as_json(chart_of(a_published()))

    assert list(chart) == CHART_FIELDS
    assert {tuple(track) for track in chart["tracks"]} == {tuple(TRACK_FIELDS)}
    assert chart["service_name"] == "Aggregate"
    assert chart["insert_timestamp"] == "2024-06-22T02:30:00Z"


def test_a_track_is_told_in_the_words_of_the_first_service_with_its_place_on_each() -> None:
    everywhere, nameless = as_json(chart_of(a_published()))["tracks"]

    assert (everywhere["source_name"], everywhere["sources"]) == (
        "Spotify",
        {"AppleMusic": 1, "SoundCloud": 2, "Spotify": 3},
    )
    assert (everywhere["track_url"], everywhere["album_cover_url"]) == (
        "https://open.spotify.com/track/gravel",
        "https://i1.sndcdn.com/gravel.jpg",
    )
    assert everywhere["additional_sources"] == {
        "Spotify": "https://open.spotify.com/track/gravel",
        "AppleMusic": "https://music.apple.com/us/album/gravel/1?i=2",
    }
    assert (nameless["source_name"], nameless["track_name"]) == ("AppleMusic", "Nobody's Song")


def test_what_nobody_knows_of_a_track_is_null() -> None:
    nameless = as_json(chart_of(a_published()))["tracks"][1]

    unknown = {name for name, value in nameless.items() if value is None}
    assert unknown == {"isrc", "album_cover_url", "youtube_url", "track_url", "previous_rank"}
    assert nameless["additional_sources"] == {}


def test_counts_that_nobody_has_read_are_numbers_there_and_without_a_time() -> None:
    for track in as_json(chart_of(a_published()))["tracks"]:
        assert track["view_count_data_json"] == dict.fromkeys(COUNTERS, NO_COUNTS)


def test_tracks_stand_by_rank_and_entries_of_a_single_service_only_where_they_are_asked_for() -> None:
    published = a_published()

    default = as_json(chart_of(published))["tracks"]
    everything = as_json(chart_of(published, min_sources=1))["tracks"]

    assert [(t["rank"], t["id"]) for t in default] == [(1, "gravel"), (2, "nameless")]
    assert [t["rank"] for t in everything] == [1, 2, 3]
    assert {t["id"] for t in everything} == {"gravel", "nameless", "alone"}


@pytest.mark.parametrize("strategy", Strategy)
def test_a_chart_names_the_strategy_that_orders_it(strategy: Strategy) -> None:
    chart = chart_of(a_published(), strategy=strategy)

    assert as_json(chart)["strategy"] == strategy.value
    assert chart_success(chart).message == f"the country chart, {strategy.value}, 2 tracks"


@given(source_states)
def test_the_state_of_a_list_is_told_without_the_names_that_only_we_use(state: SourceState) -> None:
    told = ListState.of(state).model_dump()

    assert list(told) == ["status", "reason", "fetched_at", "tracks", "identified"]
    assert told == {name: value for name, value in state.model_dump().items() if name in told}


def test_a_chart_is_complete_while_every_list_is_fresh() -> None:
    fresh, stale = a_source_state(), a_source_state(SourceStatus.STALE, reason="it answered 503")
    snapshot = a_snapshot(EVERYWHERE)

    whole = a_published(a_draft(snapshot, sources={"Spotify": fresh, "AppleMusic": fresh}))
    holed = a_published(a_draft(snapshot, sources={"Spotify": fresh, "AppleMusic": stale}))

    assert [chart_answer(chart_of(p)).complete for p in (whole, holed)] == [True, False]


def test_the_plays_of_each_track_are_there_for_every_counter_by_rank() -> None:
    plays = orjson.loads(json_bytes(finished_answers(a_published())["/graph-data/country"]))["data"]

    assert [list(track) for track in plays] == [
        ["isrc", "track_name", "artist_name", "youtube_url", "album_cover_url", "view_counts"]
    ] * 2
    assert [track["isrc"] for track in plays] == [CODE, None]
    assert [track["view_counts"] for track in plays] == [{c: [] for c in COUNTERS}] * 2


@given(st.lists(st.tuples(words, isrcs), min_size=1, max_size=4, unique_by=lambda named: named[1]), moments)
def test_whatever_the_words_a_chart_and_its_plays_name_the_same_tracks(
    named: list[tuple[str, str]], at: Any
) -> None:
    recordings = [
        a_recording(
            a_listing("Spotify", n, title=title, isrc=code),
            a_listing("AppleMusic", n, title=title, isrc=code),
        )
        for n, (title, code) in enumerate(named, start=1)
    ]
    unique = {recording.isrc: recording.model_copy(update={"id": recording.isrc}) for recording in recordings}
    published = a_published(a_draft(a_snapshot(*unique.values()), at=at))
    chart = chart_of(published)

    assert [(t["isrc"], t["track_name"]) for t in as_json(chart)["tracks"]] == [
        (played.isrc, played.track_name) for played in graph_answer(chart, published)
    ]


def test_an_error_has_the_same_envelope_with_no_data() -> None:
    told = orjson.loads(json_bytes(Failure(message="no such genre")))

    assert list(told) == ["status", "message", "data"]
    assert told == {"status": "error", "message": "no such genre", "data": None}


def test_the_answers_that_lie_ready_are_those_of_the_earlier_paths() -> None:
    answers = finished_answers(a_published())

    assert sorted(answers) == [
        "/graph-data/country",
        "/header-art/country",
        "/last-updated/country",
        "/playlist-data/country",
        "/service-playlist/country/AppleMusic",
        "/service-playlist/country/SoundCloud",
        "/service-playlist/country/Spotify",
    ]
    assert {tuple(orjson.loads(json_bytes(a))) for a in answers.values()} == {("status", "message", "data")}
    assert orjson.loads(json_bytes(answers["/last-updated/country"]))["data"] == {
        "last_updated": A_SATURDAY.isoformat().replace("+00:00", "Z")
    }
