"""The folder in which workers count together."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tunemeld.entrypoints.http import counts

_NAME = "PROMETHEUS_MULTIPROC_DIR"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is shared before, nor afterwards."""
    monkeypatch.delenv(_NAME, raising=False)
    yield
    counts.remove()


def test_a_folder_that_is_shared_is_there_until_it_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "_PLACES", (str(tmp_path / "missing"), str(tmp_path)))
    assert not counts.are_shared()

    counts.announce()
    assert (counts.are_shared(), [*tmp_path.iterdir()]) == (True, [])
    counts.share()
    assert [*tmp_path.iterdir()] == [Path(os.environ[_NAME])]
    counts.remove()

    assert (counts.are_shared(), [*tmp_path.iterdir()]) == (False, [])


def test_where_there_is_no_room_it_is_said_how_to_make_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "_PLACES", (str(tmp_path / "missing"),))

    with pytest.raises(counts.NoRoomForCounts, match="name one by TMPDIR"):
        counts.share()
