"""Services' own lists, what stands above them, and the genres, in the fields that clients rely on."""

from typing import Any

import orjson
import pytest
from pydantic import BaseModel
from tests.builders import A_SATURDAY, a_header, a_listing, a_recording, a_source_state
from tests.worlds import WEEK, World

from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.application.answers.envelope import Success
from tunemeld.application.answers.finished import finished_answers
from tunemeld.application.answers.genres import genre_answer
from tunemeld.application.answers.lists import headers_answer, list_answer
from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.domain.playlist import PlaylistHeader
from tunemeld.domain.snapshot import (
    Publication,
    Published,
    PublishedList,
    Snapshot,
    SourceState,
    SourceStatus,
)

LIST_FIELDS = "genre_name service_name insert_timestamp playlist_name playlist_url status tracks".split()
ENTRY_FIELDS = "rank isrc track_name artist_name album_cover_url track_url youtube_url".split()
HEADER_FIELDS = (
    "playlist_cover_url playlist_cover_description_text playlist_name playlist_url service_name".split()
)
AWAY = UpstreamUnavailable("apple-music24", "apple-music24 answered 503")
MISSING = a_source_state(SourceStatus.MISSING, reason="never fetched", fetched_at=None, raw_id=None, tracks=0)
CODE = "QZTM42400001"


def a_published() -> Published:
    """A genre of which Spotify has two entries with a gap between them, Apple Music one, SoundCloud none."""
    snapshot = Snapshot(
        genre="country",
        source="rapidapi",
        rules_version=1,
        lists={
            "AppleMusic": PublishedList(header=PlaylistHeader(), length=1),
            "Spotify": PublishedList(
                header=a_header(
                    "Back Roads", cover_url="https://i.scdn.co/image/c", description="Dust & gold"
                ),
                length=3,
            ),
        },
        recordings=(
            a_recording(
                a_listing("AppleMusic", 1, isrc=CODE, cover_url="https://is1-ssl.mzstatic.com/c.jpg"),
                a_listing(
                    "Spotify", 3, artists=("Mara Quill", "Ode"), url="https://open.spotify.com/track/1"
                ),
            ),
            a_recording(a_listing("Spotify", 1, title="Alone"), recording_id="alone"),
        ),
    )
    sources = {
        "AppleMusic": a_source_state(tracks=1),
        "SoundCloud": MISSING,
        "Spotify": a_source_state(tracks=3),
    }
    publication = Publication(
        genre="country",
        seq=1,
        snapshot_id=snapshot.id,
        source="rapidapi",
        run_id="run-1",
        at=A_SATURDAY,
        sources=sources,
        lengths=snapshot.lengths,
        standings=snapshot.standings,
    )
    return Published(publication=publication, snapshot=snapshot, sources=sources)


def as_json(answer: BaseModel) -> Any:
    """An answer as a client reads it."""
    return orjson.loads(json_bytes(Success(message="", data=answer)))["data"]


def test_a_service_list_has_exactly_the_fields_that_clients_rely_on() -> None:
    listed = as_json(list_answer(a_published(), "Spotify"))

    assert list(listed) == LIST_FIELDS
    assert [list(track) for track in listed["tracks"]] == [ENTRY_FIELDS] * 2


def test_entries_keep_their_own_places_and_show_the_code_of_their_recording() -> None:
    listed = list_answer(a_published(), "Spotify")

    assert [(t.rank, t.isrc, t.track_name, t.artist_name) for t in listed.tracks] == [
        (1, None, "Alone", "Mara Quill"),
        (3, CODE, "Gravel and Gold", "Mara Quill, Ode"),
    ]


def test_an_entry_shows_its_own_cover_and_address_and_null_where_the_service_has_none() -> None:
    entry = as_json(list_answer(a_published(), "Spotify"))["tracks"][1]

    assert entry["track_url"] == "https://open.spotify.com/track/1"
    assert {name for name, value in entry.items() if value is None} == {"album_cover_url", "youtube_url"}


def test_a_list_tells_its_header_its_state_and_when_it_was_read() -> None:
    listed = as_json(list_answer(a_published(), "Spotify"))

    assert {name: listed[name] for name in LIST_FIELDS[:-1]} == {
        "genre_name": "country",
        "service_name": "Spotify",
        "insert_timestamp": "2024-06-22T02:30:00Z",
        "playlist_name": "Back Roads",
        "playlist_url": "https://open.spotify.com/playlist/backroads",
        "status": "fresh",
    }


def test_a_missing_service_is_told_without_tracks_and_time() -> None:
    assert as_json(list_answer(a_published(), "SoundCloud")) == {
        "genre_name": "country",
        "service_name": "SoundCloud",
        "insert_timestamp": None,
        "playlist_name": "",
        "playlist_url": "",
        "status": "missing",
        "tracks": [],
    }


def test_headers_are_never_null_and_stand_in_one_order_also_for_missing_services() -> None:
    headers = as_json(headers_answer(a_published()))

    assert list(headers) == ["genre_name", "Spotify", "AppleMusic", "SoundCloud"]
    assert {tuple(headers[s]) for s in ("Spotify", "AppleMusic", "SoundCloud")} == {tuple(HEADER_FIELDS)}
    assert headers["genre_name"] == "country"
    assert headers["Spotify"]["playlist_cover_description_text"] == "Dust & gold"
    assert headers["SoundCloud"] == dict.fromkeys(HEADER_FIELDS, "") | {"service_name": "SoundCloud"}
    assert headers["AppleMusic"] == dict.fromkeys(HEADER_FIELDS, "") | {"service_name": "AppleMusic"}


def test_a_list_that_grew_old_is_still_shown_with_its_time_and_said_to_be_stale() -> None:
    world = World()
    world.run()
    world.catalogues["AppleMusic"].bodies["country"] = AWAY
    world.run_later(WEEK)

    listed = list_answer(world.charts.published("country"), "AppleMusic")

    assert (listed.status, listed.insert_timestamp) == (SourceStatus.STALE, A_SATURDAY)
    assert [track.rank for track in listed.tracks] == list(range(1, 11))


def test_every_configured_service_has_an_answer_whether_it_came_or_not() -> None:
    world = World()
    world.catalogues["AppleMusic"].bodies["country"] = AWAY
    world.run()

    answers = finished_answers(world.charts.published("country"))
    told = as_json(answers["/service-playlist/country/AppleMusic"])["data"]

    assert [(each["status"], each["tracks"]) for each in told] == [("missing", [])]
    assert len([path for path in answers if path.startswith("/service-playlist/")]) == 3


@pytest.mark.parametrize(("genre", "title"), [("country", "Country"), ("hip-hop", "Hip-Hop"), ("rap", "Rap")])
def test_a_genre_without_a_chart_is_told_with_its_lists_no_tracks_and_no_time(genre: str, title: str) -> None:
    states: dict[str, SourceState] = {"SoundCloud": MISSING, "Spotify": a_source_state(tracks=50)}

    told = as_json(genre_answer(genre, None, states))

    assert list(told) == "name title services tracks last_updated".split()
    assert (told["name"], told["title"], told["tracks"], told["last_updated"]) == (genre, title, 0, None)
    assert list(told["services"]) == ["Spotify", "SoundCloud"]
    assert told["services"]["SoundCloud"] == {
        "status": "missing",
        "reason": "never fetched",
        "fetched_at": None,
        "tracks": 0,
        "identified": 0,
    }


def test_a_genre_counts_the_tracks_of_its_chart_and_not_those_of_a_single_service() -> None:
    told = genre_answer("country", a_published(), {})

    assert (told.tracks, told.last_updated) == (1, A_SATURDAY)
    assert list(told.services) == ["Spotify", "AppleMusic", "SoundCloud"]
    assert told.services["Spotify"].tracks == 3
