"""How all tests run: how hard properties are tried, and that continuous integration skips none."""

import os
import sys
from collections.abc import Generator
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

# Some hundred processes begin with our code: read once, it is kept for the next, whatever the shell says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Neither profile looks at the clock: a busy machine fails no test.
_UNHURRIED = (HealthCheck.too_slow,)
settings.register_profile(
    "fast", max_examples=50, derandomize=True, deadline=None, suppress_health_check=_UNHURRIED
)
settings.register_profile(
    "thorough", max_examples=1000, deadline=None, print_blob=True, suppress_health_check=_UNHURRIED
)
settings.load_profile("fast")

_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Hand on what became of a test, a forbidden skip as a failure."""
    return _without_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Hand on what became of reading a file, since a whole file may be skipped too."""
    return _without_skips((yield))


def _without_skips(report: _Report) -> _Report:
    if os.environ.get("TUNEMELD_TEST_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"TUNEMELD_TEST_ALL=1 forbids skipping, and this was skipped: {reason}"
    return report
