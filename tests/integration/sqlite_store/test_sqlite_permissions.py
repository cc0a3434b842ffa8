"""What the SQLite store says where its user may not write."""

from collections.abc import Callable, Iterator
from multiprocessing.queues import Queue
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.builders import a_draft
from tests.integration.sqlite_store.other_processes import SPAWN, finished, look, read_and_write, started

from tunemeld.adapters.stores.sqlite import SqliteStores


@pytest.fixture
def folder_of_others() -> Iterator[Path]:
    """A folder that a user who is not the superuser may use as far as its mode says."""
    with TemporaryDirectory(prefix="tunemeld-") as name:
        folder = Path(name) / "store"
        folder.mkdir()
        Path(name).chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o555])
def test_a_folder_that_may_not_be_written_is_named_with_its_remedy(folder_of_others: Path, mode: int) -> None:
    folder_of_others.chmod(mode)

    read, written = _as_another_user(folder_of_others / "tunemeld.db")

    assert read == written
    assert f"The store {folder_of_others}/tunemeld.db cannot be opened: " in read
    assert "may write to it and its folder, or name another file in TUNEMELD_SQLITE_PATH." in read


def test_a_folder_that_may_not_be_made_is_named_with_its_remedy(folder_of_others: Path) -> None:
    folder_of_others.chmod(0o555)

    read, written = _as_another_user(folder_of_others / "new" / "tunemeld.db")

    assert read == written
    assert read == (
        f"The folder of the store {folder_of_others}/new/tunemeld.db cannot be made (Permission denied): "
        "make it, or name another file in TUNEMELD_SQLITE_PATH."
    )


def test_a_file_that_may_not_be_written_can_be_read(folder_of_others: Path) -> None:
    path = folder_of_others / "tunemeld.db"
    stores = SqliteStores(path)
    stores.charts.publish(a_draft())
    stores.close()
    path.chmod(0o444)
    folder_of_others.chmod(0o777)

    read, written = _as_another_user(path)

    assert read == "done"
    assert written == (
        f"The store {path} is read-only: let this user write to it and its folder, "
        "or name another file in TUNEMELD_SQLITE_PATH."
    )


def test_a_file_in_use_that_may_not_be_written_is_not_called_writable(folder_of_others: Path) -> None:
    path = folder_of_others / "tunemeld.db"
    stores = SqliteStores(path)
    stores.charts.publish(a_draft())
    path.chmod(0o444)
    folder_of_others.chmod(0o777)

    (unwritable,) = _as_another_user(path, look)

    stores.close()
    assert f"The store {path} is read-only: let this user write to it" in unwritable


def _as_another_user(
    path: Path, do: Callable[[Path, "Queue[list[str]]"], None] = read_and_write
) -> list[str]:
    said = SPAWN.Queue()
    process = started(do, path, said)
    answers: list[str] = said.get(timeout=60)
    assert finished([process]) == [0]
    return answers
