"""Apple Music's one body becomes a list."""

import json
from typing import Any

import pytest
from tests.builders import a_raw_playlist
from tests.payloads import apple_body, apple_track, body_of

from tunemeld.adapters.catalogues.apple_music import parse_playlist
from tunemeld.application.errors import BadPayload
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import PlaylistHeader, ServicePlaylist

URL = "https://music.apple.com/us/playlist/back-roads/pl.invented"


def parsed(body: dict[str, Any], name: str = "") -> ServicePlaylist:
    raw = a_raw_playlist(json.dumps(body), service="AppleMusic", url=URL, header=None)
    return parse_playlist(raw, name=name)


def only(**fields: Any) -> Listing:
    (entry,) = parsed(apple_body([apple_track(**fields)])).entries
    return entry


def test_everything_that_apple_says_about_a_track_is_kept() -> None:
    playlist = parsed(body_of("apple_music", "playlist"))

    assert playlist.entries[1] == Listing(
        service="AppleMusic",
        position=2,
        track_id="1700000004",
        title="Nine Miles of Nothing",
        artists=("Odd Harbour, Juno Vale & The Lantern Boys",),
        url="https://music.apple.com/us/album/nine-miles-of-nothing/1700000003?i=1700000004",
        duration=Duration(milliseconds=178_000, whole_seconds=True),
    )
    assert (playlist.length, playlist.malformed) == (2, ())


def test_places_are_numbers_however_the_keys_are_ordered() -> None:
    tracks = {
        str(place): apple_track(place, name=f"Song {place}") for place in (0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9)
    }

    playlist = parsed({"album_details": tracks})

    assert [entry.title for entry in playlist.entries] == [f"Song {place}" for place in range(11)]


def test_a_missing_key_leaves_a_gap() -> None:
    playlist = parsed({"album_details": {"0": apple_track(1), "2": apple_track(3)}})

    assert [entry.position for entry in playlist.entries] == [1, 3]
    assert playlist.length == 3
    assert len(playlist.malformed) == 1


def test_keys_that_only_look_like_places_are_passed_over() -> None:
    playlist = parsed(apple_body([apple_track()], **{"²": {}, "٣": {}, "01": {}, "99999": {}, "-1": {}}))

    assert playlist.length == 1


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3m 54s", 234), ("1h 3m 54s", 3834), ("54s", 54), ("3m", 180), ("3m54s", 234)],
)
def test_a_length_is_read_in_whole_seconds(text: str, seconds: int) -> None:
    assert only(duration=text).duration == Duration(milliseconds=seconds * 1000, whole_seconds=True)


@pytest.mark.parametrize("text", ["", "0s", "soon", "3:54", None, 234, "99999999m", "٣m"])
def test_a_length_that_cannot_be_read_is_unknown(text: object) -> None:
    assert only(duration=text).duration is None


@pytest.mark.parametrize("tail", ["", "&uo=4", "&ls=1&app=music", "#more"])
def test_an_address_loses_what_trackers_hang_on_it(tail: str) -> None:
    entry = only(link=f"https://music.apple.com/us/album/gravel-and-gold/17?i=18{tail}")

    assert entry.url == "https://music.apple.com/us/album/gravel-and-gold/17?i=18"
    assert entry.track_id == "18"


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        7,
        "https://evil.example/us/album/x/17?i=18",
        "http://music.apple.com/us/album/x/17?i=18",
        "https://music.apple.com/us/album/x/17",
        "https://music.apple.com/us/album/x/17?i=<b>",
        "https://music.apple.com/us/artist/x/17?i=18",
    ],
)
def test_a_track_without_a_usable_address_gets_an_id_that_stays(link: object) -> None:
    entry = only(link=link)

    assert entry.url is None
    assert entry.track_id == only(link="").track_id
    assert entry.track_id != only(link="", name="Another Song").track_id


def test_two_songs_of_one_name_and_artist_keep_both_places() -> None:
    playlist = parsed(apple_body([apple_track(1), apple_track(2)]))

    assert [(e.position, e.track_id) for e in playlist.entries] == [(1, "1600000001"), (2, "1600000002")]


@pytest.mark.parametrize("broken", [None, 7, [], {}, apple_track(name=""), apple_track(artist=None)])
def test_one_bad_entry_costs_its_place_and_not_the_list(broken: object) -> None:
    playlist = parsed(apple_body([apple_track(1), broken, apple_track(3)]))

    assert [entry.position for entry in playlist.entries] == [1, 3]
    assert len(playlist.malformed) == 1


def test_hostile_text_is_made_harmless() -> None:
    entry = only(name="Gravel<script>x()</script>\u202e" + "x" * 5000, artist="Mara\x00 Quill")

    assert entry.title == "Gravel " + "x" * 293
    assert entry.artists == ("Mara Quill",)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        "<!doctype html>",
        '{"album_details": {"0": {"name": "cut off he',
        '{"message": "You are not subscribed to this API."}',
        '{"items": "none", "album_details": [], "tracks": null}',
        '{"album_details": {}}',
        '{"album_details": {"count": 100, "album": "X"}}',
        '{"album_details": {"0": null}}',
    ],
)
def test_a_body_that_is_no_playlist_is_refused(body: str) -> None:
    with pytest.raises(BadPayload):
        parse_playlist(a_raw_playlist(body, service="AppleMusic"))


def test_the_header_has_the_configured_name_and_the_cover_of_the_body() -> None:
    playlist = parsed(body_of("apple_music", "playlist"), name="Dusty Hits")

    assert playlist.header == PlaylistHeader(
        name="Dusty Hits",
        url=URL,
        cover_url="https://is1-ssl.mzstatic.com/image/thumb/Features1/v4/in/ve/nt/invented/cover.png/"
        "600x600SC.DN01.jpg?l=en-US",
    )


@pytest.mark.parametrize(
    "thumb",
    [None, 7, "", "https://evil.example/{w}x{h}.{f}", "https://is1-ssl.mzstatic.com/{w}x{h}{new}.{f}"],
)
def test_a_list_without_a_usable_cover_has_none(thumb: object) -> None:
    assert parsed(apple_body([apple_track()], thumb=thumb)).header == PlaylistHeader(url=URL)


def test_tracks_without_length_and_metadata_are_a_list_all_the_same() -> None:
    track = {key: value for key, value in apple_track().items() if key != "duration"}

    playlist = parsed({"album_details": {"0": track | {"album": "Gravel and Gold"}}})

    assert playlist.length == 1
    assert playlist.header.cover_url == ""
