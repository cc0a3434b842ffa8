"""Everything that can be asked of a server, rightly and wrongly, and all that it says to that."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote

from tests.api_server import ApiServer

CHART = "/playlist-data/dance"
PATHS = (
    *("/", "/docs", "/openapi.json", "/genres", "/metrics", "/health", "/health/live", "/health/ready"),
    *(CHART, f"{CHART}?strategy=tiers", f"{CHART}?as_of=2024-06-22", f"{CHART}?as_of=2020-01-01"),
    *(f"{CHART}?format={form}" for form in ("csv", "xspf", "m3u8", "atom")),
    *("/graph-data/dance", "/header-art/dance", "/last-updated/dance", "/search?q=a", "/search?q=echo"),
    *(f"/service-playlist/dance/{service}" for service in ("Spotify", "AppleMusic", "SoundCloud", "Deezer")),
    *("/tracks/QZTM42400001", "/tracks/x", "/runs", "/runs?limit=100", "/runs?limit=0"),
    *("/movers/dance", "/trending/dance", "/movers/dance?strategy=x", "/trending/dance?limit=0"),
    *(f"/tracks/{isrc}/history" for isrc in ("QZTM42400001", "GBAYE0601498", "x")),
    *("/nothing", "/playlist-data/polka", "/playlist-data/rap", f"{CHART}?strategy=best", f"{CHART}?as_of=x"),
    f"{CHART}?{'x' * 3_000}",
)
_LONGEST_SECONDS = 60.0
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Said:
    """What was asked for, and what came: the status, and head and body as one text."""

    asked: str
    status: int
    text: str


def everything(server: ApiServer, token: str) -> list[Said]:
    """All that can be asked for, before and after a run that is ordered with the token, and every refusal."""
    said = [_said(server, "GET", path) for path in PATHS]
    said += [
        _said(server, method, path) for method in ("PUT", "DELETE", "OPTIONS") for path in ("/runs", "/")
    ]
    said += _refused(server, token)
    order = json.dumps({"genre": "dance", "stage": "full"})
    said += [_said(server, "POST", "/runs", order, Authorization=f"Bearer {token}", **_JSON)]
    _wait_for_its_end(server)
    return [*said, *(_said(server, "GET", path) for path in PATHS)]


def hidden_in_requests(server: ApiServer, secrets: Sequence[str]) -> None:
    """Send secrets wherever somebody may put one by mistake: what is answered is the sender's own."""
    for secret in secrets:
        _said(server, "GET", f"/search?q={quote(secret)}")
        _said(server, "GET", f"/playlist-data/{quote(secret, safe='')}")
        _said(server, "GET", CHART, Cookie=f"token={secret}", Referer=f"https://page.example/{secret}")
        _said(server, "GET", CHART, **{"User-Agent": f"client {secret}", "X-Request-ID": secret})
        _said(server, "POST", "/runs", Authorization=f"Basic {secret}")
        _said(server, "POST", "/runs", f'{{"genre": "{secret}"}}', Authorization=f"Bearer {secret}", **_JSON)


def _refused(server: ApiServer, token: str) -> Iterator[Said]:
    right = {"Authorization": f"Bearer {token}"}
    yield _said(server, "POST", "/runs", "{}", **_JSON)
    for wrong in (
        "Bearer wrong-token-0123456789",
        f"Bearer {token}x",
        f"Bearer {token[:-1]}",
        f"Basic {token}",
    ):
        yield _said(server, "POST", "/runs", "{}", Authorization=wrong, **_JSON)
    yield _said(server, "POST", "/runs", "{}", **right)
    for body in ("{", "[]", '{"genre": "polka"}', '{"stage": "all"}', '{"token": 1}', "x" * 20_000):
        yield _said(server, "POST", "/runs", body, **right, **_JSON)
    yield _said(server, "GET", CHART, Host="elsewhere.example")


def _wait_for_its_end(server: ApiServer) -> None:
    """Wait until no run goes on; where that cannot be read there is none."""
    limit = time.monotonic() + _LONGEST_SECONDS
    while '"status":"running"' in _said(server, "GET", "/runs").text:
        assert time.monotonic() < limit, "the run does not end"
        time.sleep(0.05)


def _said(server: ApiServer, method: str, path: str, body: str | None = None, **headers: str) -> Said:
    connection = HTTPConnection(*server.address, timeout=_LONGEST_SECONDS)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = f"{answer.headers}\n{answer.read().decode()}"
    finally:
        connection.close()
    return Said(f"{method} {path[:80]}", answer.status, text)
