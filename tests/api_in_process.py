"""TuneMeld with its API in this process: the sample's lists, stores in memory, a clock wound by hand."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from tests.broken_stores import Unsteady
from tests.clocks import HandClock
from tests.described import CheckedClient, Description
from tests.fakes import RecordingObserver
from tests.surroundings import clear

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.pipeline import Order
from tunemeld.application.ports.runtime import Cache
from tunemeld.application.report import RunReport, Stage
from tunemeld.container import Container
from tunemeld.entrypoints.http.app import app_over
from tunemeld.settings import load_settings

ADMIN_TOKEN = "open-sesame-4711"
PAGE = "https://page.example"
GENRES = ("country", "dance", "pop", "rap")
_EVERY_SECONDS = 0.01
_LONGEST_SECONDS = 30.0
_Found = TypeVar("_Found")


class Home:
    """An installation in `folder`: `run` it, wind its `clock`, let its `stores` go away, `serve` it.

    Serving a second time is a restart. Settings are named in lower case; pages of PAGE may read the API.
    What lies in `stores` already is served too.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: HandClock | None = None,
        cache: Cache | None = None,
        stores: MemoryStores | None = None,
        **settings: object,
    ) -> None:
        self.folder = folder
        self.clock = clock or HandClock()
        self.stores = Unsteady(stores or MemoryStores())
        self.cache = cache or MemoryCache(self.clock)
        with pytest.MonkeyPatch.context() as patch:
            clear(patch, folder)
            given = {"cors_origins": PAGE, "log_level": "WARNING", **settings}
            self.settings = load_settings("testing", **given)

    def run(self, *genres: str) -> RunReport:
        """Carry out a full run over these genres, or all."""
        return self.container().pipeline().run(Order(Stage.FULL, genres or GENRES, threads=2))

    def lose_store(self) -> None:
        """From now on the store answers nothing; emptying `stores.away` brings it back."""
        self.stores.away |= {"changes", *vars(MemoryStores())}

    def container(self) -> Container:
        """What a process that begins is made of."""
        container = Container(settings=self.settings)
        container.clock.override(self.clock)
        container.stores.override(self.stores)
        container.cache.override(self.cache)
        container.observer.override(RecordingObserver())
        return container

    @contextmanager
    def serve(self) -> Iterator[CheckedClient]:
        """A worker that has begun. It looks at the store every few milliseconds, and not each second."""
        served = app_over(self.container(), self.container(), every_seconds=_EVERY_SECONDS)
        description = _described(served.site.papers["/openapi.json"].body)
        with CheckedClient(
            served, description=description, home=self.folder, secrets=[ADMIN_TOKEN]
        ) as client:
            yield client


@cache
def _described(document: bytes) -> Description:
    # Nearly all homes are described alike, and understanding a description takes a while.
    return Description(json.loads(document))


def eventually(look: Callable[[], _Found | None]) -> _Found:
    """What is seen at last. Raises AssertionError where nothing is for half a minute."""
    limit = time.monotonic() + _LONGEST_SECONDS
    while not (found := look()):
        assert time.monotonic() < limit, "it never came"
        time.sleep(0.002)
    return found
