"""What three services answer for any number of invented genres, week by week, in their real shapes.

Every genre has a stock of recordings from which each service lists a hundred; neighbours share a tenth of
it, and each week a seventh gives way to newer ones.
"""

import json
import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from benchmarks.invented import tune
from benchmarks.invented_bodies import Listed, on_apple_music, on_soundcloud, on_spotify
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
                yield service, 0, {**_SPOTIFY, "items": [*map(on_spotify, listed)], "total": len(listed)}
                yield service, -1, body_of("spotify", "playlist") | {"name": f"Editors' {genre}"}
            case "AppleMusic":
                places = {str(n): on_apple_music(each) for n, each in enumerate(listed)}
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


def _cover(song: str) -> str:
    code = sha256(song.encode()).hexdigest()
    return (
        f"https://is1-ssl.mzstatic.com/image/thumb/Music/v4/{code[:2]}/{code[2:34]}/cover.jpg/100x100bb.jpg"
    )


def _soundcloud_page(genre: int, week: int, listed: Sequence[Listed], start: int) -> Body:
    following = start + _PAGE
    items = [on_soundcloud(each, week) for each in listed[start:following]]
    tracks = {"nextOffset": following if following < len(listed) else None, "items": items}
    address = f"https://soundcloud.com/editors/sets/{genre:05d}"
    return {**_SOUNDCLOUD, "id": 990_000_000 + genre, "permalinkUrl": address, "tracks": tracks}
