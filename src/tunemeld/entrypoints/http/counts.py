"""The folder in which the workers of one server add up what they count.

prometheus_client takes its name from the environment, and only when it is first imported.
"""

import os
import shutil
import tempfile

_NAME = "PROMETHEUS_MULTIPROC_DIR"


def share() -> None:
    """Make the folder, before there are workers, who inherit its name."""
    os.environ[_NAME] = tempfile.mkdtemp(prefix="tunemeld-counts-")


def are_shared() -> bool:
    """Whether this process is one of several workers."""
    return _NAME in os.environ


def remove() -> None:
    """Remove the folder, after the last worker."""
    if folder := os.environ.pop(_NAME, ""):
        shutil.rmtree(folder, ignore_errors=True)
