"""Whether a list that was answered can be the list that was asked for."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from tunemeld.domain.corrections import Corrections
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import Fetch, Outcome, ServicePlaylist
from tunemeld.domain.ranking import Standing
from tunemeld.domain.recognition import recognise

# A list that shrinks below this share of its last good length is held back.
SHORTEST_SHARE = 0.6
# A list is wrong if it shares nothing where this many recordings were shared before.
SHARED_BEFORE = 5
# A held list is believed once it has come back the same on this many runs, this far apart.
SIGHTINGS = 3
# A day, less the hour by which a daily run may come early: clocks jitter, and one day of the year is short.
SIGHTING_GAP = timedelta(hours=23)


def too_short(length: int, last_good: int) -> bool:
    """Whether a list has shrunk below 60 % of its last good length."""
    return length < SHORTEST_SHARE * last_good


def shared_recordings(groups: Iterable[Sequence[Listing]]) -> dict[str, int]:
    """Per service, how many recordings it shares with any other; each group is one recording."""
    on_services = ({listing.service for listing in listings} for listings in groups)
    return dict(Counter(s for services in on_services if len(services) > 1 for s in services))


def shared_standings(standings: Iterable[Standing]) -> dict[str, int]:
    """The same count, from the standings of a publication."""
    return dict(Counter(s for x in standings if len(x.positions) > 1 for s in x.positions))


def wrong_lists(
    services: Iterable[str], now: Mapping[str, int], before: Mapping[str, int], known: Collection[str]
) -> tuple[str, ...]:
    """The services whose lists suddenly share nothing with the others, sorted by name.

    `now` and `before` are what `shared_recordings` counts in these lists, and counted in the last chart.
    A service that is not `known`, since it never had a good list, is wrong beside two others that agree
    on five recordings or more.
    """
    agreed = max(now.values(), default=0)
    expected = {s: before.get(s, 0) if s in known else agreed for s in services}
    return tuple(s for s in sorted(expected) if not now.get(s) and expected[s] >= SHARED_BEFORE)


def seen_often_enough(candidate: Fetch, earlier: Iterable[Fetch]) -> bool:
    """Whether a held list has come back the same on three runs, each a day or more after the one before.

    `earlier` are the attempts since the last good one, newest first; `candidate` is the present one.
    """
    sightings, last = 1, candidate.at
    for fetch in earlier:
        same = fetch.outcome is Outcome.HELD and fetch.fingerprint == candidate.fingerprint
        if same and last - fetch.at >= SIGHTING_GAP:
            sightings, last = sightings + 1, fetch.at
    return sightings >= SIGHTINGS


def doubts(
    answered: Mapping[str, ServicePlaylist],
    last_good: Mapping[str, ServicePlaylist],
    good_lengths: Mapping[str, int],
    shared_before: Mapping[str, int],
    corrections: Corrections,
) -> dict[str, str]:
    """What speaks against each list that was answered, a sentence a service; empty where nothing does.

    `last_good` are the lists of services that did not answer, for the others to be compared with.
    """
    found = {
        service: f"{listed.length} entries where the last good list had {good_lengths[service]}"
        for service, listed in answered.items()
        if too_short(listed.length, good_lengths.get(service, 0))
    }
    compared = {**last_good, **answered}
    entries = (entry for listed in compared.values() for entry in listed.entries)
    shared_now = shared_recordings(group.listings for group in recognise(entries, corrections).groups)
    for service in wrong_lists(compared, shared_now, shared_before, good_lengths):
        if service in answered:
            before = shared_before.get(service)
            told = f", {before} before" if before else ", while those agree with each other"
            found.setdefault(service, f"the list shares no recording with the other services{told}")
    return found
