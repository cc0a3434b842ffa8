"""A server in the place of all upstreams that gives every request back: headers, address and body.

Some proxies and debug pages do that. What it answers otherwise is invented.
"""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.payloads import (
    apple_body,
    apple_track,
    body_of,
    soundcloud_item,
    soundcloud_page,
    spotify_item,
    spotify_page,
)
from tests.proof.planted import ACCESS_TOKEN

FAILURES = ("message", "error", "html", "cut off", "302", "400", "401", "403", "429", "500", "503")
"""The ways in which it can fail, each with the request in what it says."""

_BY_YOUTUBE = "lists, and YouTube "

ANSWERS = (
    *("lists", "lists without lookups"),
    *(f"{_BY_YOUTUBE}{failure}" for failure in ("400", "403", "error", "html", "cut off")),
    *FAILURES,
)
"""What it can be told to answer: lists that hold the request, or one of the failures, or both."""

LOOKED_UP = "QZTM42400009"
"""The ISRC that only a lookup finds."""

VIDEO = "pLainTune_-"
"""The video that plays one of the tunes; its channel is the request."""

_LONELY = "Nobody Else Lists This"
_PLAIN = "A Tune in Plain Words"


@contextmanager
def echoing(answer: str) -> Iterator[str]:
    """The address of a server that answers so, until the context is left."""
    handler = type("Told", (_Handler,), {"told": answer})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def echoing_as_redis() -> Iterator[str]:
    """Host and port of a server that refuses every command of Redis with all that it was sent."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _RefusingRedis)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _RefusingRedis(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while sent := self.request.recv(65_536):
            self.request.sendall(b"-ERR refused: %s\r\n" % b" ".join(sent.split()))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    told: str

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = sent[:500].decode("ascii", "replace").replace("\ufffd", "?")  # a header can hold no more
        request = " ".join([*(f"{name}: {value};" for name, value in self.headers.items()), self.path, body])
        status, text = self._told(request)
        # As PHP writes JSON: with a backslash before each slash.
        self._send(status, text.replace("/", "\\/") if text.startswith("{") else text, request)

    def _told(self, request: str) -> tuple[int, str]:
        is_lookup = self.path.startswith(("/spotify-api", "/itunes"))
        told = "400" if is_lookup and self.told == "lists without lookups" else self.told
        if told.startswith(_BY_YOUTUBE):
            told = told.removeprefix(_BY_YOUTUBE) if self.path.startswith("/youtube") else "lists"
        if told.startswith("lists") or (self.path.endswith("/api/token") and told.isdigit()):
            return 200, json.dumps(_body(self.path, request))
        if told.isdigit():
            return int(told), json.dumps({"message": request, "error": {"message": request}})
        return 200, {
            "message": json.dumps({"message": request}),
            "error": json.dumps({"error": {"message": request}, "error_description": request}),
            "html": f"<html><pre>{request}</pre></html>",
            "cut off": f'{{"items": [{{"track": {{"name": "{request}',
        }[told]

    def _send(self, status: int, text: str, request: str) -> None:
        raw = text.encode()
        self.send_response(status, request[:500])
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Location", f"/elsewhere?{request}")
        self.end_headers()
        self.wfile.write(raw)


def _body(path: str, request: str) -> dict[str, Any]:
    """A good answer in the upstream's shape, with the request in every name."""
    for part, answer in _BODIES.items():
        if part in path:
            return answer(request)
    return body_of("spotify", "oembed") | {"title": request, "description": request}


def _tunes(request: str) -> list[str]:
    """The names of three tunes, which all lists hold."""
    return [f"Tune {number} {request}" for number in range(1, 4)]


def _spotify(request: str) -> dict[str, Any]:
    tunes = enumerate([*_tunes(request), _PLAIN], start=1)
    return spotify_page(_spotify_tune(n, tune) for n, tune in tunes)


def _spotify_tune(number: int, name: str, **fields: Any) -> dict[str, Any]:
    return spotify_item(number, name=name, external_ids={"isrc": f"QZTM424{number:05d}"}, **fields)


def _apple_music(request: str) -> dict[str, Any]:
    return apple_body(apple_track(n, name=tune) for n, tune in enumerate([*_tunes(request), _PLAIN, _LONELY]))


def _soundcloud(request: str) -> dict[str, Any]:
    return soundcloud_page(soundcloud_item(n, title=tune) for n, tune in enumerate(_tunes(request), start=1))


def _header(request: str) -> dict[str, Any]:
    return body_of("spotify", "playlist") | {"name": request, "description": request}


def _token(request: str) -> dict[str, Any]:
    return {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 3600, "scope": request}


def _search(request: str) -> dict[str, Any]:
    """The tune that only one service lists, so that the search finds it; its second artist is the request."""
    listed = apple_track()
    artists = [{"name": listed["artist"], "type": "artist"}, {"name": request, "type": "artist"}]
    found = _spotify_tune(9, _LONELY, artists=artists)["track"]
    return {"tracks": {"items": [found], "total": 1}}


def _covers(request: str) -> dict[str, Any]:
    return {"resultCount": 0, "results": [], "message": request}


def _found_videos(request: str) -> dict[str, Any]:
    title = f"{apple_track()['artist']} - {_PLAIN} (Official Video)"
    found = {"title": title, "channelTitle": request, "description": request}
    return {"items": [{"id": {"kind": "youtube#video", "videoId": VIDEO}, "snippet": found}], "etag": request}


def _seen_videos(request: str) -> dict[str, Any]:
    told = {"statistics": {"viewCount": "1234"}, "contentDetails": {"duration": "PT3M12S"}}
    return {"items": [{"id": VIDEO, **told, "snippet": {"title": request}}], "etag": request}


_BODIES: dict[str, Callable[[str], dict[str, Any]]] = {
    "playlist_tracks": _spotify,
    "playlist1": _apple_music,
    "v1/playlist/tracks": _soundcloud,
    "spotify23/playlist": _header,
    "api/token": _token,
    "v1/search": _search,
    "itunes": _covers,
    "youtube/v3/search": _found_videos,
    "youtube/v3/videos": _seen_videos,
}
