"""What a request's headers ask for: an encoding by its weight, an id that is fit for a log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.entrypoints.http.wanted import Wanted, accepts_gzip, prefers_page


@pytest.mark.parametrize(
    "accept",
    [
        b"gzip",
        b"gzip, deflate, br, zstd",
        b"deflate,gzip",
        b"GZIP",
        b"x-gzip",
        b"*",
        b"br;q=1.0, gzip;q=0.8, *;q=0.1",
        b"gzip;q=0.001",
        b"gzip ; q=0.5",
        b"gzip;q=1.000",
        b"identity;q=0, *",
        b"*;q=0, gzip",
        b"identity, gzip;q=0.2",
    ],
)
def test_gzip_is_sent_to_who_takes_it(accept: bytes) -> None:
    assert accepts_gzip(accept)


@pytest.mark.parametrize(
    "accept",
    [
        b"",
        b"identity",
        b"br",
        b"gzip;q=0",
        b"gzip;q=0.000",
        b"gzip;q=0, *",
        b"*;q=0",
        b"x-gzip;q=0",
        b"identity;q=1, *;q=0",
        b"gzipped",
        b"not-gzip",
        b"gzip;q=a lot",
        b"gzip;q=",
        b"gzip;q=-1",
        b"gzip;q=nan",
        b"\xff\xfe",
        b";;;,,,",
    ],
)
def test_gzip_is_not_sent_to_who_does_not_take_it(accept: bytes) -> None:
    assert not accepts_gzip(accept)


@given(st.lists(st.sampled_from([b"br", b"deflate", b"identity", b"zstd"])), st.integers(0, 1000), st.data())
def test_the_weight_of_gzip_decides_wherever_it_stands(
    others: list[bytes], weight: int, data: st.DataObject
) -> None:
    gzip = b"gzip;q=%d.%03d" % divmod(weight, 1000)
    at = data.draw(st.integers(0, len(others)))

    assert accepts_gzip(b", ".join([*others[:at], gzip, *others[at:]])) == (weight > 0)


@pytest.mark.parametrize(
    "accept",
    [
        b"text/html",
        b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        b"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        b"TEXT/HTML;q=0.7",
        b"application/json;q=0.5, text/html;q=0.5",
        b"text/html;charset=utf-8;q=1",
    ],
)
def test_browsers_prefer_a_page(accept: bytes) -> None:
    assert prefers_page(accept)


@pytest.mark.parametrize(
    "accept",
    [
        b"",
        b"*/*",
        b"application/json",
        b"application/json, text/plain, */*",
        b"application/json, text/html;q=0.9",
        b"text/html;q=0",
        b"text/*",
        b"application/xhtml+xml",
        b"\xff;;q=,,",
    ],
)
def test_programs_prefer_what_programs_read(accept: bytes) -> None:
    assert not prefers_page(accept)


@given(st.binary(max_size=60))
def test_any_bytes_are_an_answer_and_no_error(accept: bytes) -> None:
    assert accepts_gzip(accept) in {True, False}
    assert prefers_page(accept) in {True, False}


def test_the_headers_that_matter_are_taken_and_the_others_left() -> None:
    wanted = Wanted(
        [
            (b"host", b"localhost:8000"),
            (b"accept", b"text/html"),
            (b"accept-encoding", b"gzip"),
            (b"if-none-match", b'"abc"'),
            (b"origin", b"https://tunemeld.com"),
            (b"user-agent", b"curl/8"),
            (b"x-request-id", b"abc-123"),
            (b"authorization", b"Bearer secret"),
        ]
    )

    assert {name: getattr(wanted, name) for name in Wanted.__slots__} == {
        "host": b"localhost:8000",
        "accept": b"text/html",
        "accept_encoding": b"gzip",
        "if_none_match": b'"abc"',
        "origin": b"https://tunemeld.com",
        "user_agent": b"curl/8",
        "request_id": b"abc-123",
    }


def test_what_is_not_sent_is_empty() -> None:
    wanted = Wanted([])

    assert {getattr(wanted, name) for name in Wanted.__slots__} == {b""}


@pytest.mark.parametrize(
    "sent",
    [
        b"7f3a",
        b"3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        b"Root=1-67891233-abcdef012345678912345678",
        b"a" * 128,
    ],
)
def test_the_id_of_a_request_is_taken_over(sent: bytes) -> None:
    assert Wanted([(b"x-request-id", sent)]).request_id == sent


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"a" * 129,
        b"two words",
        b"line\nbreak",
        b"trailing\n",
        b"return\r",
        b"nul\x00",
        b"esc\x1b[31m",
        b"<script>",
        b'"quoted"',
        b"{json}",
        b"caf\xc3\xa9",
        b"\xff",
        b"a,b",
        b"a;b",
        b"%0d%0a",
    ],
)
def test_an_id_that_is_not_fit_for_a_log_is_not_taken_over(sent: bytes) -> None:
    assert Wanted([(b"x-request-id", sent)]).request_id == b""


@given(st.binary(max_size=200))
def test_of_any_bytes_only_a_short_word_of_plain_characters_becomes_the_id(sent: bytes) -> None:
    taken = Wanted([(b"x-request-id", sent)]).request_id

    assert taken in {b"", sent}
    assert len(taken) <= 128
    assert taken.decode("ascii").isprintable()
    assert b" " not in taken
