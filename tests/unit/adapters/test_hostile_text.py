"""What strangers wrote is harmless once it has been read."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tunemeld.adapters.hostile_text import IMAGE_HOSTS, duration_ms, https_url, lenient_object, plain_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Gravel \t and\nGold ", "Gravel and Gold"),
        ("Gravel\x00 and\x1b[31m Gold\x7f", "Gravel and[31m Gold"),
        ("\u202egnoS eht\u202c", "gnoS eht"),
        ("a\u200bb\ufeffc\u2066d", "abcd"),
        ("half a pair \ud83d", "half a pair"),
        ("می\u200cخواهم 👩\u200d🎤", "می\u200cخواهم 👩\u200d🎤"),
        ("Dust &amp; Diesel &#39;24", "Dust & Diesel '24"),
        ("R&B, AT&T and Q&amp", "R&B, AT&T and Q&amp"),
        ("<b>Bold</b> move", "Bold move"),
        ("&lt;img src=x onerror=alert(1)&gt;Hello", "Hello"),
        ("a<script>alert(1)</script>b", "a b"),
        ("I <3 you", "I <3 you"),
    ],
)
def test_text_loses_what_is_not_text(written: str, read: str) -> None:
    assert plain_text(written) == read


@pytest.mark.parametrize("value", [None, 7, ["x"], {"a": 1}, True])
def test_what_is_no_text_reads_as_nothing(value: object) -> None:
    assert plain_text(value) == ""


def test_long_text_is_cut_at_the_limit() -> None:
    assert plain_text("ab " * 500, 8) == "ab ab ab"
    assert len(plain_text("x" * 1_000_000)) == 300


@settings(max_examples=500)
@example("<<?")
@example("<\x00script>")
@example("&lt;&#0;b onload=1")
@given(st.text(alphabet=st.sampled_from("<>/!?ab&lt;gt;# \"'=\x00\u202e")))
def test_no_text_can_open_a_tag(text: str) -> None:
    read = plain_text(text)

    assert not any(a == "<" and (b.isalpha() or b in "/!?") for a, b in pairwise(read))


@given(st.text())
def test_all_text_that_is_read_can_be_stored(text: str) -> None:
    read = plain_text(text)

    assert read.encode("utf-8").decode("utf-8") == read
    assert read == " ".join(read.split())


@pytest.mark.parametrize(
    "url",
    [
        "http://i.scdn.co/image/1",
        "javascript:alert(1)",
        "data:text/html,x",
        "//i.scdn.co/image/1",
        "https://evil.example/i.scdn.co",
        "https://i.scdn.co.evil.example/1",
        "https://eviltmzstatic.com/1",
        "https://mzstatic.com/1",
        "https://i.scdn.co@evil.example/1",
        "https://user@i.scdn.co/1",
        "https://i.scdn.co:8443/1",
        "https://i.scdn.co:port/1",
        "https://[i.scdn.co/1",
        "https://i.scdn.co\\@evil.example/",
        'https://i.scdn.co/"onload="x',
        "https://i.scdn.co/<b>",
        "https://i.scdn.co/a b",
        "https://i.scdn.co/\n",
        "https://i.scdn.co/" + "a" * 3000,
        "https://i.scdn.co/\ud83d",
        "",
        None,
        7,
    ],
)
def test_an_address_that_is_not_https_on_a_known_host_is_refused(url: object) -> None:
    assert https_url(url, IMAGE_HOSTS) is None


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://i.scdn.co/image/1?a=b&c=d%20e", "https://i.scdn.co/image/1?a=b&c=d%20e"),
        (
            "https://is5-ssl.mzstatic.com/image/600x600bb.jpg",
            "https://is5-ssl.mzstatic.com/image/600x600bb.jpg",
        ),
        ("https://i.scdn.co/é'", "https://i.scdn.co/%C3%A9%27"),
    ],
)
def test_an_address_on_a_known_host_is_kept_in_ascii(url: str, kept: str) -> None:
    assert https_url(url, IMAGE_HOSTS) == kept


@pytest.mark.parametrize("value", [0, -5, True, "192046", 192046.0, None, 10**30])
def test_a_length_that_cannot_be_one_is_unknown(value: object) -> None:
    assert duration_ms(value) is None


@pytest.mark.parametrize("text", [None, "", "[1]", "{", "7", "[" * 100_000])
def test_a_text_without_an_object_reads_as_an_empty_one(text: str | None) -> None:
    assert lenient_object(text) == {}
