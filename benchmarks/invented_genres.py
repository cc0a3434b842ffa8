"""What three services answer for any number of invented genres, week by week, in their real shapes.

Every genre has a stock of recordings from which each service lists a hundred; neighbours share a tenth of
it, and each week a seventh gives way to newer ones. Ids and addresses are as long, and as hard to compress,
as the services' own, for what is stored is measured too.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from benchmarks.invented import Tune, spelt, tune
from tests.payloads import Body, body_of

SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
_LENGTH = 100
_STOCK = 400
_OWN = 360
_NEW_A_WEEK = 60
_PAGE = 50  # of SoundCloud

_SPOTIFY = body_of("spotify", "playlist_tracks")
_APPLE = body_of("apple_music", "playlist")["album_details"]
_SOUNDCLOUD = body_of("soundcloud", "playlist_tracks")
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


def genre_name(number: int) -> str:
    """What the genre with that number is called."""
    return f"genre-{number:05d}"


def playlists_file(genres: int) -> str:
    """The file that names the lists of the first so many genres."""
    return "\n".join(_tables(number) for number in range(genres))


def answers(genre: int, week: int) -> Iterator[tuple[str, int, Body]]:
    """All that is answered for a genre: of which service, from which place on (-1: the header), the body."""
    for service in SERVICES:
        listed = _listed(service, genre, week)
        match service:
            case "Spotify":
                yield service, 0, {**_SPOTIFY, "items": [*map(_spotify, listed)], "total": len(listed)}
                yield service, -1, body_of("spotify", "playlist") | {"name": f"Editors' {genre}"}
            case "AppleMusic":
                places = {str(n): _apple(each) for n, each in enumerate(listed)}
                metadata = {name: value for name, value in _APPLE.items() if not name.isdigit()}
                yield service, 0, {"album_details": {**metadata, "count": len(listed), **places}}
            case _:
                for start in range(0, len(listed), _PAGE):
                    yield service, start, _soundcloud_page(genre, week, listed, start)
                yield service, -1, body_of("soundcloud", "oembed") | {"title": f"Set {genre}"}


def covers(songs: Sequence[str]) -> Body:
    """What iTunes answers for Apple's songs: a cover each."""
    found = [{"trackId": int(song), "artworkUrl100": _cover(song)} for song in songs]
    return {"resultCount": len(found), "results": found}


def in_bytes(body: Body) -> bytes:
    """A body as it is sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _tables(number: int) -> str:
    name = genre_name(number)
    return (
        f'[{name}.Spotify]\nid = "{number:022d}"\n'
        f'[{name}.AppleMusic]\nurl = "https://music.apple.com/us/playlist/all/pl.{number:05d}"\n'
        f'name = "All {number}"\n'
        f'[{name}.SoundCloud]\nurl = "https://soundcloud.com/editors/sets/{number:05d}"\n'
    )


def _listed(service: str, genre: int, week: int) -> list[Listed]:
    """The hundred of a week's stock that the service likes best."""
    first = _OWN * genre + _NEW_A_WEEK * week
    liked = sorted(range(first, first + _STOCK), key=lambda n: sha256(f"{service} {n}".encode()).digest())
    return [_recording(n) for n in liked[:_LENGTH]]


@lru_cache(maxsize=10_000)
def _recording(number: int) -> Listed:
    return Listed(number, tune(number, random.Random(number)))  # noqa: S311


def _spotify(listed: Listed) -> Body:
    item = _SPOTIFY["items"][0]
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


def _apple(listed: Listed) -> Body:
    title, (artist,) = spelt("AppleMusic", listed.tune)
    minutes, seconds = divmod(listed.tune.milliseconds // 1000, 60)
    words = "-".join(title.casefold().replace("(", "").replace(")", "").replace(".", "").split())
    return {
        "link": f"{_ALBUMS}/{words}/{1_600_000_000 + listed.number}?i={1_700_000_000 + listed.number}",
        "name": title,
        "artist": artist,
        "duration": f"{minutes}m {seconds}s",
    }


def _cover(song: str) -> str:
    code = sha256(song.encode()).hexdigest()
    return (
        f"https://is1-ssl.mzstatic.com/image/thumb/Music/v4/{code[:2]}/{code[2:34]}/cover.jpg/100x100bb.jpg"
    )


def _soundcloud_page(genre: int, week: int, listed: Sequence[Listed], start: int) -> Body:
    following = start + _PAGE
    items = [_soundcloud(each, week) for each in listed[start:following]]
    tracks = {"nextOffset": following if following < len(listed) else None, "items": items}
    address = f"https://soundcloud.com/editors/sets/{genre:05d}"
    return {**_SOUNDCLOUD, "id": 990_000_000 + genre, "permalinkUrl": address, "tracks": tracks}


def _soundcloud(listed: Listed, week: int) -> Body:
    item: dict[str, Any] = _SOUNDCLOUD["tracks"]["items"][0]
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
