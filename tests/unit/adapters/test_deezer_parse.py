"""Deezer's pages become a list."""

import json
from typing import Any

import pytest
from tests.builders import a_raw_playlist
from tests.payloads import body_of, deezer_page, deezer_track

from tunemeld.adapters.catalogues.deezer import DeezerCatalog
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import PlaylistHeader, ServicePlaylist

URL = "https://api.deezer.com/chart/84/tracks?limit=100"


def parsed(*bodies: dict[str, Any]) -> ServicePlaylist:
    raw = a_raw_playlist(*map(json.dumps, bodies), service="Deezer", source="open", url=URL, header=None)
    nobody: Any = None  # nothing is asked
    return DeezerCatalog(client=nobody, charts={}).parse(raw)


def only(**fields: Any) -> Listing:
    (entry,) = parsed(deezer_page([deezer_track(**fields)])).entries
    return entry


def test_everything_that_deezer_says_about_a_track_is_kept() -> None:
    playlist = parsed(body_of("deezer", "chart"))

    assert playlist.entries == (
        Listing(
            service="Deezer",
            position=1,
            track_id="2900000001",
            title="Tailgate Sunrise (Dusty Version)",
            artists=("Hazel Fenceline",),
            url="https://www.deezer.com/track/2900000001",
            cover_url="https://cdn-images.dzcdn.net/images/cover/0123/500x500-000000-80-0-0.jpg",
            duration=Duration(milliseconds=201_000, whole_seconds=True),
        ),
    )
    assert playlist.header == PlaylistHeader(
        name="Deezer's chart: country",
        url=URL,
        description="What is played most on Deezer; a chart, and no editors' playlist.",
    )


def test_places_go_on_from_page_to_page() -> None:
    playlist = parsed(deezer_page([deezer_track(1), None]), deezer_page([deezer_track(3)]))

    assert [entry.position for entry in playlist.entries] == [1, 3]
    assert playlist.malformed == ("place 2: the track has no usable id",)


@pytest.mark.parametrize("version", ["", None, 7])
def test_without_a_whole_title_its_parts_make_one(version: object) -> None:
    assert only(title=None).title == "Tailgate Sunrise (Dusty Version)"
    assert only(title="", title_version=version).title == "Tailgate Sunrise"


@pytest.mark.parametrize("duration", [None, 0, -1, True, "201", 201.5, 10**9])
def test_a_length_that_cannot_be_is_unknown(duration: object) -> None:
    assert only(duration=duration).duration is None


@pytest.mark.parametrize("track_id", [None, 0, -7, True, "2900000001", 10**30])
def test_a_track_without_a_usable_id_is_none(track_id: object) -> None:
    playlist = parsed(deezer_page([deezer_track(1), deezer_track(2, id=track_id)]))

    assert playlist.malformed == ("place 2: the track has no usable id",)


@pytest.mark.parametrize(
    ("fields", "lacking"),
    [
        ({"artist": None}, "artist"),
        ({"artist": {"name": ""}}, "artist"),
        ({"title": "", "title_short": 7, "title_version": None}, "title"),
    ],
)
def test_a_track_without_words_is_none(fields: dict[str, Any], lacking: str) -> None:
    playlist = parsed(deezer_page([deezer_track(1), deezer_track(2, **fields)]))

    assert playlist.malformed == (f"place 2: track 2900000002 has no {lacking}",)


@pytest.mark.parametrize("album", [None, {}, {"cover_big": "https://evil.example/a.jpg"}])
def test_a_cover_on_another_host_is_none(album: object) -> None:
    assert only(album=album).cover_url is None


def test_the_next_best_cover_is_taken() -> None:
    medium = "https://e-cdns-images.dzcdn.net/images/cover/0123/250x250.jpg"

    assert only(album={"cover_big": 7, "cover_medium": medium}).cover_url == medium
