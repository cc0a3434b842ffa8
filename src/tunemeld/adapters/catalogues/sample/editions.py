"""Which recording stands at which place of a service's list in an edition."""

from dataclasses import dataclass
from functools import lru_cache

from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.weeks import ALL_WEEKS, EDITIONS, age, is_in
from tunemeld.adapters.catalogues.sample.world import Charting, world

# What is on more services stands higher, in the recorded lists at 0.15, 0.40 and 0.59 of the length in the
# mean. Otherwise the services' orders have little in common.
_BREADTH = {3: 40, 2: 300, 1: 520}
_TASTE = 700
_MOOD = 60
# How far below its best place a recording stands, by its weeks in the list: it climbs, and then it falls.
_CLIMB = (260, 170, 80, 20, 0, 30, 70, 120, 160, 200, 230, 260, 280, 300, 310, 320)
_WEEKS_SAVED_BY_A_HIT = 4

# Spotify shows an empty place now and then, where a track has just been withdrawn.
_WITHDRAWN = {("dance", 5): 43, ("rap", 11): 20}
_APART_IN_APPLES_LIST = 9


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at a place: a recording, or None where the service shows an empty one.

    `again` is true where the list holds the recording a second time, from another album.
    """

    recording: Recording | None
    again: bool = False


@lru_cache(maxsize=256)
def places(service: str, genre: str, edition: int) -> tuple[Place, ...]:
    """A list's places, from the first one on."""
    listed = [c for c in world(genre) if is_in(c.weeks.get(service, 0), edition)]
    listed.sort(key=lambda charting: _standing(charting, service, edition))
    result = [Place(charting.recording) for charting in listed]
    if service == "AppleMusic":
        _repeat(result)
        # Apple's list is not always of the same length.
        return tuple(result[: len(result) - (edition % 5 == 3)])
    if service == "Spotify" and (withdrawn := _WITHDRAWN.get((genre, edition))):
        result[withdrawn - 1] = Place(None)
    return tuple(result)


def _standing(charting: Charting, service: str, edition: int) -> tuple[int, int]:
    """What a list is sorted by: smaller stands higher."""
    number, weeks = charting.recording.number, charting.weeks[service]
    chance = Chance(f"standing/{service}/{number}")
    breadth = sum(is_in(stay, edition) for stay in charting.weeks.values())
    taste = chance.below(_TASTE)
    head_start = _WEEKS_SAVED_BY_A_HIT * chance.happens(15)
    mood = Chance(f"mood/{service}/{number}/{edition}").below(_MOOD)
    return _BREADTH[breadth] + taste + _climb(weeks, edition, head_start, number) + mood, number


def _climb(weeks: int, edition: int, head_start: int, number: int) -> int:
    if weeks == ALL_WEEKS:
        # What never leaves goes down and up again.
        return abs((edition + number) % EDITIONS - EDITIONS // 2) * 40
    return _CLIMB[min(age(weeks, edition) - 1 + head_start, len(_CLIMB) - 1)]


def _repeat(result: list[Place]) -> None:
    for index, place in enumerate(result):
        if place.recording and place.recording.twice_on_apple and not place.again:
            result.insert(index + _APART_IN_APPLES_LIST, Place(place.recording, again=True))
            return
