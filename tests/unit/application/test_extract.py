from threading import Barrier

import pytest
from tests.builders import a_header
from tests.fakes import ALL_UPSTREAM_ERRORS, AN_HTML_PAGE, ScriptedCatalog
from tests.worlds import SERVICES, World, service_of, tunes

from tunemeld.application.errors import UpstreamError, UpstreamUnavailable
from tunemeld.application.report import ListStatus, Stage
from tunemeld.domain.playlist import Outcome, RawPlaylist

TWO_GENRES = ("country", "rap")


class MeetingCatalog(ScriptedCatalog):
    """Answers a call only once all other expected calls have been made too."""

    meeting: Barrier

    def fetch(self, genre: str) -> RawPlaylist:
        self.meeting.wait()
        return super().fetch(genre)

    def fetch_header(self, genre: str) -> str | None:
        self.meeting.wait()
        return super().fetch_header(genre)


@pytest.mark.parametrize("error", ALL_UPSTREAM_ERRORS, ids=lambda error: type(error).__name__)
def test_a_service_that_fails_stops_no_other_service_and_no_other_genre(error: UpstreamError) -> None:
    world = World(genres=TWO_GENRES)
    world.catalogues["Spotify"].bodies["country"] = error

    report = world.run(Stage.EXTRACT)

    assert service_of(report, "Spotify", "country").status is ListStatus.MISSING
    assert service_of(report, "Spotify", "country").reason == str(error)
    others = [(s, g) for g in TWO_GENRES for s in SERVICES if (s, g) != ("Spotify", "country")]
    assert {service_of(report, s, g).status for s, g in others} == {ListStatus.FRESH}
    assert {s for g in TWO_GENRES for s in world.lists.of(g).playlists} == set(SERVICES)
    assert set(world.lists.of("country").playlists) == {"AppleMusic", "SoundCloud"}


def test_all_lists_and_headers_of_all_genres_are_asked_for_at_once() -> None:
    world = World(genres=TWO_GENRES)
    calls = 2 * len(SERVICES) * len(TWO_GENRES)
    world.threads = calls
    meeting = Barrier(calls, timeout=10)
    for service in SERVICES:
        met = MeetingCatalog(service, source=world.source, meter=world.meter, clock=world.clock)
        met.meeting = meeting
        met.bodies = world.catalogues[service].bodies
        world.catalogues[service] = met

    report = world.run(Stage.EXTRACT)

    fetched = [service_of(report, s, g) for g in TWO_GENRES for s in SERVICES]
    assert [each.status for each in fetched] == [ListStatus.FRESH] * len(fetched)


def test_one_thread_is_enough() -> None:
    world = World(genres=TWO_GENRES)
    world.threads = 1

    report = world.run(Stage.EXTRACT)

    assert {service_of(report, s, g).entries for g in TWO_GENRES for s in SERVICES} == {10}


def test_every_answer_is_kept_to_the_letter_with_its_header() -> None:
    world = World(services=("Spotify",))

    world.run(Stage.EXTRACT)

    state = world.lists.of("country").states["Spotify"]
    assert state.raw_id is not None
    kept = world.stores.playlists.raw([state.raw_id])[state.raw_id]
    assert kept.pages == (world.catalogues["Spotify"].bodies["country"],)
    assert kept.header == a_header("Spotify country").model_dump_json()


def test_an_answer_that_cannot_be_understood_is_kept_too_and_counts_for_nothing() -> None:
    world = World()
    world.catalogues["Spotify"].bodies["country"] = AN_HTML_PAGE

    report = world.run(Stage.EXTRACT)

    garbage = world.catalogues["Spotify"].fetch("country")
    named = garbage.model_copy(update={"header": world.catalogues["Spotify"].fetch_header("country")})
    assert world.stores.playlists.raw([named.id]) == {named.id: named}
    assert service_of(report, "Spotify").status is ListStatus.MISSING
    assert "Spotify" not in world.lists.of("country").playlists


def test_every_attempt_is_logged_with_its_outcome() -> None:
    world = World()
    world.catalogues["Spotify"].bodies["country"] = UpstreamUnavailable("spotify23", "503")

    world.run(Stage.EXTRACT)

    log = world.stores.playlists.fetches("country", "rapidapi")
    assert {service: [f.outcome for f in fetches] for service, fetches in log.items()} == {
        "Spotify": [Outcome.FAILED],
        "AppleMusic": [Outcome.GOOD],
        "SoundCloud": [Outcome.GOOD],
    }
    failed = log["Spotify"][0]
    assert (failed.raw_id, failed.length, failed.fingerprint) == (None, 0, "")


def test_each_call_is_a_step_that_tells_how_it_went() -> None:
    world = World(services=("Spotify", "AppleMusic"))
    world.catalogues["Spotify"].bodies["country"] = UpstreamUnavailable("spotify23", "spotify23 answered 503")

    world.run(Stage.EXTRACT)

    steps = {x.service: (x.status, x.detail) for x in world.observer.left if x.stage is Stage.EXTRACT}
    assert steps == {
        "Spotify": ("failed", "spotify23 answered 503"),
        "Spotify header": ("ok", ""),
        "AppleMusic": ("ok", "10 entries"),
        "AppleMusic header": ("ok", ""),
    }


def test_a_list_with_unreadable_places_counts_them_and_says_so() -> None:
    world = World()
    world.catalogues["Spotify"].lists("country", tunes("Spotify", range(1, 10)), length=10)

    report = world.run(Stage.EXTRACT)

    told = service_of(report, "Spotify")
    assert (told.entries, told.identified, told.malformed) == (10, 9, ["entry 10 is null"])
