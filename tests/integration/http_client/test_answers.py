"""What is sent upstream, and what comes back when all is well or final."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.integration.http_client.raw_server import (
    raw_server,
    sending,
)
from tests.integration.http_client.upstream import (
    GOOD,
    KEY,
    Connect,
    calls_seen,
    response,
    serve,
)
from werkzeug import Response

from tunemeld import __version__
from tunemeld.adapters.http.payload import json_object
from tunemeld.application.errors import (
    BadPayload,
    UpstreamRejected,
)


def test_the_text_of_a_good_answer_is_returned(httpserver: HTTPServer, connect: Connect) -> None:
    assert connect(serve(httpserver, response(200, GOOD))).get() == GOOD


def test_keys_travel_in_headers_and_parameters_are_encoded_once(
    httpserver: HTTPServer, connect: Connect
) -> None:
    url = serve(httpserver, response(200, GOOD))

    connect(url).get(params={"url": "https://music.example/a?b=1&c=é", "limit": 100}, headers={"X-More": "1"})

    request, _ = httpserver.log[0]
    assert request.args.to_dict() == {"url": "https://music.example/a?b=1&c=é", "limit": "100"}
    assert request.headers["X-RapidAPI-Key"] == KEY
    assert request.headers["X-More"] == "1"
    assert request.headers["User-Agent"] == f"TuneMeld/{__version__}"


def test_a_form_is_sent_as_a_form(httpserver: HTTPServer, connect: Connect) -> None:
    url = serve(httpserver, response(200, GOOD))

    text = connect(url).client.post_form("/list/", {"grant_type": "client_credentials"})

    request, _ = httpserver.log[0]
    assert (text, request.method, dict(request.form)) == (
        GOOD,
        "POST",
        {"grant_type": "client_credentials"},
    )


def test_a_byte_order_mark_is_no_part_of_the_text(httpserver: HTTPServer, connect: Connect) -> None:
    assert connect(serve(httpserver, response(200, b"\xef\xbb\xbf{}"))).get() == "{}"


def test_a_packed_answer_is_unpacked(httpserver: HTTPServer, connect: Connect) -> None:
    packed = response(200, gzip.compress(GOOD.encode()), Content_Encoding="gzip")

    assert connect(serve(httpserver, packed)).get() == GOOD


def test_an_empty_answer_is_told_apart_by_whoever_reads_it(httpserver: HTTPServer, connect: Connect) -> None:
    text = connect(serve(httpserver, response(200, ""))).get()

    with pytest.raises(BadPayload, match="an empty body"):
        json_object("spotify23", text)


def test_a_page_in_place_of_data_is_told_apart_by_whoever_reads_it(
    httpserver: HTTPServer, connect: Connect
) -> None:
    text = connect(serve(httpserver, response(200, "<html><body>Maintenance</body></html>"))).get()

    with pytest.raises(BadPayload, match="an HTML page"):
        json_object("spotify23", text)


def test_text_that_is_no_utf_8_is_bad(httpserver: HTTPServer, connect: Connect) -> None:
    with pytest.raises(BadPayload, match="not UTF-8"):
        connect(serve(httpserver, response(200, "Déjà vu".encode("latin-1")))).get()


def test_a_body_that_unpacks_without_end_is_cut_off(httpserver: HTTPServer, connect: Connect) -> None:
    bomb = response(200, gzip.compress(bytes(33 << 20)), Content_Encoding="gzip")
    upstream = connect(serve(httpserver, bomb), timeout_seconds=5)

    with pytest.raises(BadPayload, match="more than 32 MiB"):
        upstream.get()

    assert calls_seen(httpserver) == 1


def test_connections_are_used_again(connect: Connect) -> None:
    kept = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    def twice(connection: Any) -> None:
        connection.sendall(kept)
        connection.recv(65536)
        connection.sendall(kept)

    with raw_server(twice) as server:
        upstream = connect(server.url)

        assert [upstream.get(), upstream.get()] == ["{}", "{}"]
        assert len(server.requests) == 1


def test_no_cookie_comes_back_to_those_who_set_it(httpserver: HTTPServer, connect: Connect) -> None:
    upstream = connect(serve(httpserver, response(200, GOOD, Set_Cookie="visitor=1; Path=/")))

    upstream.get()
    upstream.get()

    assert "Cookie" not in httpserver.log[1][0].headers


def test_a_netrc_file_does_not_replace_our_credentials(
    httpserver: HTTPServer, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("default login someone password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    url = serve(httpserver, response(200, GOOD))

    connect(url, headers={"Authorization": "Bearer ours"}).get()

    assert httpserver.log[0][0].headers["Authorization"] == "Bearer ours"


def test_a_proxy_from_the_environment_is_used(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(sending(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)

        connect("http://upstream.invalid").get()

        assert proxy.requests[0].startswith("GET http://upstream.invalid/list/ ")


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        pytest.param(
            response(401, {"message": "Invalid API key."}),
            "spotify23 answered 401 Unauthorized: Invalid API key; "
            "check RAPIDAPI_KEY, and that its account may use this service",
            id="401",
        ),
        pytest.param(
            response(403, {"error": {"status": 403, "message": "Forbidden"}}),
            "spotify23 answered 403 Forbidden: Forbidden; "
            "check RAPIDAPI_KEY, and that its account may use this service",
            id="403",
        ),
        pytest.param(
            response(400, {"error": "invalid_client", "error_description": "Invalid client"}),
            "spotify23 answered 400 Bad Request: Invalid client; "
            "it does not take the request as it is, and asking again would not change that",
            id="400",
        ),
        pytest.param(
            response(404, "<html>Not here</html>"),
            "spotify23 answered 404 Not Found; check its address, and the ids that /list/ is asked for",
            id="404",
        ),
        pytest.param(
            response(301, "", Location="https://elsewhere.example/list/?q=1"),
            "spotify23 answered 301 Moved Permanently; a redirect to elsewhere.example is not followed, "
            "since it would take the key along: correct its address",
            id="301",
        ),
    ],
)
def test_a_refusal_is_final_and_says_what_to_do(
    httpserver: HTTPServer, connect: Connect, refused: Response, said: str
) -> None:
    with pytest.raises(UpstreamRejected) as raised:
        connect(serve(httpserver, refused)).get()

    assert (str(raised.value), raised.value.status) == (said, refused.status_code)
    assert calls_seen(httpserver) == 1


def test_a_refusal_without_a_key_does_not_send_anyone_looking_for_one(
    httpserver: HTTPServer, connect: Connect
) -> None:
    with pytest.raises(UpstreamRejected, match="asked too often from here"):
        connect(serve(httpserver, response(403)), credential="").get()


def test_a_redirect_takes_the_key_nowhere(httpserver: HTTPServer, connect: Connect) -> None:
    with raw_server(sending(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as elsewhere:
        url = serve(httpserver, response(302, "", Location=f"{elsewhere.url}/list/"))

        with pytest.raises(UpstreamRejected):
            connect(url).get()

        assert elsewhere.requests == []


def test_a_refusal_whose_body_breaks_off_is_still_a_refusal(connect: Connect) -> None:
    with raw_server(sending(b"HTTP/1.1 401 No\r\nContent-Length: 50\r\n\r\n{")) as server:
        with pytest.raises(UpstreamRejected, match="RAPIDAPI_KEY"):
            connect(server.url).get()

        assert len(server.requests) == 1


def test_foreign_words_reach_nobody_unbridled(httpserver: HTTPServer, connect: Connect) -> None:
    rude = "\x1b[2Jcleared\r\n" + "again and " * 200
    with pytest.raises(UpstreamRejected) as raised:
        connect(serve(httpserver, response(400, {"message": rude}))).get()

    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 400
