"""The gate: what every request passes before Falcon, and every answer on its way out.

What lies ready on the shelf is handed out here, without Falcon: a lookup, a choice of encoding, two
messages. The rest of this file is what both ways have in common.
"""

import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, TypeAlias

import structlog

from tunemeld.entrypoints.http.access_log import Access
from tunemeld.entrypoints.http.ready import SECURITY as SECURITY_HEADERS
from tunemeld.entrypoints.http.ready import Headers, Ready, matches
from tunemeld.entrypoints.http.refusals import refusal
from tunemeld.entrypoints.http.responder import ROUTE, STREAM, key_of
from tunemeld.entrypoints.http.site import Site
from tunemeld.entrypoints.http.wanted import Wanted, accepts_gzip, prefers_page

Scope: TypeAlias = dict[str, Any]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
App: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]

LONGEST_PATH = 2_048
# Nothing was answered, since the client has hung up; by nginx's custom.
GONE = 499
_READING = frozenset({"GET", "HEAD"})
# Clients may send any word as a method, and each would be a metric of its own.
_METHODS = frozenset({*_READING, "OPTIONS", "POST"})
# Asked by name-less probes, and never refused for the sake of order.
_FOR_PROBES = frozenset({"/health/live", "/health/ready"})
_SECURITY = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS]
_log = structlog.get_logger()


class Gate:
    """An ASGI application in front of another one; `site` is what both work with."""

    def __init__(self, app: App, site: Site) -> None:
        self._app = app
        self.site = site
        self._shelf = site.shelf
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "websocket":  # there are none here: the handshake is refused with 403
            await send({"type": "websocket.close"})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        wanted = Wanted(scope["headers"])
        method: str = scope["method"]
        extra: Headers = [
            (b"x-request-id", wanted.request_id or b"%s-%x" % (self.site.worker, next(self._numbers)))
        ]
        if wanted.origin:
            extra += self.site.origins.headers(wanted.origin, is_preflight=method == "OPTIONS")
        if self.site.age_header:
            extra.append(self.site.age_header)
        path: str = scope["path"]
        if path == "/" and method in _READING and prefers_page(wanted.accept):
            scope = {**scope, "path": self.site.front_page}
        refused = self._refused(scope, wanted, extra)
        found = self._shelf.find(key_of(scope)) if refused is None and method in _READING else None
        if ready := refused or found:
            route = ready.route
            status, headers, body = _chosen(ready, wanted, method)
            await send({"type": "http.response.start", "status": status, "headers": [*headers, *extra]})
            await send({"type": "http.response.body", "body": body})
        else:
            route, status = await self._hand_on(scope, receive, send, extra)
        seconds = time.perf_counter() - started
        counted = method if method in _METHODS else "other"
        self.site.traffic.count(route, counted, status, seconds, was_ready=found is not None)
        if stream := scope.get(STREAM):  # how long somebody listens says nothing of how fast we answer
            await stream.run(receive, send)
            seconds = time.perf_counter() - started
        if self.site.access_log is not None:
            self.site.access_log.note(
                Access(
                    timestamp=time.time(),
                    method=method,
                    path=path,
                    status=status,
                    seconds=seconds,
                    client=_client(scope),
                    user_agent=wanted.user_agent.decode("latin-1")[:200],
                    request_id=extra[0][1].decode(),
                )
            )

    def end_streams(self) -> None:
        """Send those away who listen, since the process is about to end."""
        self.site.audience.end()

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send, extra: Headers) -> tuple[str, int]:
        status = GONE

        async def sending(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = {name for name, _ in message["headers"]}
                secure = [each for each in _SECURITY if each[0] not in given]
                message["headers"] = [*message["headers"], *secure, *extra]
            elif STREAM in scope:  # which sends the body itself
                return
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=extra[0][1].decode()):
            await self._app(scope, receive, sending)
        return scope.get(ROUTE, "unmatched"), status

    def _refused(self, scope: Scope, wanted: Wanted, extra: Headers) -> Ready | None:
        """Why a request is not looked at; None where it is."""
        if not scope["query_string"].isascii():  # Falcon could not even read it
            return refusal(400, "the query holds bytes that are not ASCII: percent-encode them")
        if scope["path"] in _FOR_PROBES:
            return None
        if not self.site.hosts.allows(wanted.host):
            named = repr(wanted.host.decode("latin-1")[:255])
            return refusal(421, f"this API does not go by the host name {named}: add it to ALLOWED_HOSTS")
        if len(scope["path"]) > LONGEST_PATH:
            return refusal(414, f"the path is longer than {LONGEST_PATH} characters: shorten it")
        # A page whose preflight is refused hears of no reason.
        if self.site.rate is not None and scope["method"] != "OPTIONS":
            admitted, wait, told = self.site.rate.admits(_client(scope), time.time())
            extra += told
            if not admitted:
                message = f"too many requests from this address: try again in {wait} seconds"
                return refusal(429, message, headers=[("Retry-After", str(wait))])
        return None


def _chosen(ready: Ready, wanted: Wanted, method: str) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    """Status, headers and body of a ready answer for whoever asks."""
    variant = ready.chosen(gzip_accepted=accepts_gzip(wanted.accept_encoding))
    if wanted.if_none_match and ready.status == 200 and matches(wanted.if_none_match, variant.etag):
        return 304, variant.unchanged, b""
    return ready.status, variant.headers, b"" if method == "HEAD" else variant.body


def _client(scope: Scope) -> str:
    return (scope.get("client") or ("unknown",))[0]
