"""The public address of a list, from what somebody else has written down."""

import pytest
from tests.earlier_database import ADDRESSES

from tunemeld.adapters.catalogues.list_address import list_address
from tunemeld.adapters.catalogues.playlists import load_playlists

SPOTIFY = "https://open.spotify.com/playlist/37i9dQZF1DX1lVhptIYRda"


@pytest.mark.parametrize(
    "written",
    [
        "37i9dQZF1DX1lVhptIYRda",
        SPOTIFY,
        f"{SPOTIFY}/",
        f"{SPOTIFY}?si=0123456789abcdef",
        "spotify:playlist/37i9dQZF1DX1lVhptIYRda",
    ],
)
def test_spotifys_address_follows_from_an_address_or_an_id(written: str) -> None:
    assert list_address("Spotify", written) == SPOTIFY


@pytest.mark.parametrize("service", ADDRESSES)
def test_it_is_the_address_by_which_the_list_is_asked_for_today(service: str) -> None:
    assert list_address(service, ADDRESSES[service]) == load_playlists()["country"][service].url


@pytest.mark.parametrize("service", ["AppleMusic", "SoundCloud"])
def test_what_sharing_hangs_on_an_address_goes(service: str) -> None:
    assert list_address(service, f"{ADDRESSES[service]}?utm_source=share#top") == ADDRESSES[service]


@pytest.mark.parametrize("service", ["Spotify", "AppleMusic", "SoundCloud", "Deezer"])
@pytest.mark.parametrize(
    "written", ["", "http://[", "javascript:alert(1)", "https://evil.example/sets/x", "x" * 99]
)
def test_anything_else_gives_none(service: str, written: str) -> None:
    assert list_address(service, written) == ""
