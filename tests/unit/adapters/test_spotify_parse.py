"""Spotify's pages become a list."""

import json
from typing import Any

import pytest
from tests.builders import a_raw_playlist
from tests.payloads import DATA, body_of, spotify_id, spotify_item, spotify_page

from tunemeld.adapters.catalogues.spotify import parse_playlist
from tunemeld.application.errors import BadPayload
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import PlaylistHeader, ServicePlaylist

URL = "https://open.spotify.com/playlist/5backRoadsInventedList"


def parsed(*pages: dict[str, Any], header: str | None = None) -> ServicePlaylist:
    return parse_playlist(a_raw_playlist(*map(json.dumps, pages), url=URL, header=header))


def only(item: dict[str, Any]) -> Listing:
    (entry,) = parsed(spotify_page([item])).entries
    return entry


def test_everything_that_spotify_says_about_a_track_is_kept() -> None:
    playlist = parsed(body_of("spotify", "playlist_tracks"))

    assert playlist.entries == (
        Listing(
            service="Spotify",
            position=1,
            track_id="3gravelAndGoldInvented",
            title="Gravel and Gold (feat. The Lantern Boys)",
            artists=("Mara Quill", "The Lantern Boys"),
            url="https://open.spotify.com/track/3gravelAndGoldInvented",
            cover_url="https://i.scdn.co/image/gravel640",
            duration=Duration(milliseconds=192046),
            isrc=Isrc("QZTM42400001"),
            isrc_from="service",
        ),
    )
    assert (playlist.length, playlist.malformed) == (1, ())


def test_a_null_track_keeps_its_place() -> None:
    playlist = parsed(spotify_page([spotify_item(1), {"track": None}, spotify_item(3)]))

    assert [entry.position for entry in playlist.entries] == [1, 3]
    assert playlist.length == 3
    assert playlist.malformed == ("place 2: Spotify shows no track here",)


def test_positions_go_on_across_pages() -> None:
    first = spotify_page([spotify_item(1), spotify_item(2)], total=3)
    second = spotify_page([spotify_item(3)], offset=2)

    playlist = parsed(first, second)

    assert [(e.position, e.track_id) for e in playlist.entries] == [(n, spotify_id(n)) for n in (1, 2, 3)]


def test_a_track_that_stands_twice_on_a_list_keeps_both_places() -> None:
    playlist = parsed(spotify_page([spotify_item(1), spotify_item(2), spotify_item(1)]))

    assert [(e.position, e.track_id) for e in playlist.entries][::2] == [
        (1, spotify_id(1)),
        (3, spotify_id(1)),
    ]


@pytest.mark.parametrize("external_ids", [{"isrc": "not a code"}, {"isrc": None}, {}, None, ["x"]])
def test_a_track_without_a_usable_isrc_stays_on_the_list(external_ids: object) -> None:
    entry = only(spotify_item(external_ids=external_ids))

    assert (entry.isrc, entry.isrc_from) == (None, None)


def test_an_isrc_is_read_in_any_presentation() -> None:
    assert only(spotify_item(external_ids={"isrc": "qz-tm4-24-00001"})).isrc == Isrc("QZTM42400001")


@pytest.mark.parametrize(
    "images",
    [
        [],
        None,
        "none",
        [None],
        [{"url": None}],
        [{"url": "http://i.scdn.co/1"}],
        [{"url": "https://evil.example/1"}],
    ],
)
def test_a_track_without_a_usable_cover_has_none(images: object) -> None:
    assert only(spotify_item(album={"images": images})).cover_url is None


def test_of_covers_without_a_size_the_first_is_taken() -> None:
    images = [{"url": f"https://i.scdn.co/image/{name}", "width": None} for name in ("first", "second")]

    assert only(spotify_item(album={"images": images})).cover_url == "https://i.scdn.co/image/first"


@pytest.mark.parametrize("duration_ms", [0, None, "long"])
def test_a_length_of_nothing_is_unknown(duration_ms: object) -> None:
    assert only(spotify_item(duration_ms=duration_ms)).duration is None


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "track",
        [],
        {},
        {"track": "x"},
        spotify_item(name=""),
        spotify_item(name=7),
        spotify_item(artists=[]),
        spotify_item(artists=[{"name": None}]),
        spotify_item(id=None),
        spotify_item(id="../../etc/passwd"),
    ],
)
def test_one_bad_entry_costs_its_place_and_not_the_list(broken: object) -> None:
    playlist = parsed(spotify_page([spotify_item(1), broken, spotify_item(3)]))

    assert [entry.position for entry in playlist.entries] == [1, 3]
    assert len(playlist.malformed) == 1
    assert playlist.malformed[0].startswith("place 2: ")


def test_hostile_text_is_made_harmless() -> None:
    entry = only(
        spotify_item(
            name="<img src=x onerror=alert(1)>Gravel\u202e\x00\n" + "x" * 5000,
            artists=[{"name": "Mara\x1b[2J <script>Quill()</script>"}],
        )
    )

    assert entry.title == "Gravel " + "x" * 293
    assert entry.artists == ("Mara[2J",)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{}",
        "<!doctype html><title>Just a moment...</title>",
        '{"items": [{"track": {"name": "cut off he',
        '{"message": "Invalid API key."}',
        '{"error": {"status": 404, "message": "Resource not found"}}',
        '{"items": "none", "album_details": [], "tracks": null}',
        '{"items": [], "total": 0}',
        '{"items": [{"track": null}], "total": 1}',
        "[" * 100_000,
    ],
)
def test_a_body_that_is_no_playlist_is_refused(body: str) -> None:
    with pytest.raises(BadPayload):
        parse_playlist(a_raw_playlist(body))


def test_a_good_page_does_not_hide_a_bad_one() -> None:
    good = json.dumps(spotify_page([spotify_item()]))

    with pytest.raises(BadPayload):
        parse_playlist(a_raw_playlist(good, '{"message": "Too many requests"}'))


def test_a_list_that_is_longer_than_any_real_one_is_refused() -> None:
    real = [spotify_item(1)] + [{"track": None}] * 1999

    assert parsed(spotify_page(real)).length == 2000
    with pytest.raises(BadPayload, match="no end within 2000 entries"):
        parsed(spotify_page([*real, None]))


def test_of_a_flood_of_artists_the_first_fifty_count() -> None:
    flood = [{"name": f"Singer {n}"} for n in range(10_000)]

    assert only(spotify_item(artists=flood)).artists == tuple(f"Singer {n}" for n in range(50))


def test_the_playlist_object_is_read_as_header() -> None:
    header = (DATA / "spotify" / "playlist.json").read_text("utf-8")

    assert parsed(spotify_page([spotify_item()]), header=header).header == PlaylistHeader(
        name="Back Roads",
        url=URL,
        cover_url="https://image-cdn-ak.spotifycdn.com/image/backroads",
        description="Dust, diesel & heartbreak. Cover: Mara Quill",
    )


def test_an_oembed_body_is_read_as_header() -> None:
    header = (DATA / "spotify" / "oembed.json").read_text("utf-8")

    assert parsed(spotify_page([spotify_item()]), header=header).header == PlaylistHeader(
        name="Back Roads, by way of oEmbed",
        url=URL,
        cover_url="https://image-cdn-fa.spotifycdn.com/image/backroads",
    )


@pytest.mark.parametrize(
    "header", [None, "", "<html>", "[]", '{"message": "no"}', '{"name": null, "images": 7}']
)
def test_an_unusable_header_leaves_the_address_and_spoils_nothing(header: str | None) -> None:
    playlist = parsed(spotify_page([spotify_item()]), header=header)

    assert playlist.header == PlaylistHeader(url=URL)
    assert playlist.length == 1


def test_a_list_without_a_name_of_its_own_gets_the_configured_one() -> None:
    page = json.dumps(spotify_page([spotify_item()]))

    named = parse_playlist(a_raw_playlist(page, header=None), name="Dusty Hits")

    assert named.header.name == "Dusty Hits"
