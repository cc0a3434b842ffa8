"""What the kind of store costs a run and a reader, beside keeping everything in memory."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from benchmarks.measure import in_ms, interleaved
from tests.mongo_servers import fresh_database, replica_set, standalone

from tunemeld.application.pipeline import Order
from tunemeld.application.report import Stage
from tunemeld.container import Container
from tunemeld.settings import load_settings

_ROUNDS = 9
_GENRES = ("country", "dance", "pop", "rap")


def main() -> None:
    """Print a line for each kind of store."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory()))
        installations = {
            "memory": opened.enter_context(_installed(tunemeld_storage="memory")),
            "SQLite": opened.enter_context(
                _installed(tunemeld_storage="sqlite", tunemeld_sqlite_path=folder / "tunemeld.db")
            ),
            "MongoDB, standalone": opened.enter_context(_on_mongodb(standalone())),
            "MongoDB, replica set": opened.enter_context(_on_mongodb(replica_set())),
        }
        print(f"Stores, median of {_ROUNDS} rounds, taken in turns")
        _tell("a run of four genres, nothing new", {n: partial(_run, i) for n, i in installations.items()})
        _tell("reading a chart", {n: partial(_read, i) for n, i in installations.items()})
    print()


@contextmanager
def _installed(**settings: object) -> Iterator[Container]:
    container = Container(settings=load_settings("testing", tunemeld_source="sample", **settings))
    _run(container)
    yield container
    container.stores().close()


@contextmanager
def _on_mongodb(url: str) -> Iterator[Container]:
    with (
        fresh_database(url) as name,
        _installed(tunemeld_storage="mongo", mongodb_url=url, mongodb_database=name) as installation,
    ):
        yield installation


def _run(installation: Container) -> None:
    installation.pipeline().run(Order(stage=Stage.FULL, genres=_GENRES, threads=1))


def _read(installation: Container) -> None:
    installation.charts().chart("country")


def _tell(what: str, contenders: dict[str, partial[None]]) -> None:
    seconds = interleaved(contenders, rounds=_ROUNDS)
    print(f"  {what}")
    for name, taken in seconds.items():
        print(f"    {name:<21} {in_ms(taken):>8}, {taken / seconds['memory']:.2f} of memory")


if __name__ == "__main__":
    main()
