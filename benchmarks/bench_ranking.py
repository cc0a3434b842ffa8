"""What each ranking strategy costs a recording, beside a plain Borda count."""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from benchmarks.measure import in_ms, interleaved

from tunemeld.domain.ranking import Standing, Strategy, rank

_LENGTHS = {"Spotify": 50, "AppleMusic": 100, "SoundCloud": 50}
# A genre of today, and one of a hundred times the length.
_FACTORS = (1, 100)
_ROUNDS = 15


def main() -> None:
    """Print a line for each strategy and size."""
    print(f"Ranking, median of {_ROUNDS} rounds, taken in turns")
    for factor in _FACTORS:
        lengths = {service: length * factor for service, length in _LENGTHS.items()}
        standings = _standings(lengths)
        ranked = len(rank(standings, lengths))
        contenders: dict[str, Callable[[], object]] = {
            strategy.value: partial(rank, standings, lengths, strategy) for strategy in Strategy
        }
        seconds = interleaved(
            contenders | {"a Borda count": partial(_borda, standings, lengths)}, rounds=_ROUNDS
        )
        print(f"  {len(standings)} recordings, {ranked} of them on two lists or more")
        for name, taken in seconds.items():
            print(f"    {name:<15}{in_ms(taken)}, {taken / seconds['a Borda count']:.1f} of a Borda count")
    print()


def _standings(lengths: Mapping[str, int]) -> list[Standing]:
    """Three lists that share a third of their recordings, in orders that have nothing in common."""
    chance = random.Random(1)  # noqa: S311 - the same lists every time
    pool = [f"recording {n}" for n in range(sum(lengths.values()) * 2 // 3)]
    positions: dict[str, dict[str, int]] = {}
    for service, length in lengths.items():
        for position, recording in enumerate(chance.sample(pool, length), start=1):
            positions.setdefault(recording, {})[service] = position
    return [Standing(id=recording, positions=places) for recording, places in positions.items()]


def _borda(standings: Sequence[Standing], lengths: Mapping[str, int]) -> list[tuple[float, str]]:
    """Points by how many places lie below, in parts of the list; the least that a rank aggregation does."""
    return sorted(
        (-sum(1 - p / lengths[service] for service, p in standing.positions.items()), standing.id)
        for standing in standings
        if len(standing.positions) > 1
    )


if __name__ == "__main__":
    main()
