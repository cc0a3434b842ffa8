"""What the tests of the SQLite store let other processes do; spawned, so that nothing is inherited."""

import multiprocessing
import os
from collections.abc import Callable, Iterable
from itertools import count
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from tests.builders import a_claim, a_draft, a_listing, a_recording, a_snapshot

from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.application.errors import StoreError
from tunemeld.domain.snapshot import Draft

SPAWN = multiprocessing.get_context("spawn")
NOBODY = 65_534


def a_chart_of(title: str) -> Draft:
    """A draft whose content the title decides."""
    return a_draft(a_snapshot(a_recording(a_listing(title=title))))


def started(work: Callable[..., None], *arguments: object) -> BaseProcess:
    """A process that does the work."""
    process = SPAWN.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def finished(processes: Iterable[BaseProcess]) -> list[int | None]:
    """Their exit codes, once all have ended."""
    ended = []
    for process in processes:
        process.join(timeout=120)
        ended.append(process.exitcode)
    return ended


def publish(path: Path, start: Barrier, name: str, charts: int) -> None:
    """Publish a number of charts, beginning together with the others."""
    stores = SqliteStores(path)
    start.wait(timeout=60)
    for number in range(charts):
        stores.charts.publish(a_chart_of(f"{name} {number}"))
    stores.close()


def publish_for_ever(path: Path, name: str) -> None:
    """Publish until killed."""
    stores = SqliteStores(path)
    for number in count():
        stores.charts.publish(a_chart_of(f"{name} {number}"))


def claim_in_new_files(folder: Path, start: Barrier, name: str, files: int) -> None:
    """Claim one key in one new file after the other, each together with the others."""
    for number in range(files):
        stores = SqliteStores(folder / f"{number}.db")
        start.wait(timeout=60)
        stores.recordings.claim([a_claim(name, "the key", name)])
        stores.close()


def read_and_write(path: Path, said: "Queue[list[str]]") -> None:
    """Read, then write, as a user who is not the superuser, and tell what each attempt gave."""
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    stores = SqliteStores(path)
    said.put(
        [
            _outcome(lambda: stores.charts.current("country")),
            _outcome(lambda: stores.charts.publish(a_chart_of("B"))),
        ]
    )


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except StoreError as error:
        return str(error)
    return "done"
