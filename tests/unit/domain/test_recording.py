"""A recording shows one listing, and its best place on each service."""

from tests.builders import a_listing, a_recording

from tunemeld.domain.recording import display_order


def test_the_best_position_counts_where_a_service_lists_a_recording_twice() -> None:
    recording = a_recording(
        a_listing("Spotify", 7), a_listing("Spotify", 3), a_listing("AppleMusic", 4), a_listing("Spotify", 9)
    )

    assert recording.positions == {"Spotify": 3, "AppleMusic": 4}
    assert recording.by_service["Spotify"].position == 3
    assert len(recording.listings) == 4


def test_words_are_shown_from_spotify_then_apple_music_then_soundcloud_then_others_by_name() -> None:
    services = ["Zvuk", "SoundCloud", "Deezer", "AppleMusic", "Spotify"]

    assert display_order(services) == ["Spotify", "AppleMusic", "SoundCloud", "Deezer", "Zvuk"]


def test_the_listing_that_is_shown_is_the_best_placed_of_the_first_service() -> None:
    recording = a_recording(
        a_listing("AppleMusic", 1, title="Apple's"),
        a_listing("Spotify", 9, title="Later"),
        a_listing("Spotify", 5, title="Best"),
    )

    assert recording.shown.title == "Best"


def test_a_recording_on_other_services_alone_is_shown_too() -> None:
    assert a_recording(a_listing("Zvuk", title="Z"), a_listing("Deezer", title="D")).shown.title == "D"
