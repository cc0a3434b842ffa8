"""An installation inside this process, for proofs that need many runs or a look at the store."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import structlog

from tunemeld.application.pipeline import Order
from tunemeld.application.report import RunReport, Stage
from tunemeld.container import Container
from tunemeld.domain.snapshot import Snapshot
from tunemeld.settings import load_settings


def installed(store: Path, settings: Mapping[str, str]) -> AbstractContextManager[Container]:
    """The container over a SQLite file, as `opened`."""
    return opened({**settings, "TUNEMELD_SQLITE_PATH": str(store)})


@contextmanager
def opened(settings: Mapping[str, str]) -> Iterator[Container]:
    """The container; its log is silent, and all is closed when the context is left."""
    given = {name.lower(): value for name, value in settings.items()}
    container = Container(settings=load_settings("development", **given))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield container
    finally:
        container.stores().close()
        container.session().close()
        structlog.reset_defaults()


def run(container: Container, *genres: str, stage: Stage = Stage.FULL) -> RunReport:
    """Carry out a run, with as many threads as the settings say."""
    threads = container.settings().etl_thread_count
    return container.pipeline().run(Order(stage=stage, genres=genres, threads=threads))


def published(container: Container, genre: str = "dance") -> Snapshot:
    """The current snapshot of a genre."""
    return container.charts().published(genre).snapshot
