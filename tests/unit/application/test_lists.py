import pytest
from tests.fakes import AN_HTML_PAGE
from tests.worlds import DAY, SERVICES, World, service_of

from tunemeld.application.errors import UnknownGenre, UpstreamUnavailable
from tunemeld.application.report import ListStatus, Stage
from tunemeld.domain.snapshot import SourceState, SourceStatus

AWAY = UpstreamUnavailable("spotify23", "spotify23 answered 503")


def test_a_list_counts_until_it_is_too_old_and_then_no_more() -> None:
    world = World()
    world.run()
    world.catalogues["Spotify"].bodies["country"] = AWAY

    young = world.run_later(21 * DAY)
    listed = set(world.snapshot().lists)
    old = world.run_later(1)

    assert service_of(young, "Spotify").status is ListStatus.STALE
    assert listed == set(SERVICES)
    assert set(world.snapshot().lists) == {"AppleMusic", "SoundCloud"}
    assert world.chart().tracks[0].sources == {"AppleMusic": 1, "SoundCloud": 1}
    assert old.genres["country"].published


def test_a_list_that_is_too_old_is_told_as_missing_with_both_reasons() -> None:
    world = World()
    world.run()
    world.catalogues["Spotify"].bodies["country"] = AWAY

    report = world.run_later(22 * DAY)

    told = service_of(report, "Spotify")
    assert told.status is ListStatus.MISSING
    assert told.reason == ("spotify23 answered 503; the last good list of 2024-06-22 is older than 21 days")
    assert (told.fetched_at, told.entries, told.identified) == (None, 0, 0)


def test_lists_that_are_fetched_again_never_grow_old() -> None:
    world = World()
    world.run()

    for _ in range(5):
        world.run_later(20 * DAY)

    assert {x.status for x in world.lists.of("country").states.values()} == {SourceStatus.FRESH}


def test_a_service_that_was_never_asked_is_missing() -> None:
    state = World().lists.of("country").states["Spotify"]

    assert (state.status, state.reason) == (SourceStatus.MISSING, "never fetched")


def test_a_kept_list_that_the_present_rules_do_not_understand_is_missing_and_stops_no_other() -> None:
    world = World()
    world.run()
    kept = world.catalogues["Spotify"].fetch("country")
    unreadable = kept.model_copy(update={"pages": (AN_HTML_PAGE,)})
    state = world.lists.of("country").states["Spotify"]
    assert state.raw_id is not None
    world.stores.playlists._raw[state.raw_id] = unreadable

    lists = world.lists.of("country")

    assert set(lists.playlists) == {"AppleMusic", "SoundCloud"}
    broken = lists.states["Spotify"]
    assert broken == SourceState(status=SourceStatus.MISSING, reason="Spotify answered no list")


def test_a_list_that_is_understood_no_more_is_not_told_as_part_of_the_chart_made_without_it() -> None:
    world = World()
    world.run()
    state = world.lists.of("country").states["Spotify"]
    assert state.raw_id is not None
    kept = world.stores.playlists._raw[state.raw_id]
    world.stores.playlists._raw[state.raw_id] = kept.model_copy(update={"pages": (AN_HTML_PAGE,)})
    world.version = "2"  # only another version understands lists in another way
    world.clock.put_forward(60)
    world.run(Stage.AGGREGATE)
    world.stores.playlists._raw[state.raw_id] = kept
    world.clock.put_forward(60)

    world.run(Stage.EXTRACT)

    told = world.chart().sources["Spotify"]
    assert (told.status, told.fetched_at) == (SourceStatus.MISSING, None)


def test_an_unknown_genre_names_the_known_ones() -> None:
    world = World(genres=("country", "rap"))

    with pytest.raises(UnknownGenre, match="'polka'; known genres: country, rap"):
        world.lists.of("polka")
