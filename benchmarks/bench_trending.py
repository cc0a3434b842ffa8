"""What trending costs, and how often it is right: on recorded weeks, two weeks and one week ahead."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import accumulate

from benchmarks.foretelling import (
    Case,
    Hits,
    Scores,
    advantage,
    area,
    cases,
    hits,
    interval,
    picked_share,
)
from benchmarks.measure import in_ms, interleaved
from benchmarks.recorded_weeks import replayed
from tests.shared import RECORDED
from tests.weeks import after_weeks, on_both

from tunemeld.domain.ranking import rank
from tunemeld.domain.reading import METRICS, SOUNDCLOUD, SPOTIFY
from tunemeld.domain.trending import Trend, trending

_PLAYS, _POPULARITY = (SOUNDCLOUD,), (SPOTIFY,)
_DEFAULT = (SOUNDCLOUD, SPOTIFY)
_ROUNDS = 15
# What an order tells of fewer tracks than this is chance.
_FEWEST = 50
_ALL = {"counts": 0.5, "rank_momentum": 0.35, "breadth": 0.15}


def main() -> None:
    """Print what it costs, and a table for each time ahead and each outcome."""
    _tell_cost()
    if not RECORDED.is_dir():
        print(f"  how often it is right is not measured, since {RECORDED} is absent\n")
        return
    weeks = list(replayed())
    for days in (14, 7):
        told = [case for case in cases(weeks, timedelta(days=days)) if _trends(case, _DEFAULT)]
        tracks = sum(len(case.stayed) for case in told)
        print(f"Trending, {days} days ahead: {len(told)} weeks, {tracks} places of charts")
        for name, outcome in (("still there", lambda c: c.stayed), ("higher", lambda c: c.rose)):
            _table(name, told, outcome)
    print()


def _tell_cost() -> None:
    """A genre of sixty tracks, with ninety daily readings on each of three counters."""
    chance = random.Random(1)  # noqa: S311 - the same counts every time
    tracks = [f"track {n:02}" for n in range(60)]
    counts = {
        counter: {track: [*accumulate(chance.choices(range(10_000), k=90))] for track in tracks}
        for counter in METRICS
    }
    published = after_weeks(on_both(*chance.sample(tracks, 60)), on_both(*tracks), counts=counts)
    snapshot = published.snapshot
    seconds = interleaved(
        {
            "trending": lambda: trending(published, published.publication.at, counters=tuple(METRICS)),
            "ranking": lambda: rank(snapshot.standings, snapshot.lengths),
        },
        rounds=_ROUNDS,
    )
    print(f"Trending of 60 tracks with 16,200 readings, median of {_ROUNDS} rounds, taken in turns")
    print(f"  trending {in_ms(seconds['trending'])}, ranking the chart alone {in_ms(seconds['ranking'])}")


def _table(name: str, told: Sequence[Case], outcome: Callable[[Case], Mapping[str, bool]]) -> None:
    everybody = [came_true for case in told for came_true in outcome(case).values()]
    print(f"  {name}: {sum(everybody) / len(everybody):.0%} of the charts; of the ten first by")
    for contender, scores in CONTENDERS.items():
        # A week in which nothing of the kind is known says nothing of it.
        scored = [(scores(case), outcome(case)) for case in told]
        week_by_week = [hits(known, came_true) for known, came_true in scored if known]
        print(f"    {contender:<34}{_line(week_by_week)}")


def _line(weeks: Sequence[Hits]) -> str:
    known = sum(week.known for week in weeks)
    if known < _FEWEST:
        return f"tells of {known} places: too few"
    low, high = interval(weeks, advantage)
    worst, best = interval(weeks, area)
    picks = f"{sum(w.right for w in weeks)} of {sum(w.picked for w in weeks)}"
    return (
        f"{picks:>8}, {picked_share(weeks):3.0%}, {advantage(weeks):+4.0%} ({low:+.0%} to {high:+.0%}) "
        f"against the {known} known; area {area(weeks):.2f} ({worst:.2f} to {best:.2f})"
    )


def _trends(case: Case, counters: Sequence[str]) -> dict[str, Trend]:
    trends = trending(case.published, case.at, counters=counters)
    return {trend.recording_id: trend for trend in trends if trend.score is not None}


def _weighed(counters: Sequence[str], *parts: str) -> Callable[[Case], Scores]:
    """The score from some of the parts alone, for the tracks that have one of them."""

    def scores(case: Case) -> Scores:
        known = {track: _values(trend) for track, trend in _trends(case, counters).items()}
        weights = {
            track: {part: _ALL[part] for part in parts if part in values} for track, values in known.items()
        }
        return {
            track: sum(weight * known[track][part] for part, weight in each.items()) / sum(each.values())
            for track, each in weights.items()
            if each
        }

    return scores


def _values(trend: Trend) -> dict[str, float]:
    parts = trend.parts
    compared = {"rank_momentum": parts.rank_momentum, "breadth": parts.breadth}
    values = {name: part.z for name, part in compared.items() if part}
    return values if parts.counts is None else {**values, "counts": parts.counts}


def _plays(case: Case) -> Scores:
    """The newest count of plays."""
    series = {track: each.get(SOUNDCLOUD) for track, each in case.published.series.items()}
    return {
        track: float(each.points[-1].value)
        for track, each in series.items()
        if each and each.points and track in case.stayed
    }


def _top(case: Case) -> Scores:
    trends = trending(case.published, case.at, counters=())
    return {trend.recording_id: -float(trend.rank) for trend in trends}


def _by_chance(case: Case) -> Scores:
    chance = random.Random(case.at.toordinal())  # noqa: S311 - the same order every time
    return {track: chance.random() for track in sorted(case.stayed)}


CONTENDERS: dict[str, Callable[[Case], Scores]] = {
    "trending": _weighed(_DEFAULT, *_ALL),
    "without Spotify's popularity": _weighed(_PLAYS, *_ALL),
    "growth of plays and popularity": _weighed(_DEFAULT, "counts"),
    "growth of popularity alone": _weighed(_POPULARITY, "counts"),
    "growth of plays alone": _weighed(_PLAYS, "counts"),
    "ranks and breadth alone": _weighed(_PLAYS, "rank_momentum", "breadth"),
    "ranks alone": _weighed(_PLAYS, "rank_momentum"),
    "breadth alone": _weighed(_PLAYS, "breadth"),
    "plays, most first": _plays,
    "rank, best first": _top,
    "chance": _by_chance,
}


if __name__ == "__main__":
    main()
