"""A recording through time: where it stood, what was read of it, and how it is found when it is gone."""

from datetime import date, timedelta

import pytest
from tests.broken_stores import Unreadable
from tests.builders import A_SATURDAY, a_draft, a_listing, a_recording, a_snapshot
from tests.followed import Told, tell
from tests.worlds import WEEK, World

from tunemeld.application.answers.history import history_answer
from tunemeld.application.errors import NothingPublished, StoreError, UnknownGenre, UnknownRecording
from tunemeld.application.track_history import Followed, TrackHistory
from tunemeld.domain.epochs import Change
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.reading import SOUNDCLOUD, YOUTUBE, GapReason, Missing, Point
from tunemeld.domain.recording import Recording

CODE, OTHER_CODE = Isrc("QZTM42400001"), Isrc("QZTM42400002")


def history_of(world: World) -> TrackHistory:
    """Who follows recordings in a world."""
    return TrackHistory(charts=world.charts, readings=world.stores.readings, clock=world.clock)


def ranks(followed: Followed, genre: str = "country") -> list[int | None]:
    """Its ranks in a genre, oldest first."""
    return [placing.rank for placing in followed.placings[genre]]


def a_tune(
    *services: str, recording_id: str = "gravel", isrc: str = CODE, place: int = 1, title: str = "Gravel"
) -> Recording:
    """A recording on these services, at one place."""
    return a_recording(
        *(a_listing(service, place, isrc=isrc, title=title) for service in services),
        recording_id=recording_id,
    )


def publish(world: World, *recordings: Recording, genre: str = "country") -> None:
    """Publish these now."""
    world.stores.charts.publish(a_draft(a_snapshot(*recordings, genre=genre), at=world.clock.now()))


@pytest.fixture
def gone() -> World:
    """Tune 1 was first for a week, is gone for two, and another one has come."""
    world = World()
    world.run()
    for _ in range(2):
        for service in world.catalogues:
            world.show(service, range(2, 12))
        world.run_later()
    return world


def test_a_recording_is_followed_by_its_isrc_and_by_its_id() -> None:
    world = World()
    world.run()
    world.show("Spotify", [5, 3, 1, 2, 4, 6, 7, 8, 9, 10])
    world.run_later()

    followed = history_of(world).run(CODE, world.genres)

    assert [
        (f"{placing.at:%Y-%m-%d}", placing.rank, placing.positions)
        for placing in followed.placings["country"]
    ] == [
        ("2024-06-22", 1, {"AppleMusic": 1, "SoundCloud": 1, "Spotify": 1}),
        ("2024-06-29", 1, {"AppleMusic": 1, "SoundCloud": 1, "Spotify": 3}),
    ]
    assert followed == history_of(world).run(followed.recording.id, world.genres)
    assert (followed.recording.shown.title, followed.others) == ("Tune 1", ())


def test_a_recording_that_no_list_has_any_more_is_found_and_named_as_it_was(gone: World) -> None:
    followed = history_of(gone).run(CODE, gone.genres)

    assert followed.recording.shown.title == "Tune 1"
    assert ranks(followed) == [1, None]
    assert followed.placings["country"][1].positions == {}
    assert history_of(gone).run(followed.recording.id, gone.genres) == followed


def test_each_genre_that_ever_listed_it_has_its_own_past() -> None:
    world = World(genres=("country", "dance", "pop"))
    for service in world.catalogues:
        world.show(service, [11, 1], genre="pop")
        world.show(service, [2, 3], genre="dance")
    world.run()

    followed = history_of(world).run(CODE, world.genres)

    assert {genre: ranks(followed, genre) for genre in followed.placings} == {"country": [1], "pop": [2]}
    assert [*history_of(world).run(CODE, ["pop"]).placings] == ["pop"]


def test_the_code_that_it_does_not_show_finds_it_too() -> None:
    world = World()
    shown = a_tune("Spotify", "AppleMusic")
    publish(world, shown.model_copy(update={"isrcs": (CODE, OTHER_CODE)}))

    assert history_of(world).run(OTHER_CODE, world.genres).recording.id == "gravel"


def test_of_several_under_one_code_that_on_most_services_is_followed_and_the_others_are_named() -> None:
    world = World()
    cut = a_tune("SoundCloud", recording_id="a live cut")
    publish(world, cut, a_tune("Spotify", "AppleMusic", place=5))

    followed = history_of(world).run(CODE, world.genres)

    assert (followed.recording.id, followed.others) == ("gravel", ("a live cut",))


def test_of_several_under_one_code_that_is_followed_which_is_listed_today() -> None:
    world = World()
    publish(world, a_tune("Spotify", "AppleMusic", "SoundCloud", recording_id="of yore"))
    world.clock.put_forward(WEEK)
    publish(world, a_tune("SoundCloud", recording_id="today", place=9))

    followed = history_of(world).run(CODE, world.genres)

    assert (followed.recording.id, followed.others) == ("today", ("of yore",))


def test_it_is_named_as_it_was_listed_last_and_rather_where_it_is_listed_today() -> None:
    world = World(genres=("country", "pop"))
    publish(world, a_tune("Spotify", title="Gravel (first)"), genre="country")
    world.clock.put_forward(WEEK)
    publish(world, a_tune("Spotify", "AppleMusic", title="Gravel (second)"), genre="pop")
    world.clock.put_forward(WEEK)
    publish(world, a_tune("Spotify", recording_id="else", isrc=OTHER_CODE), genre="pop")
    followed = history_of(world).run(CODE, world.genres)
    publish(world, a_tune("Spotify", recording_id="else", isrc=OTHER_CODE), genre="country")
    gone = history_of(world).run(CODE, world.genres)

    assert followed.recording.shown.title == "Gravel (first)"
    assert gone.recording.shown.title == "Gravel (second)"


def read(world: World, counter: str, recording_id: str, *told: Told) -> None:
    """Have a counter tell of a recording."""
    tell(world.stores.readings, counter, recording_id, world.clock.now(), *told)


def test_readings_are_told_by_counter_with_their_gaps() -> None:
    world = World()
    publish(world, a_tune("Spotify", "AppleMusic"), a_tune("Spotify", recording_id="else", isrc=OTHER_CODE))
    read(world, YOUTUBE, "gravel", (2, 100), (1, GapReason.NO_QUOTA), (0, 130))
    read(world, SOUNDCLOUD, "gravel", (0, 7))
    read(world, YOUTUBE, "else", (0, 9_999))

    followed = history_of(world).run(CODE, world.genres)

    youtube = followed.readings[YOUTUBE]
    day = timedelta(days=1)
    assert {*followed.readings} == {YOUTUBE, SOUNDCLOUD}
    assert youtube.points == (
        Point(A_SATURDAY - 2 * day, 100, "it"),
        Point(A_SATURDAY, 130, "it"),
    )
    assert youtube.gaps == (Missing(A_SATURDAY - day, GapReason.NO_QUOTA),)


def test_readings_of_a_year_are_told_or_of_the_day_that_is_named_and_later() -> None:
    world = World()
    publish(world, a_tune("Spotify", "AppleMusic"))
    read(world, YOUTUBE, "gravel", (366, 1), (365, 2), (3, 3), (2, 4))

    def told(since: date | None) -> tuple[date, list[int]]:
        followed = history_of(world).run(CODE, world.genres, since)
        return followed.since, [point.value for point in followed.readings[YOUTUBE].points]

    assert told(None) == (date(2023, 6, 23), [2, 3, 4])
    assert told(date(2024, 6, 20)) == (date(2024, 6, 20), [4])
    assert told(date(1999, 1, 1)) == (date(1999, 1, 1), [1, 2, 3, 4])


def test_the_first_reading_that_is_told_is_compared_with_the_one_before_it() -> None:
    world = World()
    publish(world, a_tune("Spotify", "AppleMusic"))
    read(world, YOUTUBE, "gravel", (9, 1000), (8, 5000), (3, 5100), (2, 5300))
    read(world, SOUNDCLOUD, "gravel", (9, 70))

    answer = history_answer(history_of(world).run(CODE, world.genres, date(2024, 6, 19)))

    assert {counter: len(told.readings) for counter, told in answer.readings.items()} == {YOUTUBE: 2}
    assert [(r.change, r.kind) for r in answer.readings[YOUTUBE].readings] == [
        (100, Change.GROWTH),
        (200, Change.GROWTH),
    ]


def test_what_never_was_listed_is_unknown(gone: World) -> None:
    with pytest.raises(UnknownRecording, match=r"no list of country that was published has GBAYE0601498"):
        history_of(gone).run(Isrc("GBAYE0601498"), gone.genres)
    with pytest.raises(UnknownRecording):
        history_of(gone).run("0" * 16, gone.genres)


def test_what_only_another_genre_lists_is_unknown_in_this_one() -> None:
    world = World(genres=("country", "pop"))
    publish(world, a_tune("Spotify", "AppleMusic"), genre="country")
    publish(world, a_tune("Spotify", recording_id="else", isrc=OTHER_CODE), genre="pop")

    with pytest.raises(UnknownRecording, match="no list of pop "):
        history_of(world).run(CODE, ["pop"])


def test_a_genre_without_playlists_is_named(gone: World) -> None:
    with pytest.raises(UnknownGenre, match="klezmer"):
        history_of(gone).run(CODE, ["klezmer"])


def test_where_nothing_is_published_there_is_no_history_and_it_says_how_to_get_one() -> None:
    world = World()

    with pytest.raises(NothingPublished, match="`tunemeld etl run` makes the charts"):
        history_of(world).run(CODE, world.genres)


def test_what_was_invented_is_no_history_where_lists_are_real() -> None:
    invented = World(source="sample")
    invented.run()
    real = World(stores=invented.stores, clock=invented.clock)

    with pytest.raises(NothingPublished):
        history_of(real).run(CODE, real.genres)


def test_what_cannot_be_read_is_an_error_and_not_nothing(gone: World) -> None:
    for store in ("charts", "readings"):
        lost = World(stores=Unreadable(gone.stores, store), clock=gone.clock)
        with pytest.raises(StoreError):
            history_of(lost).run(CODE, lost.genres)


def test_a_lost_snapshot_is_an_error_that_names_it(gone: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gone.stores.charts, "snapshot", lambda _: None)

    with pytest.raises(StoreError, match="has lost snapshot"):
        history_of(gone).run(CODE, gone.genres)
