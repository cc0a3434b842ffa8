"""What `bench_scaling` prints: tables in Markdown, ready for docs/scaling.md."""

from collections.abc import Mapping, Sequence

from benchmarks.measured_runs import Measured
from benchmarks.stored import Kept
from benchmarks.taken_over import TakenOver

from tunemeld.application.divide import STAGES

_WEEKS = 52
LARGEST_DOCUMENT = 16 * 1024**2
"""Bytes: https://www.mongodb.com/docs/manual/reference/limits"""


def print_runs(runs: Sequence[Measured], genres: int) -> None:
    """A row for each run; the first one over each kind of lists is what the others are measured by."""
    peers: dict[str, float] = {}
    head = ("by", "lists", "until all charts are there", "ratio", "genres/s", "parts/s", "telling")
    who = list(runs[0].computed)
    rows = []
    for run in runs:
        peer = peers.setdefault(run.lists, run.seconds)
        parts = f"{genres * len(STAGES) / run.working:.1f}" if run.workers else ""
        rows.append(
            (
                _by(run.workers),
                run.lists,
                f"{run.seconds:.1f} s",
                f"{run.seconds / peer:.2f}",
                f"{genres / run.seconds:.1f}",
                parts,
                "" if run.telling is None else f"{run.telling:.1f} s",
                *(f"{run.computed[each]:.1f} s" for each in who),
                f"{run.commands / genres:.0f}",
                f"{run.megabytes:.0f} MB",
            )
        )
    _print((*head, *(f"CPU of {each}" for each in who), "commands a genre", "memory"), rows)


def print_api(api: TakenOver, genres: int) -> None:
    """What one worker of the API makes of so many genres."""
    rows = [
        ("from its start to its first answer", f"{api.beginning:.1f} s"),
        ("memory", f"{api.megabytes:.0f} MB, {api.megabytes / genres * 1024:.0f} KB a genre"),
        ("computing while nothing happens", f"{api.idle * 100:.1f} % of a core"),
        ("from a publication until it is served", f"{api.delay:.1f} s"),
        ("computing for the run of one genre", f"{api.computed:.1f} s"),
    ]
    _print((f"the API, one worker, {genres:,} genres", ""), rows)


def print_storage(before: Mapping[str, Kept], after: Mapping[str, Kept], genres: int) -> None:
    """What a week adds, by collection, and what a year would; bytes on the disk, compressed."""
    rows, total = [], 0
    for name in sorted(after):
        old, new = before.get(name, Kept(0, 0, 0)), after[name]
        added = (new.data - old.data) + (new.indexes - old.indexes)
        total += added
        documents = f"{(new.documents - old.documents) / genres:.1f}"
        sizes = (added, new.data, new.indexes)
        rows.append((f"`{name}`", documents, *(_kilobytes(each / genres) for each in sizes)))
    a_year = f"{total / genres * _WEEKS / 1e6:.1f} MB"
    rows.append(("all", "", f"{_kilobytes(total / genres)}, {a_year} a year", "", ""))
    head = ("collection", "documents a week", "a week", "data after two weeks", "indexes after two weeks")
    _print((head[0], *(f"{each}, by genre" for each in head[1:])), rows)


def print_sizes(run: Measured, remembered: int, genres: int) -> None:
    """What grows with the genres and must fit somewhere whole."""
    longest = LARGEST_DOCUMENT / run.report * genres
    rows = [
        (
            "the report of a run, by genre",
            f"{_kilobytes(run.report / genres)}: {longest:,.0f} genres at most",
        ),
        ("Redis, by genre", _kilobytes(remembered / genres)),
    ]
    _print(("what must fit somewhere whole", ""), rows)


def _by(workers: int) -> str:
    return f"{workers} worker{'s' if workers > 1 else ''}" if workers else "one process"


def _kilobytes(size: float) -> str:
    return f"{size / 1000:.1f} KB"


def _print(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for row in (head, ["---"] * len(head), *rows):
        print(f"| {' | '.join(row)} |")
    print()
