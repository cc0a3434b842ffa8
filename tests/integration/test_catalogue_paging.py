"""A list of several pages is read whole, or not at all."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from tests.integration.services import (
    DEEZER,
    ITUNES,
    SOUNDCLOUD,
    SPOTIFY,
    Body,
    asked,
    catalogue_of,
    serve,
)
from tests.payloads import (
    deezer_page,
    deezer_track,
    itunes_entry,
    itunes_feed,
    itunes_lookup,
    itunes_song,
    soundcloud_item,
    soundcloud_page,
    spotify_item,
    spotify_page,
)
from tests.upstreams import Connect, clients

from tunemeld.application.errors import BadPayload, UpstreamError
from tunemeld.application.ports.catalogues import MusicCatalog


@pytest.fixture
def connect() -> Iterator[Connect]:
    with clients() as connected:
        yield connected


@pytest.fixture
def spotify(connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(SPOTIFY, connect, httpserver)


@pytest.fixture
def soundcloud(connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(SOUNDCLOUD, connect, httpserver)


@pytest.fixture
def deezer(connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return catalogue_of(DEEZER, connect, httpserver)


@pytest.fixture
def itunes(connect: Connect, httpserver: HTTPServer) -> MusicCatalog:
    return ITUNES.build(connect(httpserver.url_for("/v")), connect(httpserver.url_for("/oembed")))


def test_spotify_is_asked_page_by_page_until_its_total(spotify: MusicCatalog, httpserver: HTTPServer) -> None:
    serve(
        httpserver,
        SPOTIFY.path,
        spotify_page([spotify_item(n) for n in (1, 2)], total=3),
        spotify_page([spotify_item(3)], offset=2),
    )

    raw = spotify.fetch("country")

    assert [call["offset"] for call in asked(httpserver)] == ["0", "2"]
    assert [entry.position for entry in spotify.parse(raw).entries] == [1, 2, 3]


def test_an_empty_page_ends_spotifys_list(spotify: MusicCatalog, httpserver: HTTPServer) -> None:
    serve(
        httpserver,
        SPOTIFY.path,
        spotify_page([spotify_item(1)], total=3),
        spotify_page([], total=3, offset=1),
    )

    assert len(spotify.fetch("country").pages) == 1


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (spotify_page([spotify_item(2)], total=2, offset=1), "changed from 3 entries to 2"),
        (spotify_page([spotify_item(2)], total=9, offset=1), "changed from 3 entries to 9"),
        (spotify_page([spotify_item(1)], total=3), "repeats a page"),
        ({"message": "Too many requests"}, "Too many requests"),
        ({"items": None, "total": 3}, "no list of items"),
        ('{"items": [', "cut off"),
    ],
    ids=["total shrinks", "total grows", "page repeats", "error", "no items", "cut off"],
)
def test_a_part_of_spotifys_list_is_never_taken_for_the_whole(
    spotify: MusicCatalog, httpserver: HTTPServer, second: object, told: str
) -> None:
    serve(httpserver, SPOTIFY.path, spotify_page([spotify_item(1)], total=3), second)

    with pytest.raises(UpstreamError, match=told):
        spotify.fetch("country")


def test_a_list_without_end_is_given_up(spotify: MusicCatalog, httpserver: HTTPServer) -> None:
    pages = [spotify_page([spotify_item(n)], total=1_000_000_000) for n in range(30)]
    serve(httpserver, SPOTIFY.path, *pages)

    with pytest.raises(BadPayload, match="more than 20 pages"):
        spotify.fetch("country")

    assert len(asked(httpserver)) == 20


def test_soundcloud_is_asked_for_as_long_as_it_names_a_next_page(
    soundcloud: MusicCatalog, httpserver: HTTPServer
) -> None:
    serve(
        httpserver,
        SOUNDCLOUD.path,
        soundcloud_page([soundcloud_item(n) for n in range(1, 51)], next_offset=50),
        soundcloud_page([soundcloud_item(51)]),
    )

    raw = soundcloud.fetch("country")

    assert [call["offset"] for call in asked(httpserver)] == ["0", "50"]
    assert [entry.position for entry in soundcloud.parse(raw).entries] == list(range(1, 52))


@pytest.mark.parametrize(
    "second",
    [
        soundcloud_page([], next_offset=100),
        soundcloud_page([soundcloud_item(1), soundcloud_item(2)], next_offset=100),
        soundcloud_page([soundcloud_item(2)]),
    ],
    ids=["empty", "the same again", "its end again"],
)
def test_a_next_page_that_brings_nothing_new_ends_soundclouds_set(
    soundcloud: MusicCatalog, httpserver: HTTPServer, second: Body
) -> None:
    first = soundcloud_page([soundcloud_item(1), soundcloud_item(2)], next_offset=50)
    serve(httpserver, SOUNDCLOUD.path, first, second)

    assert soundcloud.parse(soundcloud.fetch("country")).length == 2
    assert len(asked(httpserver)) == 2


@pytest.mark.parametrize(
    "second",
    [
        {"status": False, "errorId": "Busy", "tracks": {"items": [soundcloud_item(2)], "nextOffset": None}},
        {"message": "Too many requests"},
        soundcloud_page([soundcloud_item(2)], next_offset=0),
        soundcloud_page([soundcloud_item(2)], next_offset="100"),
    ],
    ids=["failure", "error", "leads back", "leads nowhere"],
)
def test_a_part_of_soundclouds_set_is_never_taken_for_the_whole(
    soundcloud: MusicCatalog, httpserver: HTTPServer, second: Body
) -> None:
    serve(httpserver, SOUNDCLOUD.path, soundcloud_page([soundcloud_item(1)], next_offset=50), second)

    with pytest.raises(UpstreamError):
        soundcloud.fetch("country")


def test_a_set_without_end_is_given_up(soundcloud: MusicCatalog, httpserver: HTTPServer) -> None:
    pages = [soundcloud_page([soundcloud_item(n)], next_offset=n * 50) for n in range(1, 30)]
    serve(httpserver, SOUNDCLOUD.path, *pages)

    with pytest.raises(BadPayload, match="more than 20 pages"):
        soundcloud.fetch("country")

    assert len(asked(httpserver)) == 20


def test_a_hundred_places_of_deezers_chart_are_one_call_however_many_there_are(
    deezer: MusicCatalog, httpserver: HTTPServer
) -> None:
    serve(httpserver, DEEZER.path, deezer_page([deezer_track(n) for n in range(1, 101)], total=300))

    raw = deezer.fetch("country")

    assert asked(httpserver) == [{"limit": "100", "index": "0"}]
    assert deezer.parse(raw).length == 100


def test_deezer_is_asked_on_where_it_gives_fewer_places_at_once(
    deezer: MusicCatalog, httpserver: HTTPServer
) -> None:
    serve(
        httpserver,
        DEEZER.path,
        deezer_page([deezer_track(n) for n in (1, 2)], total=3),
        deezer_page([deezer_track(3)], total=3),
    )

    raw = deezer.fetch("country")

    assert [call["index"] for call in asked(httpserver)] == ["0", "2"]
    assert [entry.position for entry in deezer.parse(raw).entries] == [1, 2, 3]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (deezer_page([], total=3), "has 1 of 3 places"),
        (deezer_page([deezer_track(1)], total=3), "has 1 of 3 places"),
        ({"error": {"type": "Exception", "message": "Quota limit exceeded", "code": 4}}, "Quota limit"),
        ({"data": None, "total": 3}, "no list of data"),
        ('{"data": [', "cut off"),
    ],
    ids=["empty", "page repeats", "error", "no data", "cut off"],
)
def test_a_part_of_deezers_chart_is_never_taken_for_the_whole(
    deezer: MusicCatalog, httpserver: HTTPServer, second: object, told: str
) -> None:
    serve(httpserver, DEEZER.path, deezer_page([deezer_track(1)], total=3), second)

    with pytest.raises(UpstreamError, match=told):
        deezer.fetch("country")


def test_deezers_errors_with_status_200_are_waited_for_where_it_is_only_busy(
    connect: Connect, httpserver: HTTPServer
) -> None:
    waited: list[float] = []
    deezer = catalogue_of(DEEZER, connect, httpserver, attempts=3, waited=waited)
    busy = [{"error": {"type": "Exception", "message": "busy", "code": code}} for code in (4, 700)]
    serve(httpserver, DEEZER.path, *busy, deezer_page([deezer_track(1)]))

    assert deezer.parse(deezer.fetch("country")).length == 1
    assert waited == [5.0, 5.0]


def test_the_songs_of_apples_feed_are_looked_up_150_at_once(
    itunes: MusicCatalog, httpserver: HTTPServer
) -> None:
    serve(httpserver, ITUNES.path, itunes_feed([itunes_entry(n) for n in [*range(1, 152), 1]]))
    serve(
        httpserver,
        "/v/lookup",
        itunes_lookup([itunes_song(n) for n in range(1, 151)]),
        itunes_lookup([itunes_song(151, trackTimeMillis=99_001)]),
    )

    playlist = itunes.parse(itunes.fetch("country"))

    _, *lookups = asked(httpserver)
    assert [len(call["id"].split(",")) for call in lookups] == [150, 1]
    assert [(call["entity"], call["country"]) for call in lookups] == [("song", "us")] * 2
    durations = [entry.duration.milliseconds if entry.duration else None for entry in playlist.entries]
    assert durations == [*[201_507] * 150, 99_001, 201_507]


@pytest.mark.parametrize(("status", "body"), [(403, "no"), (503, ""), (200, "<html>"), (200, {"results": 7})])
def test_a_chart_whose_songs_cannot_be_looked_up_is_not_taken_without_their_lengths(
    itunes: MusicCatalog, httpserver: HTTPServer, status: int, body: object
) -> None:
    serve(httpserver, ITUNES.path, itunes_feed([itunes_entry(1)]))
    serve(httpserver, "/v/lookup", body, status=status)

    with pytest.raises(UpstreamError):
        itunes.fetch("country")


def test_one_song_alone_needs_no_list(itunes: MusicCatalog, httpserver: HTTPServer) -> None:
    feed = itunes_feed([])
    feed["feed"]["entry"] = itunes_entry(1)
    serve(httpserver, ITUNES.path, feed)
    serve(httpserver, "/v/lookup", itunes_lookup([itunes_song(1)]))

    assert [entry.track_id for entry in itunes.parse(itunes.fetch("country")).entries] == ["1600000001"]


def test_deezers_previews_which_are_good_for_an_hour_make_no_other_list(
    deezer: MusicCatalog, httpserver: HTTPServer
) -> None:
    signed = [f'https://cdnt-preview.dzcdn.net/a.mp3?hdnea=exp={at}~hmac=\\"0' for at in (1, 2)]
    serve(httpserver, DEEZER.path, *(deezer_page([deezer_track(1, preview=url)]) for url in signed))

    first, second = deezer.fetch("country"), deezer.fetch("country")

    assert first.id == second.id
    assert "hdnea" not in first.pages[0]
    assert deezer.parse(first).length == 1
