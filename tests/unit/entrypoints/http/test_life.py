"""What goes on beside a worker's requests goes on also after it has failed."""

from pathlib import Path

from tests.api_in_process import Home, eventually
from tests.asgi_client import AsgiClient

from tunemeld.entrypoints.http.access_log import AccessLog
from tunemeld.entrypoints.http.app import app_over


class _Unsteady(AccessLog):
    """A log that fails in each turn but the third."""

    def __init__(self) -> None:
        super().__init__("json")
        self.turns = 0

    def write(self) -> None:
        self.turns += 1
        if self.turns != 3:
            raise OSError("too many open files")


def test_a_turn_that_fails_ends_neither_the_next_one_nor_the_worker(tmp_path: Path) -> None:
    home, log = Home(tmp_path), _Unsteady()
    served = app_over(home.container(), home.container(), every_seconds=0.002)
    served.site.access_log = log

    with AsgiClient(served) as client:
        eventually(lambda: log.turns > 4)
        home.lose_store()
        home.clock.put_forward(60)
        age = eventually(lambda: client.get("/genres").headers.get("x-data-age"))

    assert float(age) >= 60
