"""Who is credited: names as people write them, as sets that can be compared."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tunemeld.domain.text import fold, plain

# Every way in which the services join names: `A, B & C`, `A x B`, `A feat. B`.
_SEPARATORS = re.compile(
    r"""(?ix) \s*[,;/+&]\s*
      | \s+ (?: x | × | and | vs\.? | with | presents | pres\. ) \s+
      | \s+ [(\[]? (?: feat | ft | featuring ) (?: \.\s* | \s+ )"""
)


def credited(names: Iterable[str]) -> frozenset[str]:
    """The single names in the credits, folded.

    A joined list cannot be told from an act whose name holds a comma or an ampersand, so every name is
    taken apart on both sides of a comparison; that costs such acts nothing, as they fall apart alike.
    """
    return frozenset[str]().union(*map(single_names, names))


@lru_cache(maxsize=1 << 14)
def single_names(name: str) -> frozenset[str]:
    """The single names in one credit, folded; the same credits stand on every service and every week."""
    return frozenset(folded for part in _SEPARATORS.split(plain(name)) if (folded := fold(part)))


def first_credited(names: Iterable[str]) -> str:
    """The first single name in the credits as it is written; "" where nobody is credited."""
    return next((part for name in names for part in _SEPARATORS.split(plain(name)) if part), "")
