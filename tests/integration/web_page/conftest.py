"""What tests of the page share: the demo, served as its command serves it, and somebody who reads it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from dependency_injector import providers
from playwright.sync_api import Browser
from tests.api_server import ApiServer
from tests.browser import Reader, chromium, reading
from tests.proof.command_line import CommandLine
from tests.surroundings import clear

from tunemeld.container import Container
from tunemeld.entrypoints.cli import rehearsal
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.session import session

NOW = "2024-06-22T09:00:00Z"
_SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
_LOADED = {"country": _SERVICES, "dance": _SERVICES}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """What `tunemeld demo --serve` serves on a Saturday morning: six weeks of two genres of the four."""
    home = tmp_path_factory.mktemp("home")
    command_line = CommandLine(home, {"TUNEMELD_NOW": NOW, "API_WORKERS": "1", "LOG_LEVEL": "WARNING"})
    _load_some(home, rehearsal.demo_file(command_line.store))
    served = ApiServer(command_line, ("-m", "tunemeld", "demo", "--serve", "--port", "0"))
    try:
        served.wait_until_it_serves()
        yield served
    finally:
        served.stop()


def _load_some(home: Path, store: Path) -> None:
    """Load less than the command would, which then finds everything up to date."""
    store.parent.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        clear(patch, home)
        patch.setenv("TUNEMELD_NOW", NOW)
        patch.setattr(rehearsal, "WEEKS", 5)
        patch.setattr(rehearsal, "COUNTED_DAYS", 10)
        invented = {"tunemeld_source": "sample", "tunemeld_storage": "sqlite"}
        with (
            Container.configured.override(providers.Object(_LOADED)),
            session(
                Options(log_level="ERROR"), reads_only=False, tunemeld_sqlite_path=str(store), **invented
            ) as container,
        ):
            container.store_is_durable.override(False)
            rehearsal.load(container)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def somebody(browser: Browser, demo: ApiServer) -> Iterator[Callable[..., Reader]]:
    """Makes readers of the demo, each with a browser profile of its own; none of them may meet trouble."""
    with ExitStack() as stack:
        readers: list[Reader] = []

        def made(**how: Any) -> Reader:
            readers.append(stack.enter_context(reading(browser, demo.url, **how)))
            return readers[-1]

        yield made
        assert [trouble for reader in readers for trouble in reader.troubles] == []
