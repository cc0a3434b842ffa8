from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.setting_values import notation

_WORDS = st.text(st.characters(codec="ascii", exclude_characters=","), min_size=1).filter(
    lambda text: text == text.strip() and text
)
_RATES = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_-]*", fullmatch=True),
    st.floats(min_value=1e-6, allow_infinity=False),
)


@given(st.lists(_WORDS).map(tuple))
def test_a_written_list_reads_as_itself(words: tuple[str, ...]) -> None:
    assert notation.read_list(notation.write(words)) == words


@given(_RATES)
def test_written_rates_read_as_themselves(rates: dict[str, float]) -> None:
    assert notation.read_rates(notation.write(rates)) == rates


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])))
def test_a_written_instant_reads_as_the_same_moment(instant: datetime) -> None:
    if not 1 < instant.year < 9999:
        return

    assert notation.read_instant(notation.write(instant)) == instant


def test_spaces_around_parts_and_empty_parts_of_a_list_are_left_out() -> None:
    assert notation.read_list(" a , b,, c ,") == ("a", "b", "c")


@pytest.mark.parametrize(
    "text",
    [
        "rapidapi",
        "rapidapi=",
        "rapidapi=fast",
        "=1",
        "a=1,a=2",
        "a=-1",
        "a=0",
        "a=0.0000009",
        "a=inf",
        "a=nan",
        "A=1",
        "a=1;b=2",
    ],
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="upstream=calls per second"):
        notation.read_rates(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-06-22", datetime(2024, 6, 22, tzinfo=UTC)),
        ("2024-06-22T09:30", datetime(2024, 6, 22, 9, 30, tzinfo=UTC)),
        ("2024-06-22T09:30:00Z", datetime(2024, 6, 22, 9, 30, tzinfo=UTC)),
        ("2024-06-22T01:30:00+02:00", datetime(2024, 6, 21, 23, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_is_taken_in_utc(text: str, expected: datetime) -> None:
    instant = notation.read_instant(text)

    assert (instant, instant.utcoffset()) == (expected, timedelta(0))


@pytest.mark.parametrize("text", ["", "today", "2024-06-31", "22.06.2024", "0001-01-01T00:00+14:00"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a day or an instant"):
        notation.read_instant(text)


@pytest.mark.parametrize("text", ["", "a b", "line\n", "tab\t", "ключ", "\x7f"])
def test_a_key_that_no_header_can_carry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^one word of ASCII"):
        notation.read_key(text)


@pytest.mark.parametrize("text", ["UTC", "Europe/Berlin"])
def test_a_known_time_zone_is_kept(text: str) -> None:
    assert notation.read_time_zone(text) == text


@pytest.mark.parametrize("text", ["Europe", "/etc/passwd", "../UTC", "Mars/Olympus", ""])
def test_an_unknown_time_zone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a time zone such as"):
        notation.read_time_zone(text)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a file that exists"):
        notation.read_file_name(tmp_path)
