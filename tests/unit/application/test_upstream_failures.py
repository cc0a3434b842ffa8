"""Which upstreams a run says to have failed: those that gave nothing usable when they were last asked."""

from tests.builders import A_SATURDAY
from tests.fakes import AN_HTML_PAGE, ScriptedCatalog
from tests.nameless import knows, nameless
from tests.worlds import World, service_of

from tunemeld.application.errors import BadPayload, UpstreamCoolingDown, UpstreamUnavailable
from tunemeld.application.report import Stage
from tunemeld.domain.playlist import RawPlaylist

AWAY = UpstreamUnavailable("spotify", "spotify answered 503; try again later")
NO_SEARCH = UpstreamUnavailable("search", "search answered 503; try again later")


class _Pausing(ScriptedCatalog):
    """A service that must not be asked just now."""

    def fetch(self, genre: str) -> RawPlaylist:
        raise UpstreamCoolingDown("spotify", "spotify is left alone", until=A_SATURDAY)

    def fetch_header(self, genre: str) -> str | None:
        raise UpstreamCoolingDown("spotify", "spotify is left alone", until=A_SATURDAY)


def test_a_run_in_which_all_answer_has_no_failures() -> None:
    report = World().run()

    assert set(report.calls) == {"spotify", "applemusic", "soundcloud"}
    assert report.failures == {}


def test_an_upstream_that_gives_no_list_at_all_has_failed_with_its_reason() -> None:
    world = World(genres=("country", "pop"))
    for genre in world.genres:
        world.catalogues["Spotify"].bodies[genre] = AWAY
        world.catalogues["Spotify"].headers[genre] = AWAY

    report = world.run()

    assert report.failures == {"spotify": str(AWAY)}
    assert service_of(report, "Spotify", "pop").failures == {"spotify": str(AWAY)}
    assert service_of(report, "AppleMusic", "pop").failures == {}


def test_an_upstream_that_gives_one_list_of_two_has_answered() -> None:
    world = World(genres=("country", "pop"))
    world.catalogues["Spotify"].bodies["pop"] = AWAY

    report = world.run()

    assert report.failures == {}
    assert service_of(report, "Spotify", "pop").failures == {"spotify": str(AWAY)}


def test_a_header_that_could_not_be_had_is_told_although_no_list_is_stale() -> None:
    world = World()
    world.catalogues["Spotify"].headers["country"] = AWAY

    report = world.run()

    assert service_of(report, "Spotify").reason == ""
    assert service_of(report, "Spotify").failures == {"spotify": str(AWAY)}


def test_a_body_that_is_not_understood_is_the_failure_of_whoever_was_asked() -> None:
    world = World()
    world.catalogues["Spotify"].bodies["country"] = AN_HTML_PAGE

    report = world.run(Stage.EXTRACT)

    assert report.failures == {"spotify": "Spotify answered no list"}


def test_an_upstream_that_was_not_asked_has_not_failed() -> None:
    world = World()
    world.catalogues["Spotify"] = _Pausing("Spotify", source="rapidapi", meter=world.meter, clock=world.clock)

    report = world.run()

    assert service_of(report, "Spotify").reason == "spotify is left alone"
    assert report.failures == {}


def test_a_search_that_fails_last_has_failed() -> None:
    world = nameless(range(1, 4), range(1, 4))
    knows(world, 1, 2, 3)
    world.search.failures = [None, None, NO_SEARCH]

    assert world.run().failures == {"search": str(NO_SEARCH)}


def test_a_search_that_answers_again_after_failing_has_not_failed() -> None:
    world = nameless(range(1, 4), range(1, 4))
    knows(world, 1, 2, 3)
    world.search.failures = [NO_SEARCH, NO_SEARCH, None]

    assert world.run().failures == {}


def test_a_search_that_is_given_up_has_failed() -> None:
    world = nameless(range(1, 6), range(1, 6))
    world.search.failures = [None, NO_SEARCH, NO_SEARCH, NO_SEARCH]

    assert world.run().failures == {"search": str(NO_SEARCH)}


def test_covers_that_could_not_be_had_are_a_failure() -> None:
    world = World()
    world.show("AppleMusic", range(1, 11), covered=False)
    garbage = BadPayload("itunes", "itunes answered HTML")
    world.covers.failures = [garbage]

    assert world.run().failures == {"itunes": "itunes answered HTML"}
