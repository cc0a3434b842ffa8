"""A page in a real browser hears of new charts, also after its server was killed and started anew."""

import os
import signal
from pathlib import Path

from tests.api_server import api_server
from tests.browser import chromium
from tests.page_that_listens import page_that_listens
from tests.proof.command_line import CommandLine
from tests.publisher import publisher_into


def test_a_page_hears_of_each_chart_once_also_after_a_kill_and_a_restart(tmp_path: Path) -> None:
    home = CommandLine(tmp_path, {})
    with publisher_into(home.store) as publisher, chromium() as browser:
        publisher.publish("pop")
        with api_server(tmp_path) as first, page_that_listens(browser, first.url) as page:
            second_chart = publisher.publish("pop")
            assert page.heard(2)["snapshot_id"] == second_chart
            os.killpg(first.process.pid, signal.SIGKILL)
            first.process.wait(30)
            page.hears_nobody()
            publisher.publish("pop")
            with api_server(tmp_path, arguments=("--port", str(first.address[1]))):
                page.heard(3)
                publisher.publish("pop")
                page.heard(4)

            assert page.numbers() == [2, 3, 4]
