"""Who may ask, and how often: host names, web origins, a rate for each client."""

import re
import socket
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from tunemeld.entrypoints.http.ready import Headers

_EXPOSED = "ETag, Retry-After, X-Request-ID, X-Data-Age, RateLimit, RateLimit-Policy"
_MINUTE = 60
# RFC 9110, 7.2: a name, or an address of version 6 in brackets, and perhaps a port.
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(?::[0-9]*)?")


class Hosts:
    """The names under which this API may be asked; any other is refused, against DNS rebinding.

    Without a list those are the machine's own: its loopback names, its host name, what it is bound to, and
    any address that is no name, since it takes a name to be rebound.
    """

    def __init__(self, allowed: Sequence[str], bound_to: str) -> None:
        own = ("localhost", "127.0.0.1", "::1", socket.gethostname(), bound_to)
        self._allowed = frozenset(map(_named, allowed or own)) - {""}
        self._takes_addresses = not allowed
        self.allows = lru_cache(maxsize=1_024)(self._allows)

    def _allows(self, host: bytes) -> bool:
        written = _HOST.fullmatch(host.decode("latin-1"))
        name = _named(written[1]) if written else ""
        return name in self._allowed or (self._takes_addresses and _is_address(name))


class Origins:
    """The web origins whose pages may read the API (CORS)."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._headers = {origin.encode(): self._of(origin) for origin in allowed}

    def headers(self, origin: bytes, *, is_preflight: bool) -> Headers:
        """What lets a page of that origin read the answer; nothing for others."""
        reading, asking = self._headers.get(origin, ([], []))
        return [*reading, *asking] if is_preflight else reading

    @staticmethod
    def _of(origin: str) -> tuple[Headers, Headers]:
        reading = [
            (b"access-control-allow-origin", origin.encode()),
            (b"access-control-expose-headers", _EXPOSED.encode()),
        ]
        asking = [
            (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
            (
                b"access-control-allow-headers",
                b"Authorization, Content-Type, If-None-Match, Last-Event-ID, X-Request-ID",
            ),
            (b"access-control-max-age", b"86400"),
        ]
        return reading, asking


class Rate:
    """So many requests a minute for each client, counted in this process; headers as in the IETF's draft
    https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers."""

    def __init__(self, a_minute: int) -> None:
        self._item = RateLimitItemPerMinute(a_minute)
        self._windows = FixedWindowRateLimiter(MemoryStorage())
        self._policy = (b"ratelimit-policy", f'"client";q={a_minute};w={_MINUTE}'.encode())

    def admits(self, client: str, now: float) -> tuple[bool, int, Headers]:
        """Whether a client may ask once more, the seconds until it may again, and the headers that tell."""
        admitted = self._windows.hit(self._item, client)
        window = self._windows.get_window_stats(self._item, client)
        wait = max(1, round(window.reset_time - now))
        left = (b"ratelimit", f'"client";r={window.remaining};t={wait}'.encode())
        return admitted, wait, [self._policy, left]


def _named(host: str) -> str:
    """A name or address in one spelling: those of version 6 have many."""
    name = host.lower().removeprefix("[").removesuffix("]").removesuffix(".")
    return ip_address(name).compressed if _is_address(name) else name


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
