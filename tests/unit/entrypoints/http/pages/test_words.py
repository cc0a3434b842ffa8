"""Numbers, days and names as people read them."""

from datetime import UTC, date, datetime

import pytest

from tunemeld.entrypoints.http.pages import words


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.0K"),
        (99_940, "99.9K"),
        (99_950, "100K"),
        (625_751, "626K"),
        (999_949, "1000K"),
        (999_950, "1.0M"),
        (7_889_040, "7.9M"),
        (999_960_000, "1.0B"),
        (41_400_000_000, "41.4B"),
    ],
)
def test_counts_are_told_in_few_signs(number: int, shown: str) -> None:
    assert words.count(number) == shown


def test_changes_have_a_sign_and_nothing_has_none() -> None:
    assert [words.signed(n) for n in (3, -2, 0, -0.4)] == ["+3", "−2", "0", "0"]
    assert words.signed(-1.26, 1) == "−1.3"
    assert words.signed(-0.001, 2) == "0.00"
    assert [words.signed_count(n) for n in (65_923, -1_500, 0.2)] == ["+65.9K", "−1.5K", "±0"]


def test_days_are_written_out() -> None:
    at = datetime(2024, 6, 2, 2, 30, tzinfo=UTC)
    assert (words.weekday(at), words.day(at)) == ("Sunday 2 June 2024", "2 June 2024")
    assert words.short_day(date(2024, 11, 28)) == "28 Nov"


def test_services_are_written_as_they_write_themselves() -> None:
    assert words.listed(map(words.service_name, ("Spotify", "AppleMusic", "Youtube"))) == (
        "Spotify, Apple Music and YouTube"
    )
    assert words.listed(["Spotify"]) == "Spotify"
    assert words.listed([]) == ""


def test_a_number_goes_with_its_noun() -> None:
    assert [words.many(n, "week") for n in (1, 2, 1_200)] == ["1 week", "2 weeks", "1,200 weeks"]
    assert words.many(2, "entry", "entries") == "2 entries"


def test_a_label_of_any_text_is_short() -> None:
    assert words.label("Gravel and Gold") == "Gravel and Gold"
    assert words.label("x" * 10_000) == "x" * 119 + "…"
