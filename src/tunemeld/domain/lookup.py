"""Looking up elsewhere: what is asked, how an answer is judged, when a miss may be tried again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, Field

from tunemeld.domain.corrections import Corrections, Link
from tunemeld.domain.evidence import read
from tunemeld.domain.listing import Listing
from tunemeld.domain.model import Value
from tunemeld.domain.recognition import recognise

_FIRST_BACK_OFF = timedelta(days=1)
_LONGEST_BACK_OFF = timedelta(days=30)


class LookupKind(StrEnum):
    """What was asked for."""

    ISRC = "isrc"
    COVER = "cover"


class Lookup(Value):
    """The result of asking once or more: a value found for good, or a miss that may be tried again.

    `value` is None on a miss. `detail` says what decided, for people. `run_id` is the run that asked last.
    """

    key: str
    value: str | None
    attempts: int = Field(ge=1)
    asked_at: AwareDatetime
    run_id: str
    detail: str = ""

    def may_be_asked_again(self, now: datetime) -> bool:
        """Whether a miss is old enough: one day, doubled with each attempt, thirty at most.

        The rule is ListenBrainz's for unmatched recordings. A value that was found is never asked for again.
        """
        if self.value is not None:
            return False
        doublings = min(self.attempts - 1, 10)
        wait: timedelta = min(_FIRST_BACK_OFF * (1 << doublings), _LONGEST_BACK_OFF)
        return now >= self.asked_at + wait

    def gives_way_to(self, later: "Lookup") -> bool:
        """Whether another result is remembered in place of this one: a value or a newer miss, of a miss."""
        return self.value is None and (later.value is not None or later.asked_at >= self.asked_at)


def isrc_key(listing: Listing) -> str:
    """What an ISRC is remembered by: title, version, credits and length, however a service spells them."""
    title = read(listing).title
    seconds = listing.duration.milliseconds // 1000 if listing.duration else ""
    parts = (title.core, "+".join(sorted(title.version)), "+".join(sorted(title.credits)), str(seconds))
    return "v1|" + "|".join(parts)


def judge(listings: Sequence[Listing], candidates: Sequence[Listing]) -> Listing | None:
    """The candidate that is the same recording as the listings, which are one; None where none is sure.

    Candidates are held to the rule that joins lists. Of several that pass, the one nearest in length to
    the first listing is taken, then the one that the catalogue put first.
    """
    asked = listings[0]
    by_text = [x.model_copy(update={"isrc": None}) for x in candidates if x.isrc]
    known_as_one = Corrections(links=(Link(tracks=tuple(x.key for x in listings)),))
    groups = recognise([*listings, *by_text], known_as_one).groups
    same = next(group.listings for group in groups if asked in group.listings)
    passed = [x for x in candidates if x.isrc and any(x.key == y.key for y in same)]
    return min(passed, key=lambda x: (_apart(asked, x), candidates.index(x)), default=None)


def _apart(left: Listing, right: Listing) -> int:
    if left.duration and right.duration:
        return abs(left.duration.centre_ms - right.duration.centre_ms)
    return 0
