"""Secrets are taken out of text in every spelling, and nothing else is."""

import base64
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tunemeld.adapters.redaction import MARK, Redactor

KEY = "k3y/with+odd &chars%=="
long_enough = st.text(min_size=4).filter(lambda secret: len(secret.strip()) >= 4 and secret not in MARK)


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(KEY, id="plain"),
        pytest.param(quote(KEY, safe=""), id="path"),
        pytest.param(quote(KEY), id="path with slashes kept"),
        pytest.param(quote_plus(KEY), id="form"),
        pytest.param(quote(KEY, safe="").lower(), id="lower-case escapes"),
        pytest.param(urlencode({"key": KEY}), id="query"),
    ],
)
def test_a_secret_is_replaced_in_every_url_spelling(spelling: str) -> None:
    cleaned = Redactor([KEY]).clean(f"GET https://upstream.example/?a=1&{spelling}&b=2")

    assert cleaned in {
        f"GET https://upstream.example/?a=1&{MARK}&b=2",
        f"GET https://upstream.example/?a=1&key={MARK}&b=2",
    }


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_secret_is_replaced_where_json_escapes_it(ascii_only: bool) -> None:
    secret = 'quote " backslash \\ and ü'

    assert (
        Redactor([secret]).clean(json.dumps({"key": secret}, ensure_ascii=ascii_only))
        == f'{{"key": "{MARK}"}}'
    )


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(KEY.replace("/", "\\/"), id="slash escaped, as PHP does"),
        pytest.param(
            KEY.replace("=", "\\u003d").replace("&", "\\u0026"), id="escaped for HTML, as Gson does"
        ),
        pytest.param(KEY.replace("+", "\\u002B"), id="upper-case escape"),
        pytest.param(KEY.replace("&", "&amp;"), id="HTML"),
    ],
)
def test_a_secret_is_replaced_however_a_server_escapes_what_it_echoes(spelling: str) -> None:
    assert Redactor([KEY]).clean_data(f'{{"message": "{spelling}"}}') == f'{{"message": "{MARK}"}}'


def test_a_secret_that_comes_up_later_is_replaced_from_then_on_until_the_next_of_its_name() -> None:
    redactor = Redactor([KEY])
    redactor.learn("access token", "first-token-of-theirs")
    redactor.learn("access token", "other-token-of-theirs")

    shown = redactor.clean(f"{KEY} first-token-of-theirs other-token-of-theirs")

    assert shown == f"{MARK} first-token-of-theirs {MARK}"


def test_a_secret_is_replaced_where_an_exception_shows_its_repr() -> None:
    secret = "first-line\nsecond-line"

    assert Redactor([secret]).clean(repr(ValueError(secret))) == f"ValueError('{MARK}')"


def test_a_secret_read_with_a_line_end_is_found_without_it() -> None:
    assert Redactor(["from-a-file\n"]).clean("sent from-a-file to them") == f"sent {MARK} to them"


def test_base64_credentials_are_replaced_when_handed_over_as_a_secret() -> None:
    basic = base64.b64encode(b"id:secret").decode()

    assert Redactor([basic]).clean(f"Authorization: Basic {basic}") == f"Authorization: Basic {MARK}"


def test_the_longer_of_two_secrets_that_begin_alike_goes_as_a_whole() -> None:
    assert Redactor(["abcd", "abcdefgh"]).clean("abcdefgh abcd") == f"{MARK} {MARK}"


def test_text_without_a_secret_stays_as_it_is() -> None:
    assert Redactor([KEY]).clean("Latest Test, featuring nobody") == "Latest Test, featuring nobody"


@pytest.mark.parametrize("secret", ["", " ", "x", "abc"])
def test_what_is_too_short_to_be_a_secret_shreds_no_message(secret: str) -> None:
    assert Redactor([secret]).clean("x abc of a message") == "x abc of a message"


def test_a_trial_key_that_is_a_word_changes_no_data_but_a_real_key_goes() -> None:
    real = "0123456789abcdef"

    assert Redactor(["test", real]).clean_data(f"the latest test, {real}") == f"the latest test, {MARK}"


def test_an_undecodable_byte_in_a_secret_is_no_obstacle() -> None:
    assert Redactor(["caf\udce9-key"]).clean("caf\udce9-key") == MARK


@given(secret=long_enough, before=st.text(), after=st.text())
def test_no_spelling_of_any_secret_survives(secret: str, before: str, after: str) -> None:
    spellings = [secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]]
    frame = f"{before}{after}{MARK}"
    assume(not any(spelling in frame for spelling in spellings))

    for spelling in spellings:
        assert spelling not in Redactor([secret]).clean(f"{before} {spelling} {after}").replace(MARK, "")
