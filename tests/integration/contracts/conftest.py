"""One fixture for each family of ports, over all its adapters."""

from collections.abc import Iterator
from pathlib import Path

import pymongo.common
import pytest
from tests.clocks import HandClock
from tests.integration.contracts.adapters import CACHES, STORES, UNUSABLE_STORES, Stores

from tunemeld.application.ports.runtime import Cache


@pytest.fixture(params=STORES)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Empty stores."""
    opened = STORES[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=UNUSABLE_STORES)
def unusable_stores(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stores]:
    """Stores that cannot be reached."""
    # However little patience it is given, pymongo sees only after so many seconds that it is at an end.
    monkeypatch.setattr(pymongo.common, "MIN_HEARTBEAT_INTERVAL", 0.01)
    opened = UNUSABLE_STORES[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=CACHES)
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    """An empty cache."""
    with CACHES[request.param](HandClock()) as opened:
        yield opened
