"""Values for Workers KV go into as few calls as its limits allow, each of them once."""

import json
from base64 import b64decode
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tunemeld.adapters.caches.kv_requests import MOST_KEYS_A_BULK, Bulk, bulks, ends


def _pairs(bulk: Bulk) -> dict[str, bytes]:
    told = json.loads(bulk.body)
    assert [each["key"] for each in told] == list(bulk.names)
    assert all(each["base64"] is True for each in told)
    return {each["key"]: b64decode(each["value"], validate=True) for each in told}


@given(values=st.dictionaries(st.text(), st.binary(max_size=99)), most_bytes=st.integers(0, 1_000))
def test_every_value_is_written_once_and_as_it_is(values: dict[str, bytes], most_bytes: int) -> None:
    written = [item for bulk in bulks(values, {}, most_bytes=most_bytes) for item in _pairs(bulk).items()]

    assert written == list(values.items())


@given(values=st.dictionaries(st.text(), st.binary(max_size=99)), most_bytes=st.integers(0, 1_000))
def test_a_call_is_as_large_as_it_may_be_and_larger_only_for_a_value_that_fits_into_none(
    values: dict[str, bytes], most_bytes: int
) -> None:
    calls = list(bulks(values, {}, most_bytes=most_bytes))

    assert not [each for each in calls if len(each.body) > most_bytes and len(each.names) > 1]
    for call, following in pairwise(calls):
        first = json.loads(following.body)[0]
        assert len(call.body) + len(json.dumps(first)) + 1 > most_bytes


def test_a_call_takes_ten_thousand_values_and_no_more() -> None:
    values = {str(number): b"" for number in range(MOST_KEYS_A_BULK * 2 + 1)}

    assert [len(bulk.names) for bulk in bulks(values, {})] == [10_000, 10_000, 1]


def test_a_hundred_megabytes_take_more_than_one_call() -> None:
    values = dict.fromkeys("abc", bytes(30_000_000))

    assert [bulk.names for bulk in bulks(values, {})] == [("a", "b"), ("c",)]


def test_no_values_take_no_call() -> None:
    assert list(bulks({}, {})) == []


def test_each_value_says_when_it_ends() -> None:
    (bulk,) = bulks({"a": b"1", "b": b"2"}, ends(3_600))

    assert [each["expiration_ttl"] for each in json.loads(bulk.body)] == [3_600, 3_600]


def test_a_value_without_an_end_says_nothing_of_it() -> None:
    (bulk,) = bulks({"a": b"1"}, ends(None))

    assert "expiration_ttl" not in json.loads(bulk.body)[0]


def test_less_than_a_minute_becomes_one() -> None:
    assert ends(59) == ends(60) == {"expiration_ttl": 60}
