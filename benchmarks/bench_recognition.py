"""What recognising costs a listing, beside putting entries into a dictionary by ISRC."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from benchmarks.invented import listings
from benchmarks.measure import in_ms, interleaved

from tunemeld.domain.credits import single_names
from tunemeld.domain.listing import Listing
from tunemeld.domain.recognition import recognise
from tunemeld.domain.text import fold
from tunemeld.domain.title import read_title

# A genre of today, ten of them in one, and a hundred.
_RECORDINGS = (100, 1_000, 10_000)
_ROUNDS = 5


def main() -> None:
    """Print a line for each size."""
    print(f"Recognition, median of {_ROUNDS} rounds, taken in turns")
    for recordings in _RECORDINGS:
        entries = listings(recordings)
        seconds = interleaved(
            {
                "unread": partial(_recognised_unread, entries),
                "read": partial(recognise, entries),
                "grouped": partial(_grouped, entries),
            },
            rounds=_ROUNDS,
        )
        found, grouped = len(recognise(entries).groups), len(_grouped(entries))
        each = f"{seconds['unread'] / len(entries) * 1e6:.0f} µs an entry"
        ratio = f"{seconds['unread'] / seconds['grouped']:.0f} times as long"
        print(f"  {len(entries)} entries of {recordings} recordings")
        print(f"    a dictionary by ISRC    {in_ms(seconds['grouped'])}; finds {grouped} recordings")
        print(f"    recognised              {in_ms(seconds['unread'])}, {each}, {ratio}; finds {found}")
        print(f"    with titles read before {in_ms(seconds['read'])}")
    print()


def _recognised_unread(entries: Sequence[Listing]) -> None:
    for remembers in (read_title, single_names, fold):
        remembers.cache_clear()
    recognise(entries)


def _grouped(entries: Sequence[Listing]) -> dict[str, list[Listing]]:
    groups: defaultdict[str, list[Listing]] = defaultdict(list)
    for entry in entries:
        groups[entry.isrc or entry.key].append(entry)
    return groups


if __name__ == "__main__":
    main()
