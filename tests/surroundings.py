"""The surroundings of a test: an empty directory and environment, and logs that are left as they were."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from tunemeld.settings import Settings


def clear(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Unset every setting and work in `folder`, where no `.env` is yet."""
    for name in map(str.upper, Settings.model_fields):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)


@contextmanager
def logs_as_before() -> Iterator[None]:
    """Leave logging as it was found, whatever was configured meanwhile."""
    root, ours = logging.getLogger(), logging.getLogger("tunemeld")
    handlers, level, our_level = set(root.handlers), root.level, ours.level
    yield
    for handler in set(root.handlers) - handlers:
        root.removeHandler(handler)
    root.setLevel(level)
    ours.setLevel(our_level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
