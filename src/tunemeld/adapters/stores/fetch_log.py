"""How much of the log of fetches is read back."""

from collections.abc import Sequence

from tunemeld.domain.playlist import Fetch, Outcome

LONGEST_WITHOUT_GOOD = 100
"""So many attempts are read back where none was good."""


def back_to_good(newest_first: Sequence[Fetch]) -> tuple[Fetch, ...]:
    """The attempts back to the newest good one and including it, else the newest hundred."""
    for count, fetch in enumerate(newest_first, start=1):
        if fetch.outcome is Outcome.GOOD:
            return tuple(newest_first[:count])
    return tuple(newest_first[:LONGEST_WITHOUT_GOOD])
