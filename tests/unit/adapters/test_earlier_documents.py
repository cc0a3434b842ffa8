"""Documents of an earlier TuneMeld: what can be read of them, whatever lies in their fields."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Binary, Decimal128, ObjectId
from bson.datetime_ms import DatetimeMS
from tests.earlier_database import READ_AT, body, list_document

from tunemeld.adapters.stores.mongo.earlier_documents import isrc_of, list_of
from tunemeld.application.ports.earlier import EarlierIsrc, EarlierList, Unreadable

AN_ID = ObjectId("665000000000000000000001")
ITS_MOMENT = AN_ID.generation_time


def test_an_answer_that_was_taken_apart_is_put_together_again_in_its_order() -> None:
    read = list_of(list_document("AppleMusic", data_json={"é": 1, "a": [None, True, 1.5, {"b": "/"}]}))

    assert isinstance(read, EarlierList)
    assert read.answer == '{"é":1,"a":[null,true,1.5,{"b":"/"}]}'


def test_an_answer_that_is_text_stays_to_the_letter() -> None:
    text = json.dumps(body("Spotify"), indent=1)

    read = list_of(list_document("Spotify", data_json=text))

    assert isinstance(read, EarlierList)
    assert (read.genre, read.service, read.answer) == ("country", "Spotify", text)
    assert (read.address, read.at) == ("37i9dQZF1DX1lVhptIYRda", READ_AT)


@pytest.mark.parametrize("what", [AN_ID, Decimal128("1"), Binary(b"1"), READ_AT, float("nan")], ids=str)
def test_an_answer_that_holds_what_json_cannot_is_told(what: object) -> None:
    read = list_of(list_document("Spotify", data_json={"items": [what]}))

    assert read == Unreadable("country on Spotify", "its answer holds what JSON cannot")


@pytest.mark.parametrize("field", ["service_name", "genre_name", "playlist_url", "data_json"])
@pytest.mark.parametrize("what", [..., None, 1, [], b"bytes"], ids=str)
def test_a_list_with_anything_else_in_a_field_reads_as_without_it(field: str, what: Any) -> None:
    read = list_of(list_document("Spotify", **{field: what}))

    assert isinstance(read, EarlierList)
    assert "" in {read.genre, read.service, read.address, read.answer}


def test_names_of_any_length_and_content_are_cut_and_cleaned() -> None:
    read = list_of(list_document("Spotify", "pop\x1b[31m\n" + "x" * 10_000, service_name="<b>y</b>" * 1_000))

    assert isinstance(read, EarlierList)
    assert read.genre.startswith("pop[31m x")
    assert max(len(read.genre), len(read.service)) <= 60
    assert "<" not in read.service


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (datetime(2024, 6, 20, 3), READ_AT),  # noqa: DTZ001 - without a zone UTC is meant
        (READ_AT, READ_AT),
        ("2024-06-20T03:00:00", READ_AT),
        ("2024-06-20T05:00:00+02:00", READ_AT),
        ("2024-06-20T03:00:00Z", READ_AT),
        ("2024-06-20", datetime(2024, 6, 20, tzinfo=UTC)),
        ("last Thursday", ITS_MOMENT),
        ("9999-12-31T23:59:59-14:00", ITS_MOMENT),
        ("2" * 100_000, ITS_MOMENT),
        (DatetimeMS(2**62), ITS_MOMENT),
        (1718852400, ITS_MOMENT),
        (None, ITS_MOMENT),
        (..., ITS_MOMENT),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_the_moment_is_that_of_the_timestamp_else_of_the_id(written: object, meant: datetime) -> None:
    read = list_of(list_document("Spotify", _id=AN_ID, insert_timestamp=written))

    assert isinstance(read, EarlierList)
    assert read.at == meant


def test_without_a_timestamp_and_with_an_id_of_another_kind_the_moment_is_not_known() -> None:
    read = list_of(list_document("Spotify", _id="country/Spotify", insert_timestamp=...))

    assert isinstance(read, EarlierList)
    assert read.at is None


def test_a_lookup_is_read_with_its_moment() -> None:
    document = {"_id": AN_ID, "key": "Sun &amp; Moon|Mara  Quill", "value": "QZTM42400008"}

    assert isrc_of(document) == EarlierIsrc("Sun & Moon", "Mara Quill", "QZTM42400008", ITS_MOMENT)


def test_a_lookup_that_found_nothing_is_read_as_such() -> None:
    read = isrc_of({"_id": AN_ID, "key": "Sun|Mara Quill", "value": None})

    assert isinstance(read, EarlierIsrc)
    assert read.isrc is None


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({}, "its key is no text"),
        ({"_id": 7, "key": 7}, "its key is no text"),
        ({"key": "no separator"}, "its key is no title|artist"),
        ({"key": "|Mara Quill"}, "its key is no title|artist"),
        ({"key": "Sun|"}, "its key is no title|artist"),
        ({"key": "Sun|Moon|Mara Quill"}, "its key is no title|artist"),
        ({"key": "x" * 16_000_000}, "its key is longer than any title"),
        ({"key": "Sun|Mara Quill", "value": {"isrc": 1}}, "its value is no text"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_lookup_is_told_in_a_few_words(document: dict[str, Any], why: str) -> None:
    read = isrc_of(document)

    assert isinstance(read, Unreadable)
    assert read.why == why
    assert len(read.name) < 80
