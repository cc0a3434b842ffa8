from collections.abc import Collection, Mapping

import pytest
from tests.builders import a_lookup
from tests.fakes import ALL_UPSTREAM_ERRORS
from tests.scripted_lookups import ScriptedCovers
from tests.worlds import DAY, World

from tunemeld.adapters.stores.memory.upstreams import MemoryLookupMemory
from tunemeld.application.errors import UpstreamError
from tunemeld.domain.lookup import Lookup, LookupKind

COVER = "https://covers.example/{}.jpg"


def coverless(batch_size: int = 50, *, count: int = 5) -> World:
    """A world whose lists show no covers; Spotify's tunes are its own."""
    world = World()
    world.covers = ScriptedCovers(batch_size)
    for service in ("AppleMusic", "SoundCloud"):
        world.show(service, range(1, count + 1), covered=False)
    world.show("Spotify", range(901, 907), covered=False)
    return world


def knows(world: World, *numbers: int) -> None:
    world.covers.known.update({f"tune-{n}": COVER.format(n) for n in numbers})


def test_covers_are_asked_for_in_the_fewest_calls_and_for_one_service_only() -> None:
    world = coverless(batch_size=2)
    knows(world, *range(1, 6))

    report = world.run()

    assert world.covers.asked == [("tune-1", "tune-2"), ("tune-3", "tune-4"), ("tune-5",)]
    assert report.genres["country"].covers_found == 5


def test_each_call_for_covers_is_a_step_of_the_run() -> None:
    world = coverless(batch_size=3)
    knows(world, 1)

    report = world.run()

    steps = [step for step in world.observer.left if step.service == "AppleMusic covers"]
    assert [(s.run_id, s.stage, s.genre) for s in steps] == [(report.run_id, "transform", "country")] * 2
    assert [s.detail for s in steps] == ["1 of 3 found", "0 of 2 found"]


def test_a_cover_that_was_found_is_published() -> None:
    world = coverless()
    knows(world, 1)

    world.run()

    covers = [track.album_cover_url for track in world.chart().tracks]
    assert covers == [COVER.format(1), None, None, None, None]


class OvertakenMemory(MemoryLookupMemory):
    """What is remembered, where another run remembers a cover after this one first looked for covers."""

    def recall(self, kind: LookupKind, keys: Collection[str]) -> Mapping[str, Lookup]:
        """What is remembered now; then the other run finds its cover."""
        found = super().recall(kind, keys)
        if kind is LookupKind.COVER:
            self.remember(kind, [a_lookup("AppleMusic:tune-1", COVER.format(1))])
        return found


def test_a_cover_that_another_run_found_meanwhile_is_published_too() -> None:
    world = coverless(count=2)
    world.stores.lookups = OvertakenMemory()

    world.run()

    assert world.covers.asked == [("tune-2",)]
    assert [track.album_cover_url for track in world.chart().tracks] == [COVER.format(1), None]


def test_covers_found_and_missed_are_not_asked_for_again() -> None:
    world = coverless(count=2)
    knows(world, 1)

    reports = [world.run(), world.run_later(DAY - 1)]

    assert world.covers.asked == [("tune-1", "tune-2")]
    assert [r.genres["country"].covers_found for r in reports] == [1, 0]
    assert not reports[1].genres["country"].published


def test_a_missing_cover_is_asked_for_again_after_a_day_then_after_two() -> None:
    world = coverless(count=1)
    world.run()

    for _ in range(3):
        world.run_later(DAY)

    assert len(world.covers.asked) == 3


def test_a_cover_on_two_genres_is_asked_for_once_and_shown_in_both() -> None:
    world = World(genres=("country", "pop"))
    for genre in world.genres:
        for service in ("AppleMusic", "SoundCloud"):
            world.show(service, range(1, 3), genre=genre, covered=False)
        world.show("Spotify", range(901, 907), genre=genre)
    knows(world, 1, 2)

    world.run()

    assert world.covers.asked == [("tune-1", "tune-2")]
    assert [world.chart(g).tracks[0].album_cover_url for g in world.genres] == [COVER.format(1)] * 2


@pytest.mark.parametrize("error", ALL_UPSTREAM_ERRORS, ids=lambda error: type(error).__name__)
def test_a_failure_is_noted_costs_no_chart_and_is_no_miss(error: UpstreamError) -> None:
    world = coverless(batch_size=2)
    knows(world, *range(1, 6))
    world.covers.failures = [None, error]

    first = world.run()
    second = world.run()

    assert first.notes[1:] == [f"covers could not be had: {error}"]
    assert [r.genres["country"].covers_found for r in (first, second)] == [2, 3]
    assert first.genres["country"].on_chart == 5
    assert world.covers.asked[2:] == [("tune-3", "tune-4"), ("tune-5",)]
