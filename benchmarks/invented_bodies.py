"""Entries of invented lists in the services' real shapes.

Ids and addresses are as long, and as hard to compress, as the services' own: what is stored is measured too.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from benchmarks.invented import Tune, spelt
from tests.payloads import Body, body_of

_SPOTIFY = body_of("spotify", "playlist_tracks")["items"][0]
_SOUNDCLOUD = body_of("soundcloud", "playlist_tracks")["tracks"]["items"][0]
_ALBUMS = "https://music.apple.com/us/album"


@dataclass(frozen=True)
class Listed:
    """A recording on a list."""

    number: int
    tune: Tune

    @property
    def isrc(self) -> str:
        """Its code."""
        return f"BVTM{self.number // 100_000:03d}{self.number % 100_000:05d}"

    def text(self, of: str, length: int = 22) -> str:
        """Letters and digits that nobody could foretell, the same every time."""
        return sha256(f"{of} {self.number}".encode()).hexdigest()[:length]


def on_spotify(listed: Listed) -> Body:
    """An item of spotify23."""
    item = _SPOTIFY
    title, names = spelt("Spotify", listed.tune)
    artists = [_reference("artist", listed.text(name)) | {"name": name} for name in names]
    image = listed.text("cover", 24)
    images = [
        {"height": size, "url": f"https://i.scdn.co/image/ab67616d0000{code}{image}", "width": size}
        for size, code in ((640, "b273"), (300, "1e02"), (64, "4851"))
    ]
    album = {**_reference("album", listed.text("album")), "name": title, "images": images, "artists": artists}
    track = {
        **{name: value for name, value in item["track"].items() if name != "linked_from"},
        **_reference("track", listed.text("track")),
        "album": {**item["track"]["album"], **album},
        "artists": artists,
        "duration_ms": listed.tune.milliseconds,
        "external_ids": {"isrc": listed.isrc},
        "name": title,
        "popularity": listed.number % 90,
        "preview_url": f"https://p.scdn.co/mp3-preview/{listed.text('preview', 40)}",
    }
    return {**item, "track": track}


def _reference(kind: str, identifier: str) -> Body:
    address = {"spotify": f"https://open.spotify.com/{kind}/{identifier}"}
    return {"id": identifier, "type": kind, "uri": f"spotify:{kind}:{identifier}", "external_urls": address}


def on_apple_music(listed: Listed) -> Body:
    """A track of apple-music24."""
    title, (artist,) = spelt("AppleMusic", listed.tune)
    minutes, seconds = divmod(listed.tune.milliseconds // 1000, 60)
    words = "-".join(title.casefold().replace("(", "").replace(")", "").replace(".", "").split())
    return {
        "link": f"{_ALBUMS}/{words}/{1_600_000_000 + listed.number}?i={1_700_000_000 + listed.number}",
        "name": title,
        "artist": artist,
        "duration": f"{minutes}m {seconds}s",
    }


def on_soundcloud(listed: Listed, week: int) -> Body:
    """An item of soundcloud-scraper; its plays grow week by week."""
    item: dict[str, Any] = _SOUNDCLOUD
    title, (artist,) = spelt("SoundCloud", listed.tune)
    plays = int(listed.text("plays", 5), 16) + week * 7_919
    return {
        **item,
        "artworkUrl": f"https://i1.sndcdn.com/artworks-{listed.text('artwork', 20)}-0-original.jpg",
        "description": f"Out now: https://ffm.example/{listed.text('link', 40)}",
        "durationMs": listed.tune.milliseconds,
        "id": 800_000_000 + listed.number,
        "permalink": f"https://soundcloud.com/{listed.text('account', 12)}/{listed.text('slug', 20)}",
        "playCount": plays,
        "likeCount": plays // 13,
        "repostCount": plays // 290,
        "publisher": _publisher(item["publisher"], listed, artist),
        "stationPermalink": f"https://soundcloud.com/discover/sets/track-stations:{listed.number}",
        "title": title,
        "user": item["user"] | _account(listed),
        "waveformUrl": f"https://wave.sndcdn.com/{listed.text('wave', 12)}_m.json",
    }


def _publisher(of_file: Body, listed: Listed, artist: str) -> Body:
    label = listed.text("label", 20)
    named = {"artist": artist, "isrc": listed.isrc, "upcOrEan": listed.text("upc", 13)}
    return {**of_file, **named, "pLine": f"\u2117 2026 {label}", "cLine": f"\u00a9 under licence to {label}"}


def _account(listed: Listed) -> Body:
    name, number = listed.text("account", 12), 700_000_000 + listed.number
    return {
        "avatarUrl": f"https://i1.sndcdn.com/avatars-{listed.text('avatar', 24)}-original.jpg",
        "followerCount": listed.number * 7_919 % 400_000,
        "id": number,
        "name": name,
        "permalink": f"https://soundcloud.com/{name}",
        "stationPermalink": f"https://soundcloud.com/discover/sets/artist-stations:{number}",
    }
