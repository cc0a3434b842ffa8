"""The counts in services' lists: by the list's own track ids, hostile until read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.payloads import soundcloud_item, spotify_item

from tunemeld.adapters.catalogues import soundcloud, spotify
from tunemeld.adapters.catalogues.listed_counts import SoundCloudPlays, SpotifyPopularity
from tunemeld.domain.playlist import RawPlaylist
from tunemeld.domain.reading import Metric

NO_COUNTS: list[object] = [None, True, -1, 10**13 + 1, 10**400, 1.5, "1000", [], {}, "<b>9</b>"]


def raw(service: str, *bodies: object) -> RawPlaylist:
    pages = tuple(body if isinstance(body, str) else json.dumps(body) for body in bodies)
    return RawPlaylist(
        genre="pop", service=service, source="rapidapi", url="https://lists.example/pop", pages=pages
    )


def a_set(*items: object) -> RawPlaylist:
    return raw("SoundCloud", {"status": True, "tracks": {"nextOffset": None, "items": list(items)}})


def a_list(*items: object) -> RawPlaylist:
    return raw("Spotify", {"items": list(items), "total": len(items)})


def test_soundclouds_plays_are_told_by_the_ids_of_its_list() -> None:
    told = a_set(soundcloud_item(1, playCount=1200), soundcloud_item(2, playCount=0), None)

    counts = SoundCloudPlays().counts(told)

    assert counts == {
        x.track_id: n for x, n in zip(soundcloud.parse_playlist(told).entries, (1200, 0), strict=True)
    }


def test_spotifys_popularity_is_an_index() -> None:
    told = a_list(spotify_item(1, popularity=71), {"track": None}, spotify_item(2, popularity=0))

    counts = SpotifyPopularity().counts(told)

    assert counts == {
        x.track_id: n for x, n in zip(spotify.parse_playlist(told).entries, (71, 0), strict=True)
    }
    assert (SpotifyPopularity.metric, SoundCloudPlays.metric) == (Metric.INDEX, Metric.PLAYS)


@pytest.mark.parametrize("value", NO_COUNTS)
def test_what_is_no_count_is_not_told(value: object) -> None:
    assert list(SoundCloudPlays().counts(a_set(soundcloud_item(1, playCount=value))).values()) == [None]
    assert list(SpotifyPopularity().counts(a_list(spotify_item(1, popularity=value))).values()) == [None]


def test_an_index_beyond_its_scale_is_not_told() -> None:
    assert list(SpotifyPopularity().counts(a_list(spotify_item(1, popularity=101))).values()) == [None]


def test_a_track_that_spotify_sends_without_a_popularity_has_no_such_count() -> None:
    item = spotify_item(1, popularity=5)
    del item["track"]["popularity"]

    assert list(SpotifyPopularity().counts(a_list(item, spotify_item(2, popularity=5))).values()) == [5]


def test_a_track_that_soundcloud_sends_without_a_count_has_one_that_is_not_told() -> None:
    item = soundcloud_item(1, playCount=5)
    del item["playCount"]

    assert list(SoundCloudPlays().counts(a_set(item)).values()) == [None]


def test_of_a_track_that_is_listed_twice_the_first_counts() -> None:
    told = a_set(*(soundcloud_item(1, playCount=count) for count in (5, 6)))

    assert list(SoundCloudPlays().counts(told).values()) == [5]


def test_pages_belong_together() -> None:
    bodies = [a_set(soundcloud_item(number, playCount=number)).pages[0] for number in (1, 2)]

    assert list(SoundCloudPlays().counts(raw("SoundCloud", *bodies)).values()) == [1, 2]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "[]",
        "{}",
        '{"message": "Invalid API key."}',
        '{"items": 7}',
        '{"status": true, "tracks": []}',
    ],
)
def test_bodies_that_are_no_list_count_nothing(body: str) -> None:
    assert SoundCloudPlays().counts(raw("SoundCloud", body)) == {}
    assert SpotifyPopularity().counts(raw("Spotify", body)) == {}


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(items=st.lists(ANYTHING, max_size=4), value=ANYTHING)
def test_no_shape_breaks_the_reading(items: list[object], value: object) -> None:
    plays = SoundCloudPlays().counts(a_set(*items, soundcloud_item(1, playCount=value)))
    popularity = SpotifyPopularity().counts(a_list(*items, spotify_item(1, popularity=value)))

    for counts in (plays, popularity):
        assert all(count is None or 0 <= count <= 10**13 for count in counts.values())
