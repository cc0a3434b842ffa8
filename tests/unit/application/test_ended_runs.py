from collections.abc import Callable

import pytest
from tests.broken_stores import EndsAt, Killed
from tests.worlds import SERVICES, World, service_of

from tunemeld.adapters.stores.memory.charts import MemoryChartRepository
from tunemeld.application.errors import StoreError, UpstreamUnavailable
from tunemeld.application.report import ListStatus, RunStatus
from tunemeld.domain.snapshot import Draft, Publication

TWO_GENRES = ("country", "rap")
AWAY = UpstreamUnavailable("upstream", "the upstream answered 503")


def _interrupt_a_list(world: World) -> None:
    world.catalogues["SoundCloud"].bodies["rap"] = KeyboardInterrupt()


def _interrupt_a_header(world: World) -> None:
    world.catalogues["SoundCloud"].headers["rap"] = KeyboardInterrupt()


def _interrupt_a_search(world: World) -> None:
    world.show("Spotify", range(5, 15), genre="rap", coded=False)
    world.search.failures = [KeyboardInterrupt()]


def _interrupt_a_cover(world: World) -> None:
    world.show("AppleMusic", range(1, 11), genre="rap", covered=False)
    world.covers.failures = [KeyboardInterrupt()]


@pytest.mark.parametrize(
    "interrupt",
    [_interrupt_a_list, _interrupt_a_header, _interrupt_a_search, _interrupt_a_cover],
    ids=lambda f: f.__name__,
)
def test_an_interrupt_passes_keeps_what_was_done_and_is_written_down(
    interrupt: Callable[[World], None],
) -> None:
    world = World(genres=TWO_GENRES)
    interrupt(world)

    with pytest.raises(KeyboardInterrupt):
        world.run()

    stored = world.stores.runs.recent(1)[0]
    assert (stored.status, stored.error) == (RunStatus.INTERRUPTED, "interrupted; what was done is kept")
    assert stored.finished_at == world.clock.now()
    assert set(world.lists.of("country").playlists) == set(SERVICES)
    assert world.stores.charts.current("country") is None


def _disk_full() -> StoreError:
    return StoreError("the disk is full; free some space")


def test_a_store_that_fails_at_any_write_ends_the_run_with_its_error() -> None:
    probe = EndsAt(World().stores, 10_000, done=False)
    World(stores=probe).run()

    for write in range(1, probe.writes + 1):
        world = World()
        doomed = World(stores=EndsAt(world.stores, write, done=False, end=_disk_full))
        with pytest.raises(StoreError, match="the disk is full"):
            doomed.run()


class NoRoomForCharts(MemoryChartRepository):
    """The disk has room for everything but a chart."""

    def publish(self, draft: Draft) -> Publication | None:
        raise _disk_full()


def test_a_run_whose_store_failed_is_marked_as_failed_with_the_reason() -> None:
    world = World()
    world.stores.charts = NoRoomForCharts()

    with pytest.raises(StoreError):
        world.run()

    stored = world.stores.runs.recent(1)[0]
    assert (stored.status, stored.error) == (RunStatus.FAILED, "the disk is full; free some space")
    assert service_of(stored, "Spotify").status is ListStatus.FRESH
    assert stored.calls == {"applemusic": 2, "soundcloud": 2, "spotify": 2}


def test_a_defect_passes_and_is_written_down_without_its_words() -> None:
    world = World()
    world.search.failures = [ZeroDivisionError("secret")]
    for service in SERVICES:
        world.show(service, range(1, 4), coded=False)

    with pytest.raises(ZeroDivisionError):
        world.run()

    stored = world.stores.runs.recent(1)[0]
    assert (stored.status, stored.error) == (RunStatus.FAILED, "ended by a defect; see the log")


def test_a_run_that_was_killed_is_in_the_log_as_one_that_never_ended() -> None:
    world = World()
    doomed = World(stores=EndsAt(world.stores, 2, done=False))

    with pytest.raises(Killed):
        doomed.run()

    stored = world.stores.runs.recent(1)[0]
    assert (stored.status, stored.finished_at) == (RunStatus.RUNNING, None)
