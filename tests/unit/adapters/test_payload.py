"""A body is a JSON object, or the error says what came instead."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.adapters.http.payload import json_object
from tunemeld.application.errors import BadPayload, UpstreamError, UpstreamRejected


def test_an_object_is_handed_over_as_it_is() -> None:
    assert json_object("spotify23", '{"items": [1], "message": "kept"}') == {"items": [1], "message": "kept"}


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        pytest.param("", "an empty body", id="empty"),
        pytest.param(" \n", "an empty body", id="blank"),
        pytest.param("<!DOCTYPE html><title>Gateway</title>", "an HTML page", id="html"),
        pytest.param('{"items": [{"track"', "JSON that is cut off or broken", id="cut off"),
        pytest.param('{"a": NaN}', "JSON that is cut off or broken", id="not a number"),
        pytest.param("[]", "JSON that is a list", id="list"),
        pytest.param('"text"', "JSON that is a text", id="text"),
        pytest.param("null", "JSON that is null", id="null"),
        pytest.param("17", "JSON that is a single value", id="number"),
        pytest.param("{}", "an empty JSON object", id="empty object"),
        pytest.param("upstream connect error", "text that is no JSON", id="plain text"),
        pytest.param("1" * 5000, "text that is no JSON", id="endless number"),
        pytest.param('{"a":' * 100_000, "JSON nested too deeply", id="nested objects"),
        pytest.param("[" * 100_000, "JSON nested too deeply", id="nested lists"),
    ],
)
def test_the_error_says_what_came_instead(text: str, instead: str) -> None:
    with pytest.raises(BadPayload) as raised:
        json_object("spotify23", text)

    assert str(raised.value) == (
        f"spotify23 answered with {instead} where a JSON object was expected; try again later"
    )
    assert raised.value.upstream == "spotify23"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        pytest.param('{"message": "Invalid API key."}', "Invalid API key.", id="gateway"),
        pytest.param('{"error": {"code": 800, "message": "no data"}}', "no data", id="deezer"),
        pytest.param(
            '{"error": "invalid_client", "error_description": "Unknown"}', "Unknown", id="spotify token"
        ),
        pytest.param('{"error": "gone", "items": []}', "gone", id="plain"),
        pytest.param('{"error": {"code": 4}}', "no reason given", id="without a message"),
        pytest.param('{"message": null}', "no reason given", id="null message"),
        pytest.param(
            '{"message": "two\\nlines\\u001b[31m\\u202e"}', "two lines [31m", id="control characters"
        ),
    ],
)
def test_an_error_in_a_good_answer_is_a_refusal_with_its_words(text: str, stated: str) -> None:
    with pytest.raises(UpstreamRejected) as raised:
        json_object("spotify23", text)

    assert str(raised.value) == f"spotify23 refused in its answer: {stated}"
    assert raised.value.status is None


def test_an_endless_message_is_shortened() -> None:
    with pytest.raises(UpstreamRejected) as raised:
        json_object("spotify23", '{"message": "' + "far too long " * 5000 + '"}')

    assert len(str(raised.value)) < 250


@pytest.mark.parametrize("nothing", ["null", "false", '""', "{}", "[]", "0"])
def test_an_error_field_that_says_there_is_none_is_no_error(nothing: str) -> None:
    assert json_object("deezer", f'{{"error": {nothing}, "data": []}}')["data"] == []


@given(st.text())
def test_no_text_raises_anything_but_an_upstream_error(text: str) -> None:
    with suppress(UpstreamError):
        assert json_object("spotify23", text)
