"""A page that listens in a real browser hears of a chart within two seconds, also from a new server."""

import os
import signal
from pathlib import Path

from tests.api_server import ApiServer, api_server
from tests.browser import chromium
from tests.page_that_listens import ListeningPage, page_that_listens
from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell
from tests.publisher import Publisher, publisher_into

_CHARTS = 20
_LONGEST_MS = 2_000


def test_a_page_hears_of_a_chart_within_two_seconds_also_after_kills(tmp_path: Path, tell: Tell) -> None:
    with publisher_into(CommandLine(tmp_path, {}).store) as publisher, chromium() as browser:
        publisher.publish("pop")
        with api_server(tmp_path, workers=2) as server, page_that_listens(browser, server.url) as page:
            before = [_latency(page, publisher, seq) for seq in range(2, 2 + _CHARTS)]
            _kill(server)
            page.hears_nobody()
            port = ("--port", str(server.address[1]))
            with api_server(tmp_path, workers=2, arguments=port) as second:
                # At once, while the page has not come back yet.
                first_after = _latency(page, publisher, 2 + _CHARTS)
                after = [_latency(page, publisher, seq) for seq in range(3 + _CHARTS, 3 + 2 * _CHARTS)]
                _kill(second)
            publisher.publish("pop")
            publisher.publish("pop")
            with api_server(tmp_path, workers=2, arguments=port):
                page.heard(4 + 2 * _CHARTS)
            heard = page.numbers()

    for when, latencies in (("before a kill", before), ("after it", [first_after, *after])):
        tell(
            f"{when}: {len(latencies)} charts, from before their publication until the page heard of them: "
            f"median {sorted(latencies)[len(latencies) // 2]:.0f} ms, longest {max(latencies):.0f} ms"
        )
    tell(f"published as soon as the new server answered, before the page was back: {first_after:.0f} ms")
    assert heard == [*range(2, 5 + 2 * _CHARTS)]
    assert max(*before, first_after, *after) < _LONGEST_MS


def _latency(page: ListeningPage, publisher: Publisher, seq: int) -> float:
    begun = page.now()
    publisher.publish("pop")
    return float(page.heard(seq)["at"]) - begun


def _kill(server: ApiServer) -> None:
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait(30)
