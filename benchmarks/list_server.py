"""The services of `invented_genres`, each of whose answers comes a while after it was asked for.

A process of its own, which spends next to nothing on an answer: all of them are made and packed beforehand.
`python -m benchmarks.list_server GENRES MILLISECONDS` says its port when it is ready, and `/week/N` has it
answer with the lists of another week from then on.
"""

import asyncio
import gzip
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import parse_qs, urlsplit

import uvloop
from benchmarks.invented_genres import answers, covers, in_bytes

PATHS = {
    "Spotify": ("/spotify23/playlist_tracks/", "/spotify23/playlist/"),
    "AppleMusic": ("/apple-music24/playlist1/", ""),
    "SoundCloud": ("/soundcloud-scraper/v1/playlist/tracks", "/soundcloud-oembed"),
}
"""Where each service answers with a list, and with its header."""
_COVERS = "/itunes/lookup"
_HEADER = -1
_LAST_NUMBER = re.compile(r"(\d+)$")
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_DONE = b"HTTP/1.1 204 No Content\r\n\r\n"
_WEEK = "/week/"

Key = tuple[str, int, int]
"""A path, a genre, and from which place on."""


@dataclass
class Shelf:
    """Everything that can be asked for, as it goes over the wire; `asked` counts what was."""

    genres: int
    asked: int = 0
    packed: Mapping[Key, bytes] = field(default_factory=dict)

    def fill(self, week: int) -> None:
        """Make the lists of a week, in place of those of the one before."""
        self.packed = {
            (PATHS[service][start == _HEADER], genre, start): _packed(in_bytes(body))
            for genre in range(self.genres)
            for service, start, body in answers(genre, week)
        }

    def answer(self, target: str) -> bytes:
        """What is answered at once to that part of a request's first line."""
        self.asked += 1
        parts = urlsplit(target)
        given = parse_qs(parts.query)
        if parts.path == _COVERS:
            return _packed(in_bytes(covers(given["id"][0].split(","))))
        named = next((given[name][0] for name in ("id", "url", "playlist") if name in given), "")
        number = _LAST_NUMBER.search(named)
        is_header = any(parts.path == header for _, header in PATHS.values())
        start = _HEADER if is_header else int(given.get("offset", ["0"])[0])
        return self.packed.get((parts.path, int(number[1]) if number else -1, start), _MISSING)


class Connection(asyncio.Protocol):
    """Answers requests without a body, one after the other, each some seconds after it came."""

    def __init__(self, shelf: Shelf, seconds: float) -> None:
        self._shelf = shelf
        self._seconds = seconds
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        # uvloop's own transports are no subclasses.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer what has come whole."""
        self._came += data
        while b"\r\n\r\n" in self._came:
            head, _, self._came = self._came.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].decode("ascii")
            if target.startswith(_WEEK):
                self._shelf.fill(int(target.removeprefix(_WEEK)))
                self._transport.write(_DONE)
            else:
                self._later(self._shelf.answer(target))

    def _later(self, answer: bytes) -> None:
        asyncio.get_running_loop().call_later(self._seconds, self._transport.write, answer)


def _packed(body: bytes) -> bytes:
    sent = gzip.compress(body, compresslevel=4, mtime=0)
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
    return f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent


async def _serve(genres: int, seconds: float) -> None:
    shelf = Shelf(genres)
    shelf.fill(week=0)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(shelf, seconds), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), int(sys.argv[2]) / 1000))
