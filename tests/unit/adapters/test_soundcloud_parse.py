"""SoundCloud's pages become a list."""

import json
from typing import Any

import pytest
from tests.builders import a_raw_playlist
from tests.payloads import DATA, body_of, soundcloud_item, soundcloud_page

from tunemeld.adapters.catalogues.soundcloud import parse_playlist
from tunemeld.application.errors import BadPayload
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import PlaylistHeader, ServicePlaylist

URL = "https://soundcloud.com/invented-editors/sets/back-roads"
NOBODY: dict[str, None] = {"artist": None, "isrc": None}


def parsed(*pages: dict[str, Any], header: str | None = None) -> ServicePlaylist:
    raw = a_raw_playlist(*map(json.dumps, pages), service="SoundCloud", url=URL, header=header)
    return parse_playlist(raw)


def only(**fields: Any) -> Listing:
    (entry,) = parsed(soundcloud_page([soundcloud_item(**fields)])).entries
    return entry


def test_everything_that_soundcloud_says_about_a_track_is_kept() -> None:
    playlist = parsed(body_of("soundcloud", "playlist_tracks"))

    assert playlist.entries == (
        Listing(
            service="SoundCloud",
            position=1,
            track_id="880000001",
            title="Mara Quill - Gravel and Gold (ft. The Lantern Boys)",
            artists=("Mara Quill",),
            url="https://soundcloud.com/dry-creek-records/gravel-and-gold",
            cover_url="https://i1.sndcdn.com/artworks-invented-original.jpg",
            duration=Duration(milliseconds=192090),
            isrc=Isrc("QZTM42400001"),
            isrc_from="service",
        ),
    )
    assert (playlist.length, playlist.malformed) == (1, ())


def test_positions_go_on_across_pages() -> None:
    first = soundcloud_page([soundcloud_item(1), soundcloud_item(2)], next_offset=2)

    playlist = parsed(first, soundcloud_page([soundcloud_item(3)]))

    assert [(e.position, e.track_id) for e in playlist.entries] == [(1, "1"), (2, "2"), (3, "3")]


def test_a_track_that_stands_twice_on_a_set_keeps_both_places() -> None:
    playlist = parsed(soundcloud_page([soundcloud_item(1), soundcloud_item(2), soundcloud_item(1)]))

    assert [e.position for e in playlist.entries if e.track_id == "1"] == [1, 3]


@pytest.mark.parametrize(
    ("title", "uploader", "artist"),
    [
        ("Mara Quill - Gravel and Gold", "Dry Creek Records", "Mara Quill"),
        ("Mara Quill & Odd Harbour – Gravel and Gold", "Mara Quill", "Mara Quill & Odd Harbour"),
        ("Mara Quill | Gravel and Gold", "Dry Creek Records", "Mara Quill"),
        ("Mara Quill - Gravel and Gold - Night Edit", "Dry Creek Records", "Mara Quill"),
        ("Gravel and Gold", "Mara Quill", "Mara Quill"),
        ("Gravel and Gold - Juno Vale Remix", "Mara Quill", "Mara Quill"),
        ("Gravel and Gold - Mara Quill x Juno Vale", "Mara Quill", "Mara Quill"),
        ("Kah-Lo-Fi", "Mara Quill", "Mara Quill"),
        ("Oklahoma-The Lantern Boys", "Lantern Uploads", "Lantern Uploads"),
    ],
)
def test_the_artist_of_a_track_that_nobody_publishes_is_found(title: str, uploader: str, artist: str) -> None:
    entry = only(title=title, publisher=NOBODY, user={"name": uploader})

    assert entry.artists == (artist,)
    assert entry.title == title


def test_the_publisher_names_the_artist_before_anybody_else_does() -> None:
    assert only(title="A - B", publisher={"artist": "Mara Quill"}, user={"name": "C"}).artists == (
        "Mara Quill",
    )


@pytest.mark.parametrize(
    "publisher", [{"artist": "M", "isrc": "?"}, {"artist": "M", "isrc": None}, {"artist": "M"}]
)
def test_a_track_without_a_usable_isrc_stays_on_the_list(publisher: object) -> None:
    entry = only(publisher=publisher)

    assert (entry.isrc, entry.isrc_from) == (None, None)


def test_a_length_of_nothing_is_unknown() -> None:
    assert only(durationMs=0).duration is None


@pytest.mark.parametrize(
    "url", [None, "dry-creek-records/x", "https://evil.example/x", "http://soundcloud.com/a/b"]
)
def test_a_track_without_a_usable_address_has_none(url: object) -> None:
    assert only(permalink=url).url is None


def test_an_address_loses_what_trackers_hang_on_it() -> None:
    assert (
        only(permalink="https://soundcloud.com/a/b?si=1&utm_source=x#t").url == "https://soundcloud.com/a/b"
    )


@pytest.mark.parametrize("url", [None, "", "https://evil.example/artworks.jpg"])
def test_a_track_without_a_usable_cover_has_none(url: object) -> None:
    assert only(artworkUrl=url).cover_url is None


@pytest.mark.parametrize(
    "broken",
    [
        None,
        7,
        {},
        soundcloud_item(id=None),
        soundcloud_item(id=True),
        soundcloud_item(id=-1),
        soundcloud_item(id="1); DROP"),
        soundcloud_item(title=""),
        soundcloud_item(publisher=None, user=None, title="Gravel"),
        soundcloud_item(publisher=None, user=None, title="Gravel - Night Remix"),
    ],
)
def test_one_bad_entry_costs_its_place_and_not_the_list(broken: object) -> None:
    playlist = parsed(soundcloud_page([soundcloud_item(1), broken, soundcloud_item(3)]))

    assert [entry.position for entry in playlist.entries] == [1, 3]
    assert len(playlist.malformed) == 1


def test_hostile_text_is_made_harmless() -> None:
    entry = only(title="Gravel\u2067\x07" + "x" * 5000, publisher={"artist": "<b>Mara</b> Quill"})

    assert entry.title == "Gravel" + "x" * 294
    assert entry.artists == ("Mara Quill",)


def test_bodies_of_before_there_was_an_error_id_are_read() -> None:
    page = soundcloud_page([soundcloud_item()])
    del page["errorId"]

    assert parsed(page).length == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        "<html>",
        '{"status": true, "tracks": {"items": [{"id": 1, "tit',
        '{"message": "Invalid API key."}',
        '{"status": false, "errorId": "PlaylistNotFound", "reason": "Playlist not found"}',
        '{"items": "none", "album_details": [], "tracks": null}',
        '{"status": true, "tracks": {"nextOffset": null, "items": []}}',
        '{"status": true, "tracks": {"nextOffset": null, "items": {}}}',
    ],
)
def test_a_body_that_is_no_playlist_is_refused(body: str) -> None:
    with pytest.raises(BadPayload):
        parse_playlist(a_raw_playlist(body, service="SoundCloud"))


@pytest.mark.parametrize("state", [{"status": False}, {"status": "true"}, {"errorId": "Unknown"}])
def test_a_page_that_reports_an_error_is_refused_though_it_holds_tracks(state: dict[str, object]) -> None:
    with pytest.raises(BadPayload):
        parsed(soundcloud_page([soundcloud_item()], **state))


def test_an_oembed_body_is_read_as_header_without_the_author() -> None:
    header = (DATA / "soundcloud" / "oembed.json").read_text("utf-8")

    assert parsed(soundcloud_page([soundcloud_item()]), header=header).header == PlaylistHeader(
        name="Back Roads",
        url=URL,
        cover_url="https://i1.sndcdn.com/artworks-backroads-t500x500.jpg",
        description="Songs for long drives.",
    )
