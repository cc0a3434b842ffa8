"""Pages name addresses on the hosts that we expect alone: links, covers, players, and the policy on top."""

import pytest

from tunemeld.adapters.hostile_text import IMAGE_HOSTS
from tunemeld.entrypoints.http.pages import addresses

SPOTIFY = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"
APPLE = "https://music.apple.com/us/album/gravel-and-gold/1440857781?i=1440857782"
SOUNDCLOUD = "https://soundcloud.com/mara-quill/gravel-and-gold"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
OWN = {"Spotify": SPOTIFY, "AppleMusic": APPLE, "SoundCloud": SOUNDCLOUD, "Youtube": VIDEO}
HOSTILE = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
    "https://open.spotify.com.evil.example/track/1",
    "https://evil.example/open.spotify.com",
    "https://user@open.spotify.com/track/1",
    "https://open.spotify.com:8443/track/1",
    "//open.spotify.com/track/1",
    'https://open.spotify.com/track/1" onclick="alert(1)',
    "https://open.spotify.com/track/1'",
    "https://open.spotify.com/a b",
    "https://open.spotify.com/\x00",
    "https://[open.spotify.com/track/1",
    "https://open.spotify.com/" + "x" * 2_000,
    "",
    None,
]


@pytest.mark.parametrize(("service", "url"), OWN.items())
def test_a_link_to_the_services_own_page_is_kept_as_it_is(service: str, url: str) -> None:
    assert addresses.link(service, url) == url


@pytest.mark.parametrize("url", HOSTILE)
@pytest.mark.parametrize("service", OWN)
def test_what_is_no_address_of_the_service_is_no_link_and_no_player(service: str, url: str | None) -> None:
    assert addresses.link(service, url) is None
    assert addresses.player(service, url) is None


def test_a_link_of_one_service_is_none_of_another() -> None:
    assert addresses.link("SoundCloud", SPOTIFY) is None
    assert addresses.link("Somebody", SPOTIFY) is None


@pytest.mark.parametrize(
    ("service", "player"),
    [
        ("Spotify", "https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC"),
        (
            "AppleMusic",
            "https://embed.music.apple.com/us/album/gravel-and-gold/1440857781?i=1440857782",
        ),
        (
            "SoundCloud",
            (
                "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fmara-quill"
                "%2Fgravel-and-gold&color=%23ff5500&auto_play=true&hide_related=true&show_comments=false"
                "&show_reposts=false"
            ),
        ),
        ("Youtube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&playsinline=1&rel=0"),
    ],
)
def test_each_service_has_its_player_on_a_host_that_the_policy_lets_frame(service: str, player: str) -> None:
    assert addresses.player(service, OWN[service]) == player
    assert player.split("/")[2] in addresses.PLAYER_HOSTS


def test_what_is_no_recording_has_no_player() -> None:
    assert addresses.player("Spotify", "https://open.spotify.com/playlist/37i9dQZF1DX1lVhptIYRda") is None
    assert addresses.player("Youtube", "https://www.youtube.com/watch?v=short") is None


def test_covers_come_from_the_hosts_that_are_let_in_from_upstream() -> None:
    assert addresses.COVER_HOSTS == IMAGE_HOSTS
    assert addresses.cover("https://i.scdn.co/image/ab67") == "https://i.scdn.co/image/ab67"
    assert addresses.cover("https://is1-ssl.mzstatic.com/image/x.jpg") is not None
    assert addresses.cover("https://mzstatic.com/image/x.jpg") is None
    assert addresses.cover("https://evilmzstatic.com/x.jpg") is None
    assert addresses.cover("https://img.example/cover.jpg") is None


def test_the_policy_lets_nothing_pass_but_what_pages_need() -> None:
    rules = dict(rule.split(" ", 1) for rule in addresses.policy("c2FtcGxl").split("; "))
    frames = "open.spotify.com embed.music.apple.com w.soundcloud.com www.youtube-nocookie.com"
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self' 'sha256-c2FtcGxl'",
        "style-src": "'self'",
        "img-src": " ".join(["'self'", *(f"https://{host}" for host in IMAGE_HOSTS)]),
        "frame-src": " ".join(f"https://{host}" for host in frames.split()),
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
