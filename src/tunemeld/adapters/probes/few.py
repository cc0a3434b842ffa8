"""How many names a finding lists before it only counts the rest: there may be a thousand genres."""

from collections.abc import Sequence

_MOST = 12


def few(names: Sequence[str]) -> str:
    """The first dozen names, and how many more there are."""
    named = ", ".join(names[:_MOST])
    return f"{named} and {len(names) - _MOST} more" if len(names) > _MOST else named
