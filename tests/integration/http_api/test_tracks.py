"""`/tracks/{isrc}` and `/search`: one recording by its code or id, many by their words."""

from collections.abc import Callable

import pytest
from tests.api_in_process import GENRES, Home
from tests.described import CheckedClient
from tests.integration.http_api.contract import SERVICES
from tests.shapes import URL, misfits

TRACK = {
    "id": str,
    "isrc": (str, None),
    "isrcs": [str],
    "track_name": str,
    "artist_name": str,
    "album_cover_url": (URL, None),
    "youtube_url": (URL, None),
    "track_url": URL,
    "source_name": frozenset(SERVICES),
    "additional_sources": {str: URL},
    "charts": [{"genre_name": frozenset(GENRES), "ranks": {str: (int, None)}, "sources": {str: int}}],
    "entries": [
        {
            "genre_name": frozenset(GENRES),
            "service_name": frozenset(SERVICES),
            "position": int,
            "track_name": str,
            "artist_name": str,
            "isrc": (str, None),
            "duration_seconds": (float, None),
            "track_url": (URL, None),
            "album_cover_url": (URL, None),
        }
    ],
    "joined": [{str: (str, int, float, bool, None, list, dict)}],
    "kept_apart": [{str: (str, int, float, bool, None, list, dict)}],
    "other_recordings": [str],
}
FOUND = {
    "id": str,
    "isrc": (str, None),
    "track_name": str,
    "artist_name": str,
    "album_cover_url": (URL, None),
    "track_url": (URL, None),
    "charts": {str: (int, None)},
}


def test_every_track_of_a_chart_is_found_by_its_id_with_its_places(api: CheckedClient) -> None:
    for shown in api.get("/playlist-data/rap").data[0]["tracks"]:
        found = api.get(f"/tracks/{shown['id']}").data
        assert not list(misfits(found, TRACK))
        assert [found[name] for name in ("id", "track_name", "artist_name", "track_url")] == [
            shown[name] for name in ("id", "track_name", "artist_name", "track_url")
        ]
        (place,) = [each for each in found["charts"] if each["genre_name"] == "rap"]
        assert (place["ranks"]["consensus"], place["sources"]) == (shown["rank"], shown["sources"])


def test_a_track_is_found_by_its_isrc_however_it_is_written(api: CheckedClient) -> None:
    tracks = api.get("/playlist-data/dance").data[0]["tracks"]
    isrc = next(track["isrc"] for track in tracks if track["isrc"])
    found = api.get(f"/tracks/{isrc}")
    assert isrc in found.data["isrcs"]
    dashed = f"{isrc[:2]}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]}"
    for written in (isrc.lower(), dashed, f"%20{isrc}"):
        assert api.get(f"/tracks/{written}").data == found.data


def test_an_unknown_isrc_says_where_it_was_sought(api: CheckedClient) -> None:
    answer = api.get("/tracks/GBAYE0601498")
    assert answer.status == 404
    assert "no current list of country, dance, pop, rap has GBAYE0601498" in answer.message


@pytest.mark.parametrize(
    "written", ["GBAYE060149", "GBAYE06014988", "123", "ABCDEF0123456789", "%00", "a%20b"]
)
def test_what_is_no_isrc_is_named_with_one(api: CheckedClient, written: str) -> None:
    answer = api.get(f"/tracks/{written}")
    assert answer.status == 400
    assert (
        "is not an ISRC: expected something like GBAYE0601498, or the id that a chart shows" in answer.message
    )


def test_a_search_finds_beginnings_of_words_of_title_and_artist_in_any_spelling(api: CheckedClient) -> None:
    shown = api.get("/playlist-data/dance").data[0]["tracks"][0]
    words = f"{shown['track_name'].split()[0][:4]} {shown['artist_name'].split()[0]}"
    answer = api.get(f"/search?q={words.upper().replace(' ', '+')}")
    assert not list(misfits(answer.data, [FOUND]))
    assert shown["id"] in [each["id"] for each in answer.data]
    (found,) = [each for each in answer.data if each["id"] == shown["id"]]
    assert found["charts"]["dance"] == shown["rank"]


def test_a_search_shows_twenty_and_up_to_a_hundred(api: CheckedClient) -> None:
    many = api.get("/search?q=the&limit=100").data
    assert len(many) > 20
    assert api.get("/search?q=the").data == many[:20]
    assert api.get("/search?q=the&limit=3").data == many[:3]


@pytest.mark.parametrize("words", ["zzzzqqqq", "%20", "...", "%F0%9F%98%80"])
def test_a_search_that_finds_nothing_is_no_error(api: CheckedClient, words: str) -> None:
    answer = api.get(f"/search?q={words}")
    assert (answer.status, answer.data, answer.message) == (200, [], "0 recordings found")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", ["q is missing", "q, limit"]),
        ("q=", ["q is ''", "1 or more"]),
        ("q=a&limit=101", ["limit is", "101", "100 or less"]),
        ("q=a&page=2", ["page is no parameter", "q, limit"]),
    ],
)
def test_a_search_says_what_it_takes(api: CheckedClient, query: str, said: list[str]) -> None:
    answer = api.get(f"/search?{query}")
    assert answer.status == 400
    assert [each for each in said if each not in answer.message] == []


def test_where_nothing_is_published_nothing_is_found(new_home: Callable[..., Home]) -> None:
    with new_home().serve() as api:
        assert api.get("/search?q=a").data == []
        answer = api.get("/tracks/GBAYE0601498")
        assert (answer.status, "`tunemeld etl run` makes the charts" in answer.message) == (404, True)
