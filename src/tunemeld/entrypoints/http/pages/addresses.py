"""Which addresses a page may name: links, covers and players, each on the hosts that we expect alone.

Upstream's words were checked when they were parsed; a store may hold older ones, so pages check again.
"""

import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit

LINK_HOSTS = {
    "Spotify": ("open.spotify.com",),
    "AppleMusic": ("music.apple.com",),
    "SoundCloud": ("soundcloud.com",),
    "Deezer": ("www.deezer.com",),
    "Youtube": ("www.youtube.com",),
}
"""Where each service's own pages are."""

COVER_HOSTS = (
    "i.scdn.co",
    "mosaic.scdn.co",
    "image-cdn-ak.spotifycdn.com",
    "image-cdn-fa.spotifycdn.com",
    "*.mzstatic.com",
    "*.sndcdn.com",
    "*.dzcdn.net",
)
"""Where covers may come from: the same as those that are let in from upstream."""

PLAYER_HOSTS = ("open.spotify.com", "embed.music.apple.com", "w.soundcloud.com", "www.youtube-nocookie.com")
"""Where the players come from, once somebody presses play."""

_LONGEST = 2000
_UNSAFE = re.compile(r"""[\s\x00-\x1f\x7f<>"'\\]""")
_SPOTIFY_TRACK = re.compile(r"https://open\.spotify\.com/track/([A-Za-z0-9]{1,64})")
_VIDEO = re.compile(r"https://www\.youtube\.com/watch\?v=([A-Za-z0-9_-]{11})")
_APPLE_SONG = re.compile(r"https://music\.apple\.com/([a-z]{2}/(?:album|song)/[^?#]+(?:\?i=[0-9]+)?)")


def link(service: str, url: str | None) -> str | None:
    """The address if it is one of the service's own; None otherwise, and for services that nobody knows."""
    return _checked(url, LINK_HOSTS.get(service, ()))


def cover(url: str | None) -> str | None:
    """The address of a picture if it is on a host that covers come from; None otherwise."""
    return _checked(url, COVER_HOSTS)


def player(service: str, url: str | None) -> str | None:
    """The address of a service's player for the recording at this link; None where it has none."""
    checked = link(service, url)
    if checked is None:
        return None
    if service == "SoundCloud":
        options = "color=%23ff5500&auto_play=true&hide_related=true&show_comments=false&show_reposts=false"
        return f"https://w.soundcloud.com/player/?url={quote(checked, safe='')}&{options}"
    if service == "Spotify" and (found := _SPOTIFY_TRACK.match(checked)):
        return f"https://open.spotify.com/embed/track/{found[1]}"
    if service == "AppleMusic" and (found := _APPLE_SONG.match(checked)):
        return f"https://embed.music.apple.com/{found[1]}"
    if service == "Youtube" and (found := _VIDEO.match(checked)):
        return f"https://www.youtube-nocookie.com/embed/{found[1]}?autoplay=1&playsinline=1&rel=0"
    return None


def policy(script_digest: str) -> str:
    """The Content-Security-Policy of a page whose one inline script has this SHA-256, in Base64."""
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' 'sha256-{script_digest}'",
        "style-src": "'self'",
        "img-src": " ".join(["'self'", *(f"https://{host}" for host in COVER_HOSTS)]),
        "frame-src": " ".join(f"https://{host}" for host in PLAYER_HOSTS),
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _checked(url: str | None, hosts: Collection[str]) -> str | None:
    if not url or len(url) > _LONGEST or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        ordinary = parts.scheme == "https" and parts.port is None and "@" not in parts.netloc
    except ValueError:
        return None
    host = parts.hostname or ""
    named = any(host.endswith(h[1:]) if h.startswith("*.") else host == h for h in hosts)
    return url if ordinary and named else None
