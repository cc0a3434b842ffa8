"""What all proofs share: the recorded lists must be there, and figures are printed at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.proof.figures import FIGURE, Tell
from tests.proof.storages import STORAGES, Storage
from tests.shared import requires_shared
from tests.surroundings import clear


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    requires_shared()
    clear(monkeypatch, tmp_path)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Write a line of figures down, for the summary of the whole run."""
    return lambda line: request.node.user_properties.append((FIGURE, line))


@pytest.fixture(params=STORAGES)
def storage(request: pytest.FixtureRequest) -> Iterator[Storage]:
    """An empty storage of each kind."""
    with STORAGES[request.param]() as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of every proof, whether it passed or not."""
    reports = [r for outcome in ("passed", "failed") for r in terminalreporter.getreports(outcome)]
    told = {
        report.nodeid: [text for name, text in report.user_properties if name == FIGURE]
        for report in reports
        if report.when == "call"
    }
    for proof, lines in sorted(told.items()):
        if lines:
            terminalreporter.write_line(proof.rpartition("/")[-1].replace("_", " "), bold=True)
            terminalreporter.write("".join(f"  {line}\n" for line in lines))
