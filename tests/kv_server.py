"""A server that keeps values as Workers KV does, with its limits, for tests that shall need nothing else.

Shapes: https://developers.cloudflare.com/api/resources/kv. Time is a clock's that the test winds.
"""

import json
import re
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from tunemeld.application.ports.runtime import Clock

TOKEN = "planted-kv-token/0123456789+abcdef"
_PLACE = re.compile(r"/client/v4/accounts/an-account/storage/kv/namespaces/a-namespace/(\w+)/?(.*)")


class Told(NamedTuple):
    """An answer that the server gives instead of its own; `body` is the request itself where it is None."""

    status: int
    body: bytes | None = b""
    headers: tuple[tuple[str, str], ...] = ()


class KvServer:
    """One namespace: what is in it, who called, and what a test wants it to answer.

    A key is written once a second at most, and ends in a minute at the earliest; a list shows `page` keys.
    Of values that are written together those are left out that could not be written alone.
    """

    def __init__(self, clock: Clock, *, page: int = 1_000) -> None:
        self.values: dict[str, bytes] = {}
        self.ends_at: dict[str, float] = {}
        self.calls: list[str] = []
        self.told: Told | None = None
        self.url = ""
        self._clock = clock
        self._page = page
        self._lock = threading.Lock()
        self._written_at: dict[str, float] = {}

    def answer(self, method: str, address: str, token: str, body: bytes) -> Told:
        """The answer to one request."""
        with self._lock:
            self.calls.append(f"{method} {address}")
            if self.told:
                return self.told
            place = _PLACE.fullmatch(urlsplit(address).path)
            if token != f"Bearer {TOKEN}":
                return _envelope(401, 10000)
            if not place:
                return _envelope(404, 7003)
            self._forget_what_has_ended()
            asked = {name: texts[-1] for name, texts in parse_qs(urlsplit(address).query).items()}
            return self._done(method, place[1], unquote(place[2]), asked, body)

    def _done(self, method: str, what: str, key: str, asked: dict[str, str], body: bytes) -> Told:
        match method, what, key:
            case "GET", "values", _:
                return Told(200, self.values[key]) if key in self.values else _envelope(404, 10009)
            case "PUT" | "DELETE", "values", _:
                return self._written(method, key, asked, body)
            case "GET", "keys", "":
                return self._listed(asked)
            case "PUT", "bulk", "":
                return self._written_together(json.loads(body))
            case "POST", "bulk", "delete":
                for name in json.loads(body):
                    self.values.pop(name, None)
                return _envelope(200, result={"successful_key_count": 0, "unsuccessful_keys": []})
        return _envelope(405, 10405)

    def _written(self, method: str, key: str, asked: dict[str, str], body: bytes) -> Told:
        now = self._clock.monotonic()
        ttl = int(asked.get("expiration_ttl", 60))
        if key in {"", ".", ".."} or len(key.encode()) > 512:
            return _envelope(414, 10030)
        if ttl < 60:
            return _envelope(400, 10033)
        if now - self._written_at.get(key, -1) < 1:
            return _envelope(429, 10429)
        self._written_at[key] = now
        self.ends_at.pop(key, None)
        if method == "DELETE":
            self.values.pop(key, None)
            return _envelope(200)
        self.values[key] = body
        if "expiration_ttl" in asked:
            self.ends_at[key] = now + ttl
        return _envelope(200)

    def _written_together(self, pairs: list[dict[str, Any]]) -> Told:
        if len(pairs) > 10_000:
            return _envelope(400, 10012)
        left = []
        for pair in pairs:
            ending = {name: str(pair[name]) for name in ("expiration_ttl",) if name in pair}
            value = b64decode(pair["value"]) if pair.get("base64") else pair["value"].encode()
            if self._written("PUT", pair["key"], ending, value).status != 200:
                left.append(pair["key"])
        result = {"successful_key_count": len(pairs) - len(left), "unsuccessful_keys": left}
        return _envelope(200, result=result)

    def _listed(self, asked: dict[str, str]) -> Told:
        names = sorted(name for name in self.values if name.startswith(asked.get("prefix", "")))
        start = int(asked.get("cursor", 0))
        end = start + self._page
        info = {"count": len(names[start:end]), "cursor": str(end) if end < len(names) else ""}
        return _envelope(200, result=[{"name": name} for name in names[start:end]], result_info=info)

    def _forget_what_has_ended(self) -> None:
        for key in [key for key, end in self.ends_at.items() if end <= self._clock.monotonic()]:
            del self.values[key], self.ends_at[key]


def _envelope(status: int, code: int | None = None, *, result: object = None, **more: object) -> Told:
    errors = [{"code": code, "message": "as told"}] if code else []
    parts = {"success": not errors, "errors": errors, "messages": [], "result": result, **more}
    return Told(status, json.dumps(parts).encode(), (("Content-Type", "application/json"),))


@contextmanager
def kv_server(clock: Clock, *, page: int = 1_000) -> Iterator[KvServer]:
    """An empty namespace on loopback, until the context is left."""
    namespace = KvServer(clock, page=page)
    handler = type("Handler", (_Handler,), {"namespace": namespace})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    namespace.url = f"http://127.0.0.1:{server.server_address[1]}/client/v4"
    try:
        yield namespace
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together: else each answer waits 40 ms for an acknowledgement
    disable_nagle_algorithm = True
    namespace: KvServer

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = self.namespace.answer(self.command, self.path, self.headers.get("Authorization", ""), body)
        sent = f"{self.path} {self.headers}".encode() if told.body is None else told.body
        self.send_response(told.status)
        for name, value in (*told.headers, ("Content-Length", str(len(sent)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - the names that http.server calls

    def log_message(self, *_: object) -> None:
        pass
