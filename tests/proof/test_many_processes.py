"""Many processes that do the same at once leave one chart, as one process would."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.contents import everything
from tests.proof.figures import Tell
from tests.proof.simulated import settings_for, upstreams
from tests.proof.storages import Storage

NOW = "2024-06-22"
AGGREGATE = ("etl", "run", "aggregate", "--genre", "dance")
FULL = ("etl", "run", "full", "--genre", "dance")


@contextmanager
def _settings() -> Iterator[dict[str, str]]:
    with upstreams(NOW) as simulated:
        yield settings_for(simulated.url, NOW)


def _at_once(tunemeld: CommandLine, processes: int, *words: str) -> list[str]:
    """What is wrong with any of so many processes; they start together."""
    started = [tunemeld.start(*words) for _ in range(processes)]
    ended = [(process, *process.communicate(timeout=120)) for process in started]
    return [
        f"exit code {process.returncode}: {err[-500:]}"
        for process, _, err in ended
        if process.returncode or "Traceback" in err or "Error" in err
    ]


def _prepared(
    storage: Storage, settings: dict[str, str], folder: Path, words: tuple[str, ...]
) -> CommandLine:
    """The command line over a storage that has the lists, where they are not fetched by `words`."""
    tunemeld = CommandLine(folder, {**settings, **storage.settings})
    if words == AGGREGATE:
        assert tunemeld("etl", "run", "extract", "--genre", "dance").code == 0
    return tunemeld


@pytest.mark.parametrize(("processes", "words"), [(8, AGGREGATE), (8, FULL), (2, FULL)])
def test_processes_at_once_leave_what_one_leaves(
    storage: Storage, processes: int, words: tuple[str, ...], tmp_path: Path, tell: Tell
) -> None:
    with _settings() as settings:
        wrong = _at_once(_prepared(storage, settings, tmp_path, words), processes, *words)
        left = everything(storage, settings)
        with storage.fresh() as alone:
            assert _prepared(alone, settings, tmp_path, words)(*words).code == 0
            wanted = everything(alone, settings)

    assert wrong == []
    assert [seq for seq, _ in left["publications"]] == [1]
    assert left == wanted
    tell(f"{processes} processes at once, {words[2]}: no error, publication 1, the chart of one process")
