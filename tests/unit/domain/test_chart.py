"""A chart holds every field that clients read, in the types that they read."""

import json
from datetime import UTC, timedelta
from typing import Any

import pytest
from tests.builders import A_SATURDAY, a_draft, a_listing, a_recording, a_snapshot, a_source_state

from tunemeld.domain.chart import Chart, build_chart, chart_document
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.snapshot import Publication, Snapshot, SourceState, SourceStatus

TITLE = a_recording(
    a_listing("AppleMusic", 1, title="Apple's Title", url="https://music.apple.com/us/album/g/1?i=2"),
    a_listing(
        "Spotify",
        3,
        title="Gravel",
        artists=["Mara Quill", "Ode"],
        url="https://open.spotify.com/track/1",
        isrc="QZTM42400001",
    ),
    recording_id="gravel",
)
COVERED = a_recording(
    a_listing("SoundCloud", 1, title="Gold", cover_url="https://i1.sndcdn.com/gold.jpg"),
    a_listing("AppleMusic", 2, title="Gold", cover_url="https://is1-ssl.mzstatic.com/gold.jpg"),
    recording_id="gold",
)
ALONE = a_recording(a_listing("Spotify", 1, title="Alone"), recording_id="alone")
SNAPSHOT = a_snapshot(TITLE, COVERED, ALONE, lengths={"Spotify": 50, "AppleMusic": 100, "SoundCloud": 20})


def published(snapshot: Snapshot = SNAPSHOT, *, weeks: int = 0, seq: int = 1) -> Publication:
    return a_draft(snapshot, at=A_SATURDAY + weeks * timedelta(weeks=1)).as_publication(seq)


def a_chart(**options: Any) -> Chart:
    return build_chart(published(), SNAPSHOT, sources=options.pop("sources", published().sources), **options)


def test_a_place_has_every_field_that_clients_read() -> None:
    (first, *_) = chart_document(a_chart(strategy=Strategy.PRIORITY))["tracks"]

    assert first == {
        "id": "gravel",
        "isrc": "QZTM42400001",
        "rank": 1,
        "track_name": "Gravel",
        "artist_name": "Mara Quill, Ode",
        "album_cover_url": None,
        "youtube_url": None,
        "track_url": "https://open.spotify.com/track/1",
        "source_name": "Spotify",
        "sources": {"AppleMusic": 1, "Spotify": 3},
        "additional_sources": {
            "Spotify": "https://open.spotify.com/track/1",
            "AppleMusic": "https://music.apple.com/us/album/g/1?i=2",
        },
        "raw_aggregate_rank": 1,
        "aggregate_service_name": "AppleMusic",
        "score": 1.0,
        "parts": {"AppleMusic": 1.0, "Spotify": 0.0},
        "previous_rank": None,
        "peak_rank": 1,
        "weeks_on_chart": 1,
        "first_seen_at": "2024-06-22T02:30:00Z",
        "is_reentry": False,
        "view_count_data_json": {
            counter: {
                "initial_count_json": {"initial_view_count": 0, "initial_timestamp": None},
                "current_count_json": {"current_view_count": 0, "current_timestamp": None},
            }
            for counter in ("Youtube", "Spotify", "SoundCloud")
        },
    }


def test_a_chart_has_every_field_that_clients_read_and_none_of_ours() -> None:
    document = chart_document(a_chart())

    assert set(document) == {
        *("genre_name", "service_name", "run_id", "snapshot_id", "strategy", "insert_timestamp", "complete"),
        *("sources", "tracks"),
    }
    assert (document["genre_name"], document["service_name"]) == ("country", "Aggregate")
    assert (document["run_id"], document["snapshot_id"]) == ("run-1", SNAPSHOT.id)
    assert document["strategy"] == "consensus"
    assert document["insert_timestamp"] == "2024-06-22T02:30:00Z"
    assert document["sources"]["Spotify"] == {
        "status": "fresh",
        "reason": "",
        "fetched_at": "2024-06-22T02:30:00Z",
        "tracks": 50,
        "identified": 0,
    }
    assert json.loads(json.dumps(document)) == document


def test_the_score_and_its_parts_are_those_of_the_strategy() -> None:
    (gravel,) = (track for track in a_chart().tracks if track.id == "gravel")

    assert gravel.parts == {"AppleMusic": round(1 / 60.5, 6), "Spotify": round(1 / 65, 6)}
    assert gravel.score == round(1 / 60.5 + 1 / 65, 6)


def test_the_first_cover_that_any_service_has_is_shown_in_the_order_of_display() -> None:
    (gold,) = (track for track in a_chart().tracks if track.id == "gold")

    assert gold.album_cover_url == "https://is1-ssl.mzstatic.com/gold.jpg"
    assert (gold.source_name, gold.isrc, gold.track_url) == ("AppleMusic", None, None)
    assert gold.additional_sources == {}


def test_a_limit_shortens_what_is_shown_and_not_the_ranks() -> None:
    whole, short = a_chart(), a_chart(limit=1)

    assert [track.rank for track in whole.tracks] == [1, 2]
    assert short.tracks == whole.tracks[:1]
    assert short.eligible == whole.eligible == 2
    assert a_chart(limit=0).tracks == ()


def test_recordings_on_one_service_are_shown_on_request() -> None:
    assert {track.id for track in a_chart(min_sources=1).tracks} == {"gravel", "gold", "alone"}


@pytest.mark.parametrize("status", [SourceStatus.STALE, SourceStatus.MISSING])
def test_a_chart_is_complete_only_while_every_list_is_fresh(status: SourceStatus) -> None:
    sources: dict[str, SourceState] = {"Spotify": a_source_state(), "AppleMusic": a_source_state(status)}

    assert not a_chart(sources=sources).complete
    assert a_chart(sources={"Spotify": a_source_state()}).complete


def test_the_past_is_told_from_earlier_weeks() -> None:
    earlier = [published(a_snapshot(COVERED, TITLE), weeks=-1)]
    told = {track.id: track for track in a_chart(earlier=earlier, strategy=Strategy.PRIORITY).tracks}

    assert (told["gold"].previous_rank, told["gold"].peak_rank, told["gold"].weeks_on_chart) == (2, 2, 2)
    assert (told["gravel"].previous_rank, told["gravel"].weeks_on_chart) == (1, 2)


def test_times_are_told_in_utc() -> None:
    assert a_chart().insert_timestamp.astimezone(UTC) == A_SATURDAY
