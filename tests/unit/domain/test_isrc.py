"""An ISRC is a type: one spelling inside, many outside."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import isrcs

from tunemeld.domain.isrc import InvalidIsrc, Isrc
from tunemeld.domain.listing import Listing


@given(isrcs)
def test_reading_what_was_written_gives_the_same_code(isrc: Isrc) -> None:
    assert Isrc(str(isrc)) == isrc
    assert Isrc(isrc.hyphenated) == isrc


@given(st.from_regex(r"ISRC[0-9A-Z][0-9]{7}", fullmatch=True))
def test_a_code_that_begins_with_the_letters_isrc_keeps_them(text: str) -> None:
    assert Isrc(text) == text
    assert Isrc(f"ISRC {text}") == text


@pytest.mark.parametrize(
    "written",
    [
        "QZTM42400001",
        "qztm42400001",
        "QZ-TM4-24-00001",
        "QZ TM4 24 00001",
        " QZTM42400001\n",
        "ISRC QZ-TM4-24-00001",
        "ISRC: QZTM42400001",
        "isrc:qz-tm4-24-00001",
        "QZ\u2010TM4\u201324\u221200001",
        "QZTM4\u00ad2400001",
    ],
)
def test_every_form_of_presentation_is_understood(written: str) -> None:
    assert Isrc(written) == "QZTM42400001"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ISRC",
        "QZTM4240000",
        "QZTM424000011",
        "Q1TM42400001",
        "QZTM4240000O",
        "QZTM42400001;DROP",
        "QZTM4２400001",
        "ßTM42400001",
        "ſZTM42400001",
        "－QZTM42400001",
    ],
)
def test_what_is_not_of_that_shape_is_refused(text: str) -> None:
    with pytest.raises(InvalidIsrc, match="is not an ISRC"):
        Isrc(text)
    assert Isrc.or_none(text) is None


def test_a_long_wrong_text_is_not_repeated_in_full() -> None:
    with pytest.raises(InvalidIsrc) as refused:
        Isrc("x" * 5000)

    assert len(str(refused.value)) < 120


@pytest.mark.parametrize("nothing", [None, 0, 12.5, b"QZTM42400001", ["QZTM42400001"]])
def test_what_is_no_text_holds_no_code(nothing: object) -> None:
    assert Isrc.or_none(nothing) is None


def test_an_unknown_prefix_is_no_error() -> None:
    code = Isrc("QJ0002400001")

    assert not code.has_known_prefix
    assert Isrc("QZTM42400001").has_known_prefix


def test_a_code_tells_its_parts() -> None:
    code = Isrc("QZTM42400001")

    assert (code.prefix, code.year, code.designation) == ("QZTM4", "24", "00001")
    assert code.hyphenated == "QZ-TM4-24-00001"


def test_a_code_survives_json_and_pickling_as_its_own_type() -> None:
    listing = Listing(
        service="Spotify", position=1, track_id="1", title="Gravel", artists=(), isrc=Isrc("QZTM42400001")
    )
    read_back = Listing.model_validate_json(listing.model_dump_json())

    assert type(read_back.isrc) is Isrc
    assert type(pickle.loads(pickle.dumps(listing.isrc))) is Isrc  # noqa: S301
