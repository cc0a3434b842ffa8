"""Clients that are closed after the test, log lines, and no proxy from the developer's environment."""

from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs
from tests.integration.http_client.upstream import Connect, Upstream


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def connect() -> Iterator[Connect]:
    opened: list[Upstream] = []

    def _connect(url: str, **changed: Any) -> Upstream:
        opened.append(Upstream(url, **changed))
        return opened[-1]

    yield _connect
    for upstream in opened:
        upstream.session.close()


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines
