"""A client for one upstream, and all that a test may look at."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.adapters.http.retry import RetryPolicy
from tunemeld.adapters.http.session import new_session
from tunemeld.adapters.redaction import Redactor

NOW = datetime(2024, 6, 22, 2, 30, tzinfo=UTC)
KEY = "planted/key+0123456789abcdef"
GOOD = '{"items": ["Déjà vu"]}'


class FixedClock:
    """A fixed instant, and durations as they are."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic()


class KeptCoolDowns:
    """Remembers pauses and how often one was set."""

    def __init__(self) -> None:
        self.pauses: dict[str, datetime] = {}
        self.times_set = 0

    def cooling_until(self, upstream: str) -> datetime | None:
        return self.pauses.get(upstream)

    def cool_down(self, upstream: str, until: datetime) -> None:
        self.times_set += 1
        self.pauses[upstream] = max(until, self.pauses.get(upstream, until))


class Upstream:
    """A client for the upstream `spotify23` and all that a test may look at."""

    def __init__(self, url: str, **changed: Any) -> None:
        self.waits: list[float] = []
        self.cool_downs = KeptCoolDowns()
        self.meter = ThreadCallMeter()
        self.session = new_session(pool_size=4)
        parts: dict[str, Any] = {
            "upstream": "spotify23",
            "base_url": url,
            "headers": {"X-RapidAPI-Key": KEY},
            "credential": "RAPIDAPI_KEY",
            "session": self.session,
            "limiter": RateLimiter(1000, monotonic=time.monotonic, sleep=lambda _: None),
            "retry": RetryPolicy(attempts=3, delay_seconds=5, retry_after_cap_seconds=60),
            "cool_downs": self.cool_downs,
            "meter": self.meter,
            "redactor": Redactor([KEY]),
            "places": Redactor(["proxy.inside.example"]),
            "clock": FixedClock(),
            "timeout_seconds": 0.25,
            "sleep": self.waits.append,
        }
        self.client = UpstreamClient(**parts | changed)

    def get(self, path: str = "/list/", **arguments: Any) -> str:
        return self.client.get(path, **arguments)


Connect = Callable[..., Upstream]


def answering(*responses: Response) -> Callable[[Request], Response]:
    """A handler that gives these responses, and the last one for ever."""
    left = list(responses)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def response(status: int, body: str | bytes | Mapping[str, Any] = "", **headers: str) -> Response:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return Response(text, status, {name.replace("_", "-"): value for name, value in headers.items()})


def serve(server: HTTPServer, *responses: Response) -> str:
    server.expect_request("/list/").respond_with_handler(answering(*responses))
    return server.url_for("")


def calls_seen(server: HTTPServer) -> int:
    return len(server.log)
