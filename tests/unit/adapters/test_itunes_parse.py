"""Apple's feed, and what the lookup says of its songs, become a list."""

import json
from typing import Any

import pytest
from tests.builders import a_raw_playlist
from tests.payloads import body_of, itunes_entry, itunes_feed, itunes_lookup, itunes_song

from tunemeld.adapters.catalogues.itunes import ItunesCatalog
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.playlist import PlaylistHeader, ServicePlaylist

URL = "https://itunes.apple.com/us/rss/topsongs/limit=100/genre=6/json"


def parsed(*bodies: dict[str, Any]) -> ServicePlaylist:
    raw = a_raw_playlist(*map(json.dumps, bodies), service="AppleMusic", source="open", url=URL, header=None)
    nobody: Any = None  # nothing is asked
    return ItunesCatalog(client=nobody, charts={}).parse(raw)


def only(entry: dict[str, Any], **song: Any) -> Listing:
    (listing,) = parsed(itunes_feed([entry]), itunes_lookup([itunes_song(1, **song)])).entries
    return listing


def test_everything_that_apple_says_about_a_song_is_kept() -> None:
    playlist = parsed(body_of("itunes", "top_songs"), body_of("itunes", "lookup"))

    assert playlist.entries == (
        Listing(
            service="AppleMusic",
            position=1,
            track_id="1600000001",
            title="Tailgate Sunrise (Dusty Version)",
            artists=("Hazel Fenceline & The Posts",),
            url="https://music.apple.com/us/album/tailgate-sunrise/1600000000?i=1600000001",
            cover_url="https://is1-ssl.mzstatic.com/image/thumb/Music/v4/aa/cover.jpg/600x600bb.jpg",
            duration=Duration(milliseconds=201_507),
        ),
    )
    assert playlist.header == PlaylistHeader(
        name="Best-selling songs in Apple's store: country",
        url=URL,
        description="What is bought most on iTunes; a chart, and no editors' playlist.",
    )


def test_a_song_that_the_lookup_does_not_know_keeps_its_place_without_a_length() -> None:
    (listing,) = parsed(itunes_feed([itunes_entry(1)]), itunes_lookup([])).entries

    assert listing.duration is None
    assert listing.cover_url == "https://is1-ssl.mzstatic.com/image/thumb/Music/v4/aa/cover.jpg/600x600bb.png"


def test_a_length_that_ends_in_whole_seconds_counts_as_rounded() -> None:
    assert only(itunes_entry(1), trackTimeMillis=201_000).duration == Duration(
        milliseconds=201_000, whole_seconds=True
    )


@pytest.mark.parametrize("length", [None, 0, -5, True, "201507", 10**12])
def test_a_length_that_cannot_be_is_unknown(length: object) -> None:
    assert only(itunes_entry(1), trackTimeMillis=length).duration is None


@pytest.mark.parametrize("host", ["music.apple.com", "itunes.apple.com"])
def test_a_link_may_be_a_list_or_an_object_on_either_host(host: str) -> None:
    href = f"https://{host}/us/album/tailgate-sunrise/1600000000?i=1600000001&uo=2"
    link = {"attributes": {"rel": "alternate", "href": href}}

    for links in (link, [link]):
        url = only(itunes_entry(1, link=links)).url
        assert url == "https://music.apple.com/us/album/tailgate-sunrise/1600000000?i=1600000001"


@pytest.mark.parametrize(
    "link",
    [None, [], 7, {"attributes": None}, {"attributes": {"href": "https://evil.example/?i=1600000001"}}],
)
def test_without_a_usable_link_the_address_in_the_id_is_taken(link: object) -> None:
    assert only(itunes_entry(1, link=link)).url == (
        "https://music.apple.com/us/album/invented/1600000000?i=1600000001"
    )


def test_an_address_of_another_song_is_not_taken() -> None:
    entry = itunes_entry(1, link=itunes_entry(2)["link"])
    entry["id"]["label"] = "https://music.apple.com/us/album/invented/1600000000?i=1600000002"

    assert only(entry).url is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"id": {"attributes": {"im:id": "x"}}}, "the song has no usable id"),
        ({"id": None}, "the song has no usable id"),
        ({"im:name": {"label": ""}}, "song 1600000002 has no name"),
        ({"im:artist": "Hazel"}, "song 1600000002 has no artist"),
    ],
)
def test_an_entry_without_words_or_id_is_none(fields: dict[str, Any], why: str) -> None:
    playlist = parsed(itunes_feed([itunes_entry(1), itunes_entry(2, **fields)]), itunes_lookup([]))

    assert playlist.malformed == (f"place 2: {why}",)
