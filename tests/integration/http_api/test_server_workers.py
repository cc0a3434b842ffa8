"""Two workers of one server: what they count, what they serve, and what happens when one of them ends."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from threading import Event

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from tests.api_server import ApiServer, api_server

GENRES = ("country", "dance", "pop", "rap")
_SOON_SECONDS = 20.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """A server with two workers, over a store that is empty at first."""
    with api_server(tmp_path_factory.mktemp("home"), workers=2) as running:
        running.wait_for(lambda: len(running.workers()) == 2)
        yield running


@contextmanager
def _alone(server: ApiServer, worker: int) -> Iterator[None]:
    """Let only this worker answer."""
    others = [each for each in server.workers() if each != worker]
    for each in others:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in others:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


def _ask(server: ApiServer, path: str) -> int:
    """The status of an answer on a connection of its own."""
    connection = HTTPConnection(*server.address, timeout=30)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    return answer.status


def _is_served(server: ApiServer, path: str) -> bool:
    return _ask(server, path) == 200


def _samples(server: ApiServer) -> list[tuple[str, frozenset[tuple[str, str]], float]]:
    text = requests.get(f"{server.url}/metrics", timeout=30).text
    families = text_string_to_metric_families(text)
    return [(each.name, frozenset(each.labels.items()), each.value) for f in families for each in f.samples]


def _counted(server: ApiServer, route: str) -> tuple[float, float]:
    """How many requests of a route were counted, and how many of them were timed."""
    found = [(name, value) for name, labels, value in _samples(server) if ("route", route) in labels]
    requested, timed = (
        sum(value for name, value in found if name == f"tunemeld_http_{what}")
        for what in ("requests_total", "request_duration_seconds_count")
    )
    return requested, timed


def _has_counted(server: ApiServer, route: str, number: float) -> bool:
    return _counted(server, route) == (number, number)


def _is_counted(server: ApiServer, path: str) -> bool:
    tracks = requests.get(server.url + path, timeout=30).json()["data"][0]["tracks"]
    # YouTube's views are the last that a run counts.
    counts = [track["view_count_data_json"]["Youtube"]["current_count_json"] for track in tracks]
    return any(count["current_view_count"] for count in counts)


def test_a_chart_that_another_process_publishes_is_served_by_every_worker(server: ApiServer) -> None:
    assert _ask(server, "/playlist-data/dance") == 404

    published = server.tunemeld("etl", "run")

    assert published.code == 0
    tags: dict[int, str] = {}
    for worker in server.workers():
        with _alone(server, worker):
            for genre in GENRES:
                is_served = partial(_is_served, server, f"/playlist-data/{genre}")
                server.wait_for(is_served, within=_SOON_SECONDS)
            # What was published is there at once, and what was counted after it a moment later.
            server.wait_for(partial(_is_counted, server, "/playlist-data/dance"), within=_SOON_SECONDS)
            tags[worker] = requests.get(f"{server.url}/playlist-data/dance", timeout=30).headers["ETag"]
    assert len(tags) == 2
    assert len(set(tags.values())) == 1


def test_what_all_workers_counted_is_told_by_each(server: ApiServer) -> None:
    before, _ = _counted(server, "/last-updated/{genre}")
    asked = ["/last-updated/dance", "/last-updated/pop"] * 100

    for worker in server.workers():
        with _alone(server, worker), ThreadPoolExecutor(4) as clients:
            assert set(clients.map(lambda path: _ask(server, path), asked)) == {200}

    expected = before + 2 * len(asked)
    server.wait_for(partial(_has_counted, server, "/last-updated/{genre}", expected))
    for worker in server.workers() * 2:
        with _alone(server, worker):
            assert _has_counted(server, "/last-updated/{genre}", expected)


def test_no_metric_is_told_twice_by_several_workers(server: ApiServer) -> None:
    told = Counter((name, labels) for name, labels, _ in _samples(server))

    assert [each for each, times in told.items() if times > 1] == []
    charts = [dict(labels) for name, labels in told if name == "tunemeld_chart_age_seconds"]
    assert sorted(each["genre"] for each in charts) == sorted(GENRES)
    assert not any("pid" in dict(labels) for _, labels in told)


def test_a_worker_that_is_killed_is_replaced_and_what_it_counted_is_kept(server: ApiServer) -> None:
    killed, other = server.workers()
    with _alone(server, killed):
        assert [_ask(server, "/header-art/dance") for _ in range(50)] == [200] * 50
        server.wait_for(partial(_has_counted, server, "/header-art/{genre}", 50))

    os.kill(killed, signal.SIGKILL)

    server.wait_for(lambda: len(server.workers()) == 2 and killed not in server.workers())
    assert other in server.workers()
    for number, worker in enumerate(server.workers(), start=1):
        with _alone(server, worker):
            assert _ask(server, "/header-art/dance") == 200
        server.wait_for(partial(_has_counted, server, "/header-art/{genre}", 50 + number))


def test_no_request_on_a_new_connection_fails_while_workers_are_replaced(server: ApiServer) -> None:
    stop, troubles, answers = Event(), list[str](), Counter[int]()

    def hammer() -> None:
        while not stop.is_set():
            try:
                answers[_ask(server, "/playlist-data/dance?limit=3")] += 1
            except (OSError, HTTPException) as error:
                troubles.append(repr(error))

    with ThreadPoolExecutor(4) as clients:
        hammering = [clients.submit(hammer) for _ in range(4)]
        try:
            former = set(server.workers())
            server.process.send_signal(signal.SIGHUP)
            server.wait_for(lambda: len(server.workers()) == 2 and not former & set(server.workers()))
        finally:
            stop.set()
    assert [each.exception() for each in hammering] == [None] * 4
    assert troubles == []
    assert answers.keys() == {200}
    assert answers[200] > 100
