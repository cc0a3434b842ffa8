"""An empty working directory and environment, so that settings are what a test says."""

import os
from pathlib import Path

import pytest

from tunemeld.settings import Settings


def clear(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Unset every setting and work in `folder`, where no `.env` is yet."""
    for name in map(str.upper, Settings.model_fields):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
