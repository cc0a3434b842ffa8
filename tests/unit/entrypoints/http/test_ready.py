"""An answer is made once: strong ETags that tell encodings apart, a 304 with the right headers."""

import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.entrypoints.http.ready import (
    IMMUTABLE,
    NEVER,
    REVALIDATED,
    SECURITY,
    SHORT,
    Ready,
    Variant,
    made_ready,
    matches,
)

LONG = b'{"tracks": [' + b'"Gravel and Gold", ' * 100 + b'""]}'
bodies = st.binary(max_size=3_000) | st.binary(min_size=1, max_size=40).map(lambda part: part * 60)
lasting = st.sampled_from([SHORT, IMMUTABLE, REVALIDATED])
etags = st.from_regex(rb'"[!#-+\--~]{0,12}"', fullmatch=True)


def variants(ready: Ready) -> list[Variant]:
    """Every encoding that there is."""
    return [ready.plain, *([ready.gzipped] if ready.gzipped else [])]


def sent(variant: Variant) -> dict[bytes, bytes]:
    """The headers by name, each of which stands there once."""
    headers = dict(variant.headers)
    assert len(headers) == len(variant.headers)
    return headers


@given(bodies, lasting)
def test_what_is_sent_compressed_is_the_same_when_it_is_unpacked(body: bytes, cache_control: str) -> None:
    ready = made_ready(body, route="/", cache_control=cache_control)

    assert ready.plain.body == body
    assert ready.gzipped is None or gzip.decompress(ready.gzipped.body) == body


@given(bodies)
def test_compressed_is_what_gains_by_it(body: bytes) -> None:
    ready = made_ready(body, route="/")

    assert all(len(v.body) < len(body) for v in variants(ready)[1:])
    assert ready.gzipped is None or len(body) >= 512


def test_a_long_answer_is_compressed_and_a_short_one_is_not() -> None:
    assert made_ready(LONG, route="/").gzipped
    assert made_ready(LONG[:511], route="/").gzipped is None


@given(bodies, bodies, lasting)
def test_etags_are_strong_and_equal_for_equal_bytes_alone(
    one: bytes, other: bytes, cache_control: str
) -> None:
    ready = [made_ready(body, route="/", cache_control=cache_control) for body in (one, other, one)]
    tags = [[variant.etag for variant in variants(each)] for each in ready]

    assert all(re.fullmatch(rb'"[!#-~]+"', tag) for each in tags for tag in each)
    assert all(len(set(each)) == len(each) for each in tags)
    assert tags[0] == tags[2]
    assert one == other or not set(tags[0]) & set(tags[1])


@given(bodies, lasting, st.sampled_from([(), (("Content-Disposition", 'attachment; filename="x.csv"'),)]))
def test_the_headers_tell_of_the_body_and_those_of_a_304_of_the_same_answer_without_one(
    body: bytes, cache_control: str, headers: tuple[tuple[str, str], ...]
) -> None:
    ready = made_ready(body, route="/", media_type="text/csv", cache_control=cache_control, headers=headers)

    for variant, encoding in zip(variants(ready), ({}, {b"content-encoding": b"gzip"}), strict=False):
        told = sent(variant)
        assert told[b"etag"] == variant.etag
        about_the_body = {
            b"content-type": b"text/csv",
            b"content-length": str(len(variant.body)).encode(),
            **encoding,
        }
        assert dict(variant.unchanged) == {k: v for k, v in told.items() if k not in about_the_body}
        assert {k: v for k, v in told.items() if k in about_the_body} == about_the_body
        assert (told[b"cache-control"], told[b"vary"]) == (cache_control.encode(), b"Accept-Encoding, Origin")
        assert {name.lower().encode() for name, _ in (*SECURITY, *headers)} <= told.keys()


@given(bodies)
def test_what_must_not_be_stored_has_no_etag_and_one_encoding(body: bytes) -> None:
    ready = made_ready(body, route="/", cache_control=NEVER)

    assert (ready.gzipped, ready.plain.etag, ready.plain.body) == (None, b"", body)
    assert b"etag" not in sent(ready.plain)
    assert not matches(b"*", ready.plain.etag)
    assert not matches(b"", ready.plain.etag)


def test_an_answer_may_bring_a_security_header_of_its_own() -> None:
    policy = ("content-security-policy", "default-src 'self'")

    told = sent(made_ready(b"", route="/docs", headers=[policy]).plain)

    assert told[b"content-security-policy"] == b"default-src 'self'"
    assert told[b"x-content-type-options"] == b"nosniff"


@pytest.mark.parametrize(
    ("cache_control", "is_immutable"),
    [(IMMUTABLE, True), (SHORT, False), (REVALIDATED, False), (NEVER, False)],
)
def test_only_what_never_changes_counts_as_immutable(cache_control: str, is_immutable: bool) -> None:
    assert made_ready(b"", route="/", cache_control=cache_control).is_immutable is is_immutable


def test_a_client_gets_gzip_where_it_takes_it_and_there_is_one() -> None:
    long, short = made_ready(LONG, route="/"), made_ready(b"{}", route="/")

    assert long.chosen(gzip_accepted=True) is long.gzipped
    assert long.chosen(gzip_accepted=False) is long.plain
    assert short.chosen(gzip_accepted=True) is short.plain


@given(etags, st.lists(etags, max_size=4), st.sampled_from([b", ", b",", b" ,  "]), st.booleans())
def test_a_client_that_names_the_etag_in_any_form_has_the_answer_already(
    etag: bytes, others: list[bytes], comma: bytes, is_weak: bool
) -> None:
    named = b"W/" + etag if is_weak else etag

    assert matches(comma.join([*others, named]), etag)
    assert matches(b" * ", etag)
    assert matches(comma.join(others), etag) == (etag in others)


@pytest.mark.parametrize("named", [b'"abcd"', b"abc", b'"abc', b'"abc-gzip"', b'"*"', b"**", b'x"abc"'])
def test_another_etag_is_another_answer(named: bytes) -> None:
    assert not matches(named, b'"abc"')
