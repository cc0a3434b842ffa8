"""The heartbeat against servers on loopback: which runs are told, and a watchdog that is troubled itself."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs
from tests.builders import A_SATURDAY
from tests.clocks import HandClock
from tests.integration.http_client.raw_server import (
    Behaviour,
    dripping,
    raw_server,
    resetting,
    sending,
    silent,
)
from werkzeug import Response

from tunemeld.adapters.heartbeat import Heartbeat
from tunemeld.adapters.http.session import new_session
from tunemeld.application.errors import UpstreamError, UpstreamRejected, UpstreamUnavailable
from tunemeld.application.events import RunFinished
from tunemeld.application.report import RunStatus, Stage
from tunemeld.container import Container
from tunemeld.settings import load_settings

SECRET = "/ping/5ecret-path"

NewHeartbeat = Callable[[str], Heartbeat]


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def heartbeat_of() -> Iterator[NewHeartbeat]:
    with new_session(pool_size=1) as session:
        yield lambda url: Heartbeat(url, session, HandClock(A_SATURDAY), timeout_seconds=0.25)


def ended(status: RunStatus = RunStatus.DONE, **changed: Any) -> RunFinished:
    """A run that has just ended."""
    told = {
        "stream": "runs",
        "seq": 1,
        "at": A_SATURDAY,
        "run_id": "run-1",
        "stage": Stage.FULL,
        "status": status,
        "source": "rapidapi",
        "genres": ("country",),
        "published": (),
    }
    return RunFinished.model_validate(told | changed)


@pytest.mark.parametrize(
    ("events", "asked"),
    [
        pytest.param([ended()], 1, id="done"),
        pytest.param([ended(stage=Stage.VIEW_COUNT)], 1, id="counted"),
        pytest.param([ended(RunStatus.PARTIAL, published=("country",))], 1, id="partial and published"),
        pytest.param([ended(RunStatus.PARTIAL)], 0, id="partial and nothing new"),
        pytest.param([ended(RunStatus.FAILED)], 0, id="failed"),
        pytest.param([ended(RunStatus.INTERRUPTED)], 0, id="interrupted"),
        pytest.param([ended(RunStatus.FAILED), ended(seq=2), ended(seq=3)], 1, id="several at once"),
        pytest.param(
            [ended(run_id="run-1/pop/extract"), ended(RunStatus.FAILED, seq=2)], 0, id="parts of a failed run"
        ),
        pytest.param([ended(at=A_SATURDAY - timedelta(hours=2))], 0, id="told again much later"),
        pytest.param([ended(at=A_SATURDAY - timedelta(minutes=50))], 1, id="told again soon"),
    ],
)
def test_the_watchdog_is_asked_once_where_a_run_that_ended_lately_was_good(
    httpserver: HTTPServer, heartbeat_of: NewHeartbeat, events: list[RunFinished], asked: int
) -> None:
    httpserver.expect_request(SECRET, method="GET", query_string="from=us").respond_with_data("OK")

    heartbeat_of(httpserver.url_for(f"{SECRET}?from=us")).handle(events)

    assert [answer.status_code for _, answer in httpserver.log] == [200] * asked


def test_a_watchdog_that_stumbles_is_asked_once_more(
    httpserver: HTTPServer, heartbeat_of: NewHeartbeat
) -> None:
    httpserver.expect_ordered_request(SECRET).respond_with_data("", 503)
    httpserver.expect_ordered_request(SECRET).respond_with_data("OK")

    heartbeat_of(httpserver.url_for(SECRET)).handle([ended()])

    assert len(httpserver.log) == 2


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        (500, UpstreamUnavailable, "answered 500"),
        (429, UpstreamUnavailable, "answered 429"),
        (404, UpstreamRejected, "answered 404; correct it"),
        (302, UpstreamRejected, "answered 302; correct it"),
    ],
)
def test_a_refusal_is_told_by_its_status_and_a_redirect_is_not_followed(
    httpserver: HTTPServer,
    heartbeat_of: NewHeartbeat,
    status: int,
    error: type[UpstreamError],
    told: str,
) -> None:
    elsewhere = Response("", status, {"Location": httpserver.url_for("/elsewhere")})
    httpserver.expect_request(SECRET).respond_with_response(elsewhere)
    httpserver.expect_request("/elsewhere").respond_with_data("OK")

    with pytest.raises(error) as raised:
        heartbeat_of(httpserver.url_for(SECRET)).handle([ended()])

    assert str(raised.value) == f"the address that HEARTBEAT_URL names {told}"
    asked = 2 if error is UpstreamUnavailable else 1
    assert [request.path for request, _ in httpserver.log] == [SECRET] * asked


@pytest.mark.parametrize(
    ("behave", "told"),
    [
        (silent, "did not answer within 0.25 seconds"),
        (resetting, "could not be reached, or hung up"),
        (sending(b"220 no HTTP at all\r\n\r\n"), "could not be reached, or hung up"),
    ],
    ids=["silent", "resetting", "another protocol"],
)
def test_a_watchdog_that_does_not_answer_is_given_up_after_two_attempts(
    heartbeat_of: NewHeartbeat, behave: Behaviour, told: str
) -> None:
    with raw_server(behave) as server:
        with capture_logs() as lines, pytest.raises(UpstreamUnavailable) as raised:
            heartbeat_of(f"{server.url}{SECRET}").handle([ended()])

        assert len(server.requests) == 2
    assert told in str(raised.value)
    assert "5ecret" not in f"{raised.value!r} {raised.value.__cause__!r} {lines}"


def test_a_watchdog_behind_a_closed_port_is_told_by_its_setting(heartbeat_of: NewHeartbeat) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(UpstreamUnavailable) as raised:
        heartbeat_of(f"http://127.0.0.1:{port}{SECRET}").handle([ended()])

    assert str(raised.value) == (
        "the address that HEARTBEAT_URL names could not be reached, or hung up (Connection refused)"
    )


def test_a_body_that_never_ends_is_not_waited_for(heartbeat_of: NewHeartbeat) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
    with raw_server(dripping(head, drop=b".", every=0.05)) as server:
        heartbeat_of(f"{server.url}{SECRET}").handle([ended()])

        assert len(server.requests) == 1


def test_what_is_logged_of_a_heartbeat_holds_no_address(
    httpserver: HTTPServer, heartbeat_of: NewHeartbeat
) -> None:
    httpserver.expect_request(SECRET).respond_with_data("OK")

    with capture_logs() as lines:
        heartbeat_of(httpserver.url_for(SECRET)).handle([ended()])

    assert lines == [{"event": "heartbeat.asked", "log_level": "info", "status": 200}]


def test_there_is_a_heartbeat_only_where_an_address_is_set() -> None:
    url = f"https://watch.example{SECRET}"

    assert Container(settings=load_settings("testing")).heartbeat() is None
    assert isinstance(Container(settings=load_settings("testing", heartbeat_url=url)).heartbeat(), Heartbeat)
