"""A listing keeps the service's words, and its length with the precision that it was given in."""

import pytest
from pydantic import ValidationError
from tests.builders import a_listing

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration


def test_a_rounded_length_is_half_a_second_longer_in_the_middle() -> None:
    assert Duration(milliseconds=180_000, whole_seconds=True).centre_ms == 180_500
    assert Duration(milliseconds=180_000).centre_ms == 180_000
    assert Duration(milliseconds=180_250).seconds == 180.25


@pytest.mark.parametrize("milliseconds", [0, -1])
def test_no_track_lasts_no_time(milliseconds: int) -> None:
    with pytest.raises(ValidationError):
        Duration(milliseconds=milliseconds)


def test_positions_count_from_one() -> None:
    with pytest.raises(ValidationError):
        a_listing(position=0)


def test_the_key_names_the_service_and_its_track() -> None:
    assert a_listing("SoundCloud", track_id="123").key == "SoundCloud:123"


def test_all_artists_stand_in_one_line() -> None:
    assert a_listing(artists=["Mara Quill", "Ode"]).artist_name == "Mara Quill, Ode"


def test_an_isrc_that_was_looked_up_says_so() -> None:
    listing = a_listing().with_isrc(Isrc("QZTM42400001"))

    assert (listing.isrc, listing.isrc_from) == ("QZTM42400001", "lookup")


def test_a_value_is_never_changed_and_takes_no_unknown_field() -> None:
    with pytest.raises(ValidationError):
        a_listing().title = "Other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Duration.model_validate({"milliseconds": 1, "minutes": 1})
