"""Ids and addresses in the services' forms that can't be anybody's, as no service hands out their like."""

import hashlib
import re
import unicodedata
from functools import lru_cache

# Far beyond what Apple and SoundCloud have counted up to.
_FIRST_APPLE_ID = 9_900_000_000
_FIRST_SOUNDCLOUD_ID = 9_900_000_000

VIDEO_ID = re.compile(r"Sample([0-9]{4})[nprtvx]", re.ASCII)
"""The form of an invented video's id, with the recording's number in it."""


def spotify_id(kind: str, name: str) -> str:
    """Twenty-two characters that begin with `Sample`: too large a number for Spotify's 128 bits."""
    return "Sample" + hashlib.sha256(f"spotify/{kind}/{name}".encode()).hexdigest()[:16]


@lru_cache(maxsize=8192)
def spotify_track_id(number: int) -> str:
    """The id of a recording on Spotify."""
    return spotify_id("track", str(number))


def apple_song_id(number: int, *, again: bool) -> int:
    """The id of a recording on Apple Music; another one on its second album."""
    return _FIRST_APPLE_ID + number * 100 + (51 if again else 1)


def soundcloud_id(number: int) -> int:
    """The id of a recording on SoundCloud."""
    return _FIRST_SOUNDCLOUD_ID + number


def video_id(number: int, kind: str) -> str:
    """Eleven characters, as YouTube's ids have: `kind` is one of the letters that none of those ends in.

    They spell 64 bits in Base64, six a character, so the last one stands for four bits and two zeros. `v`,
    the forty-eighth sign of that alphabet, never comes of it, nor do `n`, `p`, `r`, `t` and `x`.
    """
    return f"Sample{number:04d}{kind}"


def slug(text: str, otherwise: str) -> str:
    """A text as addresses carry it; `otherwise` where it has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-") or otherwise


def playlist_address(service: str, genre: str, name: str) -> str:
    """The public address of an invented list."""
    slugged = slug(name, genre)
    return {
        "Spotify": f"https://open.spotify.com/playlist/{spotify_id('playlist', genre)}",
        "AppleMusic": f"https://music.apple.com/us/playlist/{slugged}/pl.sample-{genre}",
        "SoundCloud": f"https://soundcloud.com/tunemeld-sample/sets/{slugged}",
    }[service]
