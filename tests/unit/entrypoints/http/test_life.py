"""What goes on beside requests goes on also after it has failed, and begins however slow a store is."""

import threading
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


def test_a_worker_does_not_wait_for_a_slow_store_for_ever_and_has_its_charts_once_they_are_read(
    tmp_path: Path,
) -> None:
    home, go_on = Home(tmp_path), threading.Event()
    home.run("pop")
    home.stores.meanwhile["charts"] = lambda: go_on.wait(30)
    served = app_over(home.container(), home.container(), every_seconds=0.002, begins_within_seconds=0.01)

    with AsgiClient(served) as client:
        alive, early = client.get("/health/live"), client.get("/playlist-data/pop")
        go_on.set()
        eventually(lambda: client.get("/playlist-data/pop").status == 200)

    assert (alive.status, early.status, early.headers["retry-after"]) == (200, 503, "5")


def test_a_defect_in_a_first_look_that_is_waited_for_no_more_is_made_up_for_by_the_next(
    tmp_path: Path,
) -> None:
    home, go_on = Home(tmp_path), threading.Event()
    home.run("pop")

    def fail() -> None:
        go_on.wait(30)
        raise ZeroDivisionError

    home.stores.meanwhile["charts"] = fail
    served = app_over(home.container(), home.container(), every_seconds=0.002, begins_within_seconds=0.01)

    with AsgiClient(served) as client:
        go_on.set()
        eventually(lambda: client.get("/playlist-data/pop").status == 200)
