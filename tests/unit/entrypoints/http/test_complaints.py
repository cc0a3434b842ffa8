"""What is wrong with a parameter is told with its name, its value and what is expected."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from tunemeld.entrypoints.http.chart_endpoints import ChartQuery
from tunemeld.entrypoints.http.refusals import complaint
from tunemeld.entrypoints.http.run_endpoints import RunOrder
from tunemeld.entrypoints.http.track_endpoints import SearchQuery

A_DAY = "a day such as 2024-06-22, or a snapshot's id or the first eight digits of it or more"


def complaints(model: type[BaseModel], told: Any) -> list[str]:
    """What is wrong with a query, or with a body where it is bytes; nothing where it is understood."""
    try:
        model.model_validate_json(told) if isinstance(told, bytes) else model.model_validate(told)
    except ValidationError as invalid:
        return [complaint(each) for each in invalid.errors(include_url=False)]
    return []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"limit": "ten"}, "limit is 'ten', expected a whole number"),
        ({"limit": "-1"}, "limit is '-1', expected a whole number"),
        ({"limit": "1.5"}, "limit is '1.5', expected a whole number"),
        ({"limit": "٣"}, "limit is '٣', expected a whole number"),
        ({"limit": "9999999999"}, "limit is '9999999999', expected a whole number"),
        ({"limit": ""}, "limit is '', expected a whole number"),
        ({"limit": "0"}, "limit is 0, expected 1 or more"),
        ({"limit": "10001"}, "limit is 10001, expected 10000 or less"),
        ({"min_sources": "101"}, "min_sources is 101, expected 100 or less"),
        ({"strategy": "borda"}, "strategy is 'borda', expected 'consensus', 'priority' or 'tiers'"),
        ({"strategy": "Tiers"}, "strategy is 'Tiers', expected 'consensus', 'priority' or 'tiers'"),
        ({"format": "pdf"}, "format is 'pdf', expected 'json', 'csv', 'xspf', 'm3u8' or 'atom'"),
        ({"as_of": "2024-02-30"}, f"as_of is '2024-02-30', expected {A_DAY}"),
        ({"as_of": "2024-6-2"}, f"as_of is '2024-6-2', expected {A_DAY}"),
        ({"as_of": "yesterday"}, f"as_of is 'yesterday', expected {A_DAY}"),
        ({"as_of": "abcdef0"}, f"as_of is 'abcdef0', expected {A_DAY}"),
        ({"as_of": "ABCDEF01"}, f"as_of is 'ABCDEF01', expected {A_DAY}"),
        ({"as_of": "a" * 33}, f"as_of is '{'a' * 33}', expected {A_DAY}"),
        ({"as_of": "2024-06-22T00:00:00"}, f"as_of is '2024-06-22T00:00:00', expected {A_DAY}"),
        ({"sort": "up"}, "sort is no parameter here"),
    ],
)
def test_each_wrong_parameter_of_a_chart_is_told_with_its_value(query: dict[str, str], said: str) -> None:
    assert complaints(ChartQuery, query) == [said]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "q is missing"),
        ({"q": ""}, "q is '', expected a text of 1 or more characters"),
        ({"q": "x", "limit": "101"}, "limit is 101, expected 100 or less"),
    ],
)
def test_each_wrong_parameter_of_a_search_is_told(query: dict[str, str], said: str) -> None:
    assert complaints(SearchQuery, query) == [said]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is '', expected JSON"),
        (b"{", "the body is '{', expected JSON"),
        (b"\xff\xfe", "the body is '\ufffd\ufffd', expected JSON"),
        (b'{"genre": "\\ud800"}', 'the body is \'{"genre": "\\\\ud800"}\', expected JSON'),
        (b"[]", "the body is [], expected an object"),
        (b'"rap"', "the body is 'rap', expected an object"),
        (b"null", "the body is None, expected an object"),
        (b'{"genre": 7}', "genre is 7, expected a text"),
        (b'{"genre": null}', "genre is None, expected a text"),
        (
            b'{"stage": "view"}',
            "stage is 'view', expected 'extract', 'transform', 'aggregate', 'view_count' or 'full'",
        ),
        (
            b'{"genre": "%s"}' % (b"x" * 101),
            f"genre is '{'x' * 78}…, expected a text of 100 or fewer characters",
        ),
        (b'{"threads": 4}', "threads is no parameter here"),
    ],
)
def test_each_wrong_body_of_an_order_is_told(body: bytes, said: str) -> None:
    assert complaints(RunOrder, body) == [said]


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(complaints(ChartQuery, {"limit": "x", "strategy": "y", "as_of": "z", "w": "1"})) == 4


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["genre", "stage", "x"]), anything) | anything)
def test_any_json_is_an_order_or_is_complained_of_in_one_short_line(value: Any) -> None:
    for said in complaints(RunOrder, json.dumps(value).encode()):
        assert len(said) < 250
        assert said.isprintable()


@given(st.dictionaries(st.sampled_from([*ChartQuery.model_fields, "x"]), st.text()))
def test_any_query_is_one_of_a_chart_or_is_complained_of_in_one_short_line(query: dict[str, str]) -> None:
    for said in complaints(ChartQuery, query):
        assert len(said) < 250
        assert said.isprintable()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("limits", "limits"),
        ("two words", "two words"),
        ("", "''"),
        ("line\nbreak", "'line\\nbreak'"),
        ("x" * 10_000, f"'{'x' * 78}…"),
    ],
)
def test_what_is_no_parameter_is_told_by_its_name_in_one_short_line(name: str, told: str) -> None:
    assert complaints(SearchQuery, {"q": "gold", name: "1"}) == [f"{told} is no parameter here"]
