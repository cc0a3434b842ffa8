"""What the services really answered, as files and over HTTP: all of it is understood."""

from collections import Counter
from collections.abc import Iterator

import pytest
from tests.builders import a_raw_playlist
from tests.clocks import HandClock
from tests.shared import recorded_bodies, requires_shared, start_simulator
from tests.upstreams import Connect, clients

from tunemeld.adapters.catalogues import apple_music, soundcloud, spotify
from tunemeld.adapters.catalogues.playlists import load_playlists
from tunemeld.adapters.lookups.itunes_covers import ItunesCoverLookup
from tunemeld.adapters.lookups.spotify_search import SpotifyIsrcLookup
from tunemeld.adapters.lookups.spotify_token import SpotifyToken
from tunemeld.application.errors import UpstreamRejected
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.domain.playlist import ServicePlaylist

PARSERS = {
    "spotify": spotify.parse_playlist,
    "apple_music": apple_music.parse_playlist,
    "soundcloud": soundcloud.parse_playlist,
}


@pytest.fixture(autouse=True)
def _shared() -> None:
    requires_shared()


@pytest.fixture
def base_url() -> Iterator[str]:
    url, _, stop = start_simulator("2024-06-22")
    yield url
    stop()


@pytest.fixture
def connect() -> Iterator[Connect]:
    with clients() as connected:
        yield connected


@pytest.fixture
def catalogues(base_url: str, connect: Connect) -> dict[str, MusicCatalog]:
    """The three catalogues with the playlists that come with TuneMeld, over the simulator."""
    refs = {
        service: {genre: services[service] for genre, services in load_playlists().items()}
        for service in ("Spotify", "AppleMusic", "SoundCloud")
    }
    built: tuple[MusicCatalog, ...] = (
        spotify.RapidApiSpotifyCatalog(
            client=connect(f"{base_url}/spotify23"),
            oembed=connect(f"{base_url}/oembed/spotify"),
            playlists=refs["Spotify"],
        ),
        apple_music.RapidApiAppleMusicCatalog(
            client=connect(f"{base_url}/apple-music24"), playlists=refs["AppleMusic"]
        ),
        soundcloud.RapidApiSoundCloudCatalog(
            client=connect(f"{base_url}/soundcloud-scraper"),
            oembed=connect(f"{base_url}/oembed/soundcloud"),
            playlists=refs["SoundCloud"],
        ),
    )
    return {catalogue.service: catalogue for catalogue in built}


def recorded_playlists(service: str) -> dict[tuple[str, str], ServicePlaylist]:
    """All recorded lists of a service by day and genre."""
    return {
        (path.parts[-3], path.parts[-2]): PARSERS[service](
            a_raw_playlist(path.read_text("utf-8"), service=service, genre=path.parts[-2])
        )
        for path in recorded_bodies(service)
    }


@pytest.mark.parametrize(
    ("service", "lengths"),
    [
        ("spotify", {75: 20, 50: 2}),
        ("apple_music", {100: 16, 99: 2, 101: 1, 60: 3}),
        ("soundcloud", {50: 22}),
    ],
)
def test_every_recorded_list_has_its_length(service: str, lengths: dict[int, int]) -> None:
    assert Counter(playlist.length for playlist in recorded_playlists(service).values()) == lengths


def test_of_all_recorded_entries_one_cannot_be_read_and_keeps_its_place() -> None:
    gaps = {
        (service, day): playlist.malformed
        for service in PARSERS
        for (day, _), playlist in recorded_playlists(service).items()
        if playlist.malformed
    }

    assert gaps == {("spotify", "2023-10-22"): ("place 44: Spotify shows no track here",)}


@pytest.mark.parametrize(
    ("service", "identified"), [("spotify", 1599), ("apple_music", 0), ("soundcloud", 1076)]
)
def test_recorded_entries_carry_the_isrcs_that_the_services_name(service: str, identified: int) -> None:
    assert sum(playlist.identified for playlist in recorded_playlists(service).values()) == identified


@pytest.mark.parametrize("service", PARSERS)
def test_recorded_entries_have_ids_addresses_and_lengths(service: str) -> None:
    for (day, _), playlist in recorded_playlists(service).items():
        assert all(entry.url for entry in playlist.entries)
        assert not any(entry.track_id.startswith("text-") for entry in playlist.entries)
        if (service, day) != ("apple_music", "2025-08-15"):
            without = [entry for entry in playlist.entries if entry.duration is None]
            assert len(without) <= 1


def test_lists_of_a_day_come_over_http_with_their_headers(catalogues: dict[str, MusicCatalog]) -> None:
    shown = {}
    for service, catalogue in catalogues.items():
        raw = catalogue.fetch("dance")
        playlist = catalogue.parse(raw.model_copy(update={"header": catalogue.fetch_header("dance")}))
        shown[service] = (playlist.length, bool(playlist.header.name), bool(playlist.header.cover_url))

    assert shown == {
        "Spotify": (75, True, True),
        "AppleMusic": (100, True, True),
        "SoundCloud": (50, True, True),
    }


def test_lists_that_were_not_recorded_are_said_to_be_missing(catalogues: dict[str, MusicCatalog]) -> None:
    for catalogue in catalogues.values():
        with pytest.raises(UpstreamRejected, match="TUNEMELD_PLAYLISTS_FILE"):
            catalogue.fetch("rap")


def test_most_recorded_apple_tracks_are_found_by_search(
    base_url: str, connect: Connect, catalogues: dict[str, MusicCatalog]
) -> None:
    token = SpotifyToken(
        accounts=connect(f"{base_url}/spotify-accounts"),
        client_id="any",
        client_secret="any",
        clock=HandClock(),
    )
    lookup = SpotifyIsrcLookup(client=connect(f"{base_url}/spotify-api"), token=token)
    listed = catalogues["AppleMusic"].parse(catalogues["AppleMusic"].fetch("dance")).entries

    found = [lookup.candidates(entry.title, entry.artist_name) for entry in listed]

    assert sum(any(hit.isrc for hit in hits) for hits in found) > 90
    assert max(map(len, found)) <= 10


def test_every_recorded_apple_track_gets_a_cover_in_one_call(
    base_url: str, connect: Connect, catalogues: dict[str, MusicCatalog]
) -> None:
    listed = catalogues["AppleMusic"].parse(catalogues["AppleMusic"].fetch("dance")).entries

    covers = ItunesCoverLookup(client=connect(f"{base_url}/itunes", "itunes")).covers(
        [e.track_id for e in listed]
    )

    assert covers.keys() == {entry.track_id for entry in listed}
