"""The names under which the API may be asked; any other is refused, against DNS rebinding."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.entrypoints.http.guests import Hosts

LOOPBACK = [b"localhost", b"127.0.0.1", b"[::1]"]
REBINDING = [
    b"",
    b"evil.example",
    b"evil.example:8000",
    b"localhost.evil.example",
    b"evil-localhost",
    b"127.0.0.1.evil.example",
    b"127.0.0.1:8000.evil.example",
    b"evil.example:80@localhost",
    b"localhost@evil.example",
    b"localhost, evil.example",
    b"localhost/evil.example",
    b"localhost evil.example",
    b"localhost:80:80",
    b"localhost:x",
    b"::1",
    b"::1:8000",
    b"[::1",
    b"[::1]evil.example",
    b"127.1",
    b"2130706433",
    b"\xff\xfe",
]
ADDRESSES = [
    b"192.0.2.7",
    b"192.0.2.7:8000",
    b"[2001:db8::7]",
    b"[2001:db8::7]:8000",
    b"10.0.0.1",
    b"127.0.0.2",
    b"[2001:0DB8::0007]",
]


@pytest.mark.parametrize("host", LOOPBACK)
@pytest.mark.parametrize("port", [b"", b":8000", b":80", b":"])
def test_a_server_on_loopback_goes_by_its_loopback_names_at_any_port(host: bytes, port: bytes) -> None:
    assert Hosts((), "127.0.0.1").allows(host + port)


@pytest.mark.parametrize(
    "host", [b"LocalHost", b"LOCALHOST:8000", b"localhost.", b"localhost.:8000", b"[0:0::1]"]
)
def test_a_name_may_be_written_in_any_case_as_a_full_name_and_an_address_in_any_form(host: bytes) -> None:
    assert Hosts((), "127.0.0.1").allows(host)


@pytest.mark.parametrize("bound_to", ["127.0.0.1", "localhost", "::1"])
@pytest.mark.parametrize("host", REBINDING)
def test_no_other_name_reaches_a_server_on_loopback(host: bytes, bound_to: str) -> None:
    assert not Hosts((), bound_to).allows(host)


def test_a_machine_goes_by_its_own_host_name() -> None:
    assert Hosts((), "127.0.0.1").allows(socket.gethostname().encode())


@pytest.mark.parametrize(
    ("bound_to", "host"),
    [("charts.example", b"charts.example"), ("charts.example", b"Charts.Example:8000")],
)
def test_a_server_goes_by_the_name_that_it_is_bound_to_and_by_no_other(bound_to: str, host: bytes) -> None:
    hosts = Hosts((), bound_to)

    assert hosts.allows(host)
    assert not hosts.allows(b"other.example")


@pytest.mark.parametrize("bound_to", ["127.0.0.1", "0.0.0.0", "::", "charts.example"])  # noqa: S104
@pytest.mark.parametrize("host", [*ADDRESSES, *LOOPBACK])
def test_a_server_goes_by_any_address_since_it_takes_a_name_to_be_rebound(host: bytes, bound_to: str) -> None:
    assert Hosts((), bound_to).allows(host)


@pytest.mark.parametrize("bound_to", ["0.0.0.0", "::"])  # noqa: S104
@pytest.mark.parametrize("host", REBINDING)
def test_a_server_on_all_addresses_goes_by_no_name_that_is_not_its_own(host: bytes, bound_to: str) -> None:
    assert not Hosts((), bound_to).allows(host)


@pytest.mark.parametrize("bound_to", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_a_list_of_names_is_all_that_counts_where_there_is_one(bound_to: str) -> None:
    hosts = Hosts(("charts.example", "[2001:db8::7]"), bound_to)

    assert hosts.allows(b"charts.example:8000")
    assert hosts.allows(b"[2001:db8::7]")
    assert [
        h for h in [*LOOPBACK, b"192.0.2.7", b"evil.example", b"www.charts.example"] if hosts.allows(h)
    ] == []


@given(st.binary(max_size=40) | st.from_regex(rb"[a-z0-9.:\[\]@-]{0,20}", fullmatch=True))
def test_any_bytes_are_an_answer_and_no_error(host: bytes) -> None:
    assert Hosts((), "0.0.0.0").allows(host) in {True, False}  # noqa: S104


@given(st.from_regex(r"[a-z][a-z0-9-]{0,20}(\.[a-z]{2,8}){1,3}", fullmatch=True), st.integers(0, 65_535))
def test_no_name_but_its_own_reaches_a_server_on_all_addresses(name: str, port: int) -> None:
    assert not Hosts((), "::").allows(f"{name}:{port}".encode())
    assert Hosts((name,), "::").allows(f"{name}:{port}".encode())
