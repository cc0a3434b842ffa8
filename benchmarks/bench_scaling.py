"""How long a run takes with many genres by any number of workers, what bounds it, and what is kept of it.

By default a few genres, so that it ends within about a minute; `--genres 1000 --workers 1 2 4` is what
docs/scaling.md tells of. What is printed is Markdown.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence

from benchmarks.fleet import Fleet, fleet
from benchmarks.measured_runs import PEER, Measured, database_of, measured
from benchmarks.scaling_tables import print_api, print_runs, print_sizes, print_storage
from benchmarks.stored import Shown, client, kept, remembered, shown
from benchmarks.taken_over import taken_over

_TWICE = ("all new", "same lists")
_NEXT = "lists of the next week"


def main() -> None:
    """Measure one process, then each number of workers, each over a database of its own."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--genres", type=int, default=4, metavar="N")
    asked.add_argument("--workers", type=int, nargs="+", default=[2], metavar="N")
    asked.add_argument("--once", action="store_true", help="no second run over the same lists")
    asked.add_argument(
        "--untold", action="store_true", help="no telling where workers work: it takes as long as without"
    )
    given = asked.parse_args()
    lists = _TWICE[:1] if given.once else _TWICE
    with fleet(given.genres) as machine:
        print(f"{given.genres:,} genres, three lists of 100 each, 50 ms a call upstream\n")
        print_runs(_runs(machine, given.genres, given.workers, lists, tells=not given.untold), given.genres)
        last = given.workers[-1]
        print_api(taken_over(machine, database_of(last), given.genres), given.genres)
        _tell_of_a_week(machine, given.genres, last)
    print()


def _runs(
    machine: Fleet, genres: int, counts: Sequence[int], kinds: Sequence[str], *, tells: bool
) -> list[Measured]:
    """Runs over lists of these kinds, one after the other, by one process and by each number of workers."""
    runs = [_told(measured(machine, PEER, lists)) for lists in kinds]
    expected = shown(machine.settings(database_of(PEER)), genres)
    for count in counts:
        with machine.workers(database_of(count), count) as workers:
            runs += [_told(measured(machine, count, lists, workers, tells=tells)) for lists in kinds]
        _compare(expected, shown(machine.settings(database_of(count)), genres), count)
    return runs


def _told(run: Measured) -> Measured:
    """The same, said at once: all of it may take an hour, and fail at the end."""
    print(run, file=sys.stderr, flush=True)
    return run


def _compare(expected: Mapping[str, Shown], found: Mapping[str, Shown], count: int) -> None:
    """See that workers came to the same charts, to the last place.

    What two genres list goes by the name that the first one to publish it gives it, which may be either.
    """
    if wrong := [genre for genre in expected if found[genre].places != expected[genre].places]:
        raise RuntimeError(f"{count} workers came to other charts of {', '.join(wrong)} than one process")
    named = sum(found[genre].snapshot_id != expected[genre].snapshot_id for genre in expected)
    print(
        f"{count} workers: {len(found)} charts as by one process, {named} of them with a shared recording "
        "under the name that another genre gave it\n",
        flush=True,
    )


def _tell_of_a_week(machine: Fleet, genres: int, count: int) -> None:
    """Print what another week's lists cost, in time and in room."""
    machine.show_week(1)
    with (
        client(machine.mongod.url) as server,
        machine.workers(database_of(count), count) as workers,
    ):
        before = kept(server[database_of(count)])
        run = measured(machine, count, _NEXT, workers)
        after = kept(server[database_of(count)])
    print_runs([run], genres)
    print_storage(before, after, genres)
    print_sizes(run, remembered(machine.redis.url), genres)


if __name__ == "__main__":
    main()
