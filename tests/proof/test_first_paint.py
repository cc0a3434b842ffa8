"""How soon a chart is seen: against the same bytes as plain files, in the same browser and minutes."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread

import requests
from playwright.sync_api import Browser
from tests.api_server import api_server
from tests.browser import PHONE, chromium, reading
from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell

PATH = "/genre/dance"
MOST = 1.5
_ROUNDS = 15
NOW = {"TUNEMELD_NOW": "2024-06-22T09:00:00Z"}


def test_a_chart_is_seen_nearly_as_soon_as_a_file_of_the_same_bytes(tmp_path: Path, tell: Tell) -> None:
    command_line = CommandLine(tmp_path, NOW)
    assert command_line("demo").code == 0
    store = str(command_line.store.with_name("tunemeld-demo.db"))
    with (
        api_server(tmp_path, {**NOW, "TUNEMELD_SQLITE_PATH": store, "TUNEMELD_SOURCE": "sample"}) as served,
        as_files(served.url) as files,
        chromium() as browser,
    ):
        ours, plain = [], []
        for _ in range(_ROUNDS):
            ours.append(first_paint(browser, served.url))
            plain.append(first_paint(browser, files))
        size = len(requests.get(f"{served.url}{PATH}", timeout=30, stream=True).raw.read())
    tell(
        f"first contentful paint of {PATH}, {size:,} bytes compressed: {median(ours):.0f} ms, of plain files "
        f"{median(plain):.0f} ms (medians of {_ROUNDS})"
    )
    assert median(ours) <= MOST * median(plain)


def first_paint(browser: Browser, url: str) -> float:
    """Milliseconds from the beginning until something is seen, by somebody who was never here."""
    with reading(browser, url, width=PHONE) as reader:
        reader.opens(PATH)
        painted = reader.page.wait_for_function(
            "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        )
        return float(painted.json_value())


@contextmanager
def as_files(url: str) -> Iterator[str]:
    """A server that has the page and all that it loads in memory, and does nothing else."""
    names = [PATH, *_loaded(requests.get(f"{url}{PATH}", timeout=30).text)]
    answers = {name: requests.get(f"{url}{name}", timeout=30) for name in names}

    class Files(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        bodies = {  # noqa: RUF012 - one handler a request
            name: (answer.headers["Content-Type"], gzip.compress(answer.content, 9))
            for name, answer in answers.items()
        }

        def do_GET(self) -> None:
            media_type, body = self.bodies[self.path]
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody wants to know."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _loaded(page: str) -> list[str]:
    """The addresses of style, script and icon."""
    return [part.partition('"')[0] for part in page.split('="') if part.startswith("/static/")]
