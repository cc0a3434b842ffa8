"""Listeners, and servers in processes of their own: what is heard, also after a restart, and how it ends."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.api_server import ApiServer, api_server
from tests.ears import FarEar
from tests.proof.command_line import CommandLine
from tests.publisher import Publisher, publisher_into

_SOON_SECONDS = 12.0  # less than a request is waited for that is under way


@pytest.fixture
def home(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path, {"LOG_LEVEL": "INFO"})


@pytest.fixture
def publisher(home: CommandLine) -> Iterator[Publisher]:
    with publisher_into(home.store) as publisher:
        publisher.publish("pop")
        yield publisher


@pytest.fixture
def server(home: CommandLine, publisher: Publisher) -> Iterator[ApiServer]:
    with api_server(home.folder, workers=2) as running:
        yield running


@pytest.fixture
def ears() -> Iterator[Callable[..., FarEar]]:
    """Makes listeners, who hang up at the end."""
    with ExitStack() as stack:

        def made(*given: str | ApiServer, **how: str) -> FarEar:
            ear = FarEar(*given, **how)  # type: ignore[arg-type]
            stack.callback(ear.go)
            return ear

        yield made


def test_a_listener_hears_of_a_chart_that_another_process_publishes(
    server: ApiServer, publisher: Publisher, ears: Callable[..., FarEar]
) -> None:
    ear = ears(server, "/events?genre=pop")
    publisher.publish("country")
    snapshot_id = publisher.publish("pop")

    heard = ear.event()

    assert ear.opening.fields == {"retry": "1000", "id": "pop.1"}
    assert (heard.id, heard.data["snapshot_id"]) == ("pop.2", snapshot_id)


def test_after_a_kill_and_a_restart_listeners_go_on_where_they_were(
    home: CommandLine, publisher: Publisher, ears: Callable[..., FarEar]
) -> None:
    ids = []
    with api_server(home.folder) as first:
        told, untold = ears(first), ears(first)
        publisher.publish("pop")
        ids = [told.event().id, untold.opening.id]
        os.killpg(first.process.pid, signal.SIGKILL)
        first.process.wait(30)
    publisher.publish("pop")
    publisher.publish("pop")

    with api_server(home.folder, workers=2) as second:
        missed = [ears(second, "/events?limit=2", last_event_id=ids[0]).rest()]
        missed.append(ears(second, "/events?limit=3", last_event_id=ids[1]).rest())

    assert [[each.what for each in heard] for heard in missed] == [
        [("pop", 3), ("pop", 4)],
        [("pop", 2), ("pop", 3), ("pop", 4)],
    ]


def test_a_server_that_is_told_to_end_waits_for_no_listener(
    server: ApiServer, ears: Callable[..., FarEar]
) -> None:
    listeners = [ears(server) for _ in range(20)]

    assert server.stop(within=_SOON_SECONDS) == 0

    assert [ear.rest() for ear in listeners] == 20 * [[]]
    assert "Traceback" not in server.log()
    assert server.log().count("/events") == 20


def test_workers_that_are_replaced_send_their_listeners_to_those_who_follow(
    server: ApiServer, publisher: Publisher, ears: Callable[..., FarEar]
) -> None:
    before, listeners = set(server.workers()), [ears(server) for _ in range(10)]

    server.process.send_signal(signal.SIGHUP)
    ended = [ear.rest() for ear in listeners]
    server.wait_for(lambda: not before & {*server.workers()}, within=_SOON_SECONDS)

    publisher.publish("pop")
    assert ended == 10 * [[]]
    for ear in listeners:
        assert ears(server, last_event_id=ear.opening.id).event().what == ("pop", 2)
    assert "Traceback" not in server.log()
