"""Promise 1: killed at any write and run again, all is as after a run that was never killed."""

import copy
import copyreg
import functools
import inspect
import sys
from collections.abc import Iterator
from threading import Lock
from typing import Any, get_type_hints

import pytest
from tests.broken_stores import READS, EndsAt, Killed
from tests.builders import a_header, a_listing
from tests.clocks import HandClock
from tests.worlds import WEEK, World, contents

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.ports import events, schedule
from tunemeld.application.ports import stores as stores_ports
from tunemeld.domain.chart import ChartTrack

GENRES = ("country", "rap")
PAST_ALL_WRITES = 10_000

# Stores are copied with locks of their own.
copyreg.pickle(type(Lock()), lambda _: (Lock, ()))


def _installation(week: int, stores: MemoryStores) -> World:
    """A process in a week of which every list, header and catalogue has something to say.

    Rap knows no ISRC but those that lookups find; in the first week SoundCloud is away, and from the third
    on its country list is short, so that it is held at first and accepted in the fifth.
    """
    clock = HandClock()
    clock.put_forward(week * WEEK)
    world = World(genres=GENRES, stores=stores, clock=clock)
    world.show("Spotify", range(week, week + 10))
    world.show("AppleMusic", range(week + 1, week + 11), covered=False)
    world.show("SoundCloud", range(6, 9) if week >= 3 else range(2, 12), coded=False, plays=week)
    for service in world.catalogues:
        world.show(service, range(100 + week, 110 + week), genre="rap", coded=False)
    for number in range(101, 120, 2):
        hit = a_listing("catalogue", title=f"Tune {number}", isrc=f"QZTM424{number:05d}")
        world.search.known[f"tune {number}"] = (hit,)
    world.covers.known = {f"tune-{n}": f"https://covers.example/{n}.jpg" for n in range(2, 20, 3)}
    if week == 1:
        world.catalogues["SoundCloud"].bodies["rap"] = UpstreamUnavailable("soundcloud-scraper", "503")
    if week == 2:
        world.catalogues["Spotify"].headers["country"] = UpstreamUnavailable("oembed", "503")
        world.catalogues["Spotify"].headers["rap"] = a_header("Renamed").model_dump_json()
    return world


def _after(*weeks: int) -> MemoryStores:
    return copy.deepcopy(_kept_after(*weeks))


@functools.cache
def _kept_after(*weeks: int) -> MemoryStores:
    if not weeks:
        return MemoryStores()
    stores = _after(*weeks[:-1])
    _installation(weeks[-1], stores).run()
    return stores


def _what_readers_see(stores: MemoryStores, week: int) -> dict[str, Any]:
    """Charts with their history, service playlists, recordings and lookups, without the runs' names."""
    world = _installation(week, stores)
    kept = contents(stores)
    return {
        "charts": {g: world.chart(g).model_dump(exclude={"run_id"}) for g in GENRES},
        "publications": {
            g: [p.model_dump(exclude={"run_id"}) for p in stores.charts.publications(g, world.source)]
            for g in GENRES
        },
        "playlists": {g: world.lists.of(g) for g in GENRES},
        "snapshots": kept["charts"]["_snapshots"],
        "recordings": kept["recordings"],
        "lookups": {k: x.model_dump(exclude={"run_id"}) for k, x in kept["lookups"]["_lookups"].items()},
    }


def _kills(week: int, *before: int, every: int = 1) -> Iterator[tuple[str, MemoryStores]]:
    """What a run of this week leaves behind when it is killed: at each of its writes, done and undone.

    Or at every so many of these moments only.
    """
    whole = EndsAt(_after(*before), PAST_ALL_WRITES, done=False)
    _installation(week, whole).run()
    moments = [(write, done) for write in range(1, whole.writes + 1) for done in (False, True)]
    for write, done in moments[::every]:
        stores = _after(*before)
        with pytest.raises(Killed):
            _installation(week, EndsAt(stores, write, done=done)).run()
        yield f"killed at write {write} of {whole.writes}, done: {done}", stores


@pytest.mark.parametrize("week", [1, 2, 3], ids=["first run", "later run", "run that holds a list"])
def test_a_run_that_was_killed_and_run_again_equals_one_that_never_was(week: int) -> None:
    before = range(1, week)
    expected = _what_readers_see(_after(*before, week), week)

    for killed, stores in _kills(week, *before):
        _installation(week, stores).run()

        assert _what_readers_see(stores, week) == expected, killed


def test_the_weeks_after_a_kill_equal_those_of_a_run_that_never_was_killed() -> None:
    expected = _what_readers_see(_after(1, 2, 3, 4, 5), 5)
    assert len(expected["playlists"]["country"].playlists["SoundCloud"].entries) == 3

    # An odd step falls on writes that were done as well as on those that were not.
    for killed, stores in _kills(3, 1, 2, every=3):
        for week in (3, 4, 5):
            _installation(week, stores).run()

        assert _what_readers_see(stores, 5) == expected, killed


def test_a_killed_run_leaves_readers_the_old_chart_or_the_new_one() -> None:
    old, new = _tracks(_after(1), 1), _tracks(_after(1, 2), 2)
    seen = set()

    for killed, stores in _kills(2, 1):
        for genre, tracks in _tracks(stores, 2).items():
            assert tracks in (old[genre], new[genre]), killed
            seen.add((genre, tracks == new[genre]))

    assert seen == {(genre, whole) for genre in GENRES for whole in (False, True)}


def _tracks(stores: MemoryStores, week: int) -> dict[str, tuple[ChartTrack, ...]]:
    world = _installation(week, stores)
    return {genre: world.chart(genre).tracks for genre in GENRES}


def test_every_method_of_a_store_is_known_to_read_or_else_taken_for_a_write() -> None:
    ports = [
        port
        for port in vars(stores_ports).values()
        if getattr(port, "__module__", "") == stores_ports.__name__
    ]
    ports += [events.EventLog, events.HandlerPlaces, schedule.Leases, schedule.ScheduleLog]
    methods = {
        name: get_type_hints(method, vars(sys.modules[port.__module__])).get("return")
        for port in ports
        for name, method in vars(port).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }

    assert methods.keys() >= READS
    assert {name for name, returned in methods.items() if returned is type(None)} == (
        methods.keys() - READS - {"publish", "spend", "take", "renew"}
    )
