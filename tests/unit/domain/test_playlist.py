"""A list is known by what was answered, to the letter, and by which tracks stand in which order."""

from datetime import timedelta

import pytest
from hypothesis import given
from tests.builders import A_SATURDAY, a_listing, a_raw_playlist, a_service_playlist
from tests.strategies import raw_playlists

from tunemeld.domain.playlist import RawPlaylist, age_days


def test_equal_answers_share_an_id() -> None:
    assert a_raw_playlist("one", "two").id == a_raw_playlist("one", "two").id


@pytest.mark.parametrize(
    "other",
    [
        a_raw_playlist("one", "two "),
        a_raw_playlist("onet", "wo"),
        a_raw_playlist("onetwo"),
        a_raw_playlist("two", "one"),
        a_raw_playlist("one", "two", header=None),
        a_raw_playlist("one", "two", genre="pop"),
        a_raw_playlist("one", "two", service="SoundCloud"),
        a_raw_playlist("one", "two", source="sample"),
        a_raw_playlist("one", "two", url="https://open.spotify.com/playlist/other"),
    ],
)
def test_any_difference_gives_another_id(other: RawPlaylist) -> None:
    assert other.id != a_raw_playlist("one", "two").id


@given(raw_playlists, raw_playlists)
def test_two_answers_share_an_id_only_if_they_are_equal(one: RawPlaylist, other: RawPlaylist) -> None:
    assert (one.id == other.id) == (one == other)


def test_the_fingerprint_is_about_tracks_and_their_order_alone() -> None:
    first, second = a_listing(position=1, track_id="1"), a_listing(position=2, track_id="2")
    renamed = first.model_copy(update={"title": "Gravel (Remastered)", "cover_url": "https://x/y.jpg"})
    known = a_service_playlist(first, second).fingerprint

    assert a_service_playlist(renamed, second).fingerprint == known
    assert a_service_playlist(second, first).fingerprint != known
    assert a_service_playlist(first).fingerprint != known


def test_identified_are_the_entries_with_an_isrc() -> None:
    playlist = a_service_playlist(a_listing(), a_listing(position=2, isrc="QZTM42400001"))

    assert playlist.identified == 1


def test_age_is_told_in_days_and_never_negative() -> None:
    assert age_days(A_SATURDAY, A_SATURDAY + timedelta(hours=36)) == 1.5
    assert age_days(A_SATURDAY, A_SATURDAY - timedelta(hours=1)) == 0
