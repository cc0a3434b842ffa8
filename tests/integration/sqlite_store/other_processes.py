"""What the tests of the SQLite store let other processes do; spawned, so that nothing is inherited."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Barrier
from pathlib import Path

from tests.builders import A_SATURDAY, a_claim, a_draft, a_listing, a_recording, a_snapshot
from tests.readings import a_batch, a_reading

from tunemeld.adapters.stores.sqlite import SqliteStores, restoring
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


def back_up_for_ever(path: Path, to: Path, made: "Synchronized[int]") -> None:
    """Write one backup over the other, and count them, until killed."""
    stores = SqliteStores(path)
    while True:
        stores.upkeep.back_up(to, replace=True)
        made.value += 1


def restore(path: Path, source: Path) -> None:
    """Bring a backup back."""
    SqliteStores(path).upkeep.restore(source, at=A_SATURDAY)


def restore_and_die_half_way(path: Path, source: Path) -> None:
    """Bring a backup back, and be killed when the first page is replaced and the former content kept."""
    kept = restoring._keep

    def keep_and_die(path: Path, at: datetime) -> Path:
        kept(path, at)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it was killed")

    restoring._keep = keep_and_die
    restore(path, source)


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


def look(path: Path, said: "Queue[list[str]]") -> None:
    """Tell, as a user who is not the superuser, why the store cannot be written."""
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    stores = SqliteStores(path)
    said.put([_outcome(lambda: stores.upkeep.look().unwritable)])


def tell_all(path: Path, said: "Queue[list[str]]") -> None:
    """Read, as a user who is not the superuser, what each store holds, and tell it."""
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    said.put(_all_of(SqliteStores(path)))


def tell_all_without_room(path: Path, said: "Queue[list[str]]") -> None:
    """Read, as a process none of whose files may grow, what each store holds, and tell it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    said.put(_all_of(SqliteStores(path)))


def append_in_files(folder: Path, start: Barrier, name: str, files: int) -> None:
    """Append a reading in one file after the other, each together with the others."""
    for number in range(files):
        stores = SqliteStores(folder / f"{number}.db")
        start.wait(timeout=60)
        stores.readings.append(a_batch(a_reading(name), run_id=name))
        stores.close()


def read_and_write_without_room(path: Path, said: "Queue[list[str]]") -> None:
    """Read, then write, as a process none of whose files may grow, and tell what each attempt gave.

    That is what a full disk is to it, and can be had on every machine.
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    stores = SqliteStores(path)
    said.put(
        [
            _outcome(lambda: f"chart {published(stores)}"),
            _outcome(lambda: stores.charts.publish(a_chart_of("B"))),
        ]
    )


def published(stores: SqliteStores) -> int:
    """How many charts of country were published."""
    current = stores.charts.current("country")
    return current.seq if current else 0


def names_in(folder: Path) -> list[str]:
    """What lies in a folder, sorted."""
    return sorted(each.name for each in folder.iterdir())


def _all_of(stores: SqliteStores) -> list[str]:
    today = A_SATURDAY.date()
    asked: list[Callable[[], object]] = [
        lambda: f"chart {published(stores)}",
        lambda: f"schema {stores.upkeep.look().schema}",
        lambda: f"marks of {list(stores.changes.marks())}",
        lambda: f"readings {stores.readings.series(['r1'], today)}",
        lambda: f"videos {stores.videos.recall(['r1'])}",
        lambda: f"spent {stores.quotas.spent('units', today)}",
        lambda: f"noted {stores.quotas.noted()}",
    ]
    return [_outcome(each) for each in asked]


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        found = attempt()
    except StoreError as error:
        return str(error)
    return found if isinstance(found, str) else "done"
