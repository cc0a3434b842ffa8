"""Which weeks a recording spends in which service's list, before anybody knows which recording it is.

Each place of a list is a lane around the cycle, filled without a gap by one stay after another; so a list
always has its length, and as many leave as enter. Then stays on different services are tied together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.weeks import ALL_WEEKS, EDITIONS, start_of, stay

SERVICES = ("Spotify", "AppleMusic", "SoundCloud")

# How long a recording stays, in weeks: the recorded lists change at these paces.
_SHORTEST_STAY = {"Spotify": 4, "AppleMusic": 3, "SoundCloud": 2}
_LONGEST_STAY = {"Spotify": 14, "AppleMusic": 11, "SoundCloud": 6}
_PERCENT_SHARED_BY_SPOTIFY_AND_APPLE = 52
_PERCENT_SHARED_BY_SOUNDCLOUD = 17
# Of the lanes.
_PERCENT_COMING_BACK = 7
_PERCENT_STAYING_FOR_GOOD = 3
# How many careers begin on SoundCloud and spread from there.
_SPREADING = 3
# Among how many stays a partner is looked for; more would only cost time.
_LOOKED_THROUGH = 50


@dataclass(slots=True)
class Career:
    """The weeks on each service that lists the recording, and those in which all of these do."""

    weeks: dict[str, int]
    shared: int = ALL_WEEKS

    def __post_init__(self) -> None:
        for weeks in self.weeks.values():
            self.shared &= weeks

    def reach(self, service: str, weeks: int) -> None:
        """Add a stay on one more service."""
        self.weeks[service] = weeks
        self.shared &= weeks


def careers(lengths: Mapping[str, int], chance: Chance) -> list[Career]:
    """Careers that fill lists of these lengths in every week of the cycle."""
    stays = {service: chance.shuffled(_stays(service, lengths[service], chance)) for service in SERVICES}
    result = [_spreading(stays) for _ in range(_SPREADING)]
    paired = len(stays["Spotify"]) * _PERCENT_SHARED_BY_SPOTIFY_AND_APPLE // 100
    result += [
        Career({"Spotify": weeks, "AppleMusic": _closest(stays["AppleMusic"], weeks)})
        for weeks in _taken_evenly(stays["Spotify"], paired)
    ]
    for service in ("Spotify", "AppleMusic"):
        result += [Career({service: weeks}) for weeks in stays[service]]
    _join_soundcloud(result, stays["SoundCloud"], chance)
    return result


def _stays(service: str, lanes: int, chance: Chance) -> list[int]:
    # Every week begins about as many stays, so that none goes by without a change.
    return [weeks for lane in range(lanes) for weeks in _lane(service, lane % EDITIONS, chance)]


def _lane(service: str, start: int, chance: Chance) -> list[int]:
    """Stays that fill the cycle once, from a week on."""
    if chance.happens(_PERCENT_COMING_BACK):
        return [stay(start, 5) | stay(start + 7, 5), stay(start + 5, 2), stay(start + 12, EDITIONS - 12)]
    if service != "SoundCloud" and chance.happens(_PERCENT_STAYING_FOR_GOOD):
        return [ALL_WEEKS]
    left, stays = EDITIONS, list[int]()
    shortest = _SHORTEST_STAY[service]
    while left:
        length = chance.between(shortest, _LONGEST_STAY[service])
        length = length if left - length >= shortest else left
        stays.append(stay(start + EDITIONS - left, length))
        left -= length
    return stays


def _spreading(stays: dict[str, list[int]]) -> Career:
    """A career that begins on SoundCloud, reaches Spotify, then Apple Music, and is on all at last."""
    for first in stays["SoundCloud"]:
        for second in _soon_after(first, stays["Spotify"]):
            for third in _soon_after(second, stays["AppleMusic"]):
                if first & second & third:
                    chosen = dict(zip(SERVICES, (second, third, first), strict=True))
                    for service, weeks in chosen.items():
                        stays[service].remove(weeks)
                    return Career(chosen)
    raise AssertionError("the invented lists hold no career that spreads")


def _soon_after(weeks: int, stays: list[int]) -> list[int]:
    """The stays that begin one week to three later, while the first still lasts."""
    start = start_of(weeks)
    return [s for s in stays if s & weeks and 1 <= (start_of(s) - start) % EDITIONS <= 3]


def _taken_evenly(stays: list[int], count: int) -> list[int]:
    """Take so many stays that their beginnings are spread over the cycle."""
    by_start = sorted(range(len(stays)), key=lambda i: start_of(stays[i]))
    taken = {by_start[n * len(stays) // count] for n in range(count)}
    result = [weeks for i, weeks in enumerate(stays) if i in taken]
    stays[:] = [weeks for i, weeks in enumerate(stays) if i not in taken]
    return result


def _closest(stays: list[int], weeks: int) -> int:
    """Take the stay that covers these weeks best, of some."""
    some = range(min(len(stays), _LOOKED_THROUGH))
    best = max(some, key=lambda i: 3 * (stays[i] & weeks).bit_count() - stays[i].bit_count())
    return stays.pop(best)


def _join_soundcloud(careers_so_far: list[Career], stays: list[int], chance: Chance) -> None:
    """Give some careers a stay on SoundCloud, half of them such as are on both others, and add the rest."""
    shared = len(stays) * _PERCENT_SHARED_BY_SOUNDCLOUD // 100
    on_one = [career for career in careers_so_far if len(career.weeks) == 1]
    on_two = [career for career in careers_so_far if len(career.weeks) == 2]
    for index, weeks in enumerate(_taken_evenly(stays, shared)):
        _best_fit(on_two if index % 2 else on_one, weeks).reach("SoundCloud", weeks)
    careers_so_far += [Career({"SoundCloud": weeks}) for weeks in chance.shuffled(stays)]


def _best_fit(some: list[Career], weeks: int) -> Career:
    best = max(range(len(some)), key=lambda i: (some[i].shared & weeks).bit_count())
    return some.pop(best)
