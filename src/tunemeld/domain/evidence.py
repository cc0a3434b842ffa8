"""Whether two listings are the same recording, and why: the rule, pair by pair.

Windows and clauses: docs/matching.md. Nothing is decided by likeness; every clause holds or does not.
"""

from dataclasses import dataclass

from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.title import Title, read_title

# Between two lengths given to the millisecond, and between two rounded down to seconds.
_LIKE_MS = 1000
# Between a rounded length and an exact one: exact minus rounded lies in -0.3 … +1.3 s, which is 0.8 s
# to either side of the middle of what the rounded one may be.
_ROUNDED_MS = 800
# With equal ISRCs: 1.6 s at most was seen between true pairs, 21 s at least between wrong ones.
_ISRC_MS = 3000
# Without a length on one side a core title this short is no evidence.
_SHORTEST_CORE = 4


@dataclass(frozen=True, slots=True)
class Clue:
    """A listing with its title taken apart."""

    listing: Listing
    title: Title

    @property
    def duration(self) -> Duration | None:
        """The listing's length, None where the service does not say it."""
        return self.listing.duration


def read(listing: Listing) -> Clue:
    """Take a listing's title apart, with its artists as credits."""
    return Clue(listing, read_title(listing.title, listing.artists))


def same_by_isrc(left: Clue, right: Clue) -> str | None:
    """Why two listings with one ISRC are one recording; None where versions or lengths contradict."""
    isrc = left.listing.isrc
    if isrc is None or isrc != right.listing.isrc or left.title.version != right.title.version:
        return None
    apart = _apart_ms(left.duration, right.duration)
    if apart is not None and apart > _ISRC_MS:
        return None
    return f"same ISRC {isrc}{_length_remark(left, right)}"


def same_by_text(left: Clue, right: Clue) -> str | None:
    """Why two listings are one recording by title, version, artists and length; None where they are not."""
    if (
        not left.title.core
        or left.title.core != right.title.core
        or left.title.version != right.title.version
    ):
        return None
    common = left.title.credits & right.title.credits
    agree = _lengths_agree(left.duration, right.duration)
    if not common or not (_text_suffices(left, right) if agree is None else agree):
        return None
    version = f", version “{_words(left.title.version)}”" if left.title.version else ""
    return f"same title “{left.title.core}”{version}, artist {min(common)}{_length_remark(left, right)}"


def difference(left: Clue, right: Clue) -> str:
    """Why two listings that look alike are not one recording: the first clause that fails, in a sentence."""
    if left.title.version != right.title.version:
        named = [f"“{_words(v)}”" if v else "none" for v in (left.title.version, right.title.version)]
        return f"another version: {named[0]} and {named[1]}"
    if _lengths_agree(left.duration, right.duration) is False:
        shared = f" under the same ISRC {left.listing.isrc}" if _share_isrc(left, right) else ""
        return f"another length{shared}: {_length(left.duration)} and {_length(right.duration)}"
    if not left.title.credits & right.title.credits:
        return f"no artist in common: {left.listing.artist_name} and {right.listing.artist_name}"
    if left.title.core != right.title.core:
        return f"another title: “{left.title.core}” and “{right.title.core}”"
    if left.duration is None or right.duration is None:
        return "a length is missing, and title and artists alone do not decide"
    return "kept apart, since joining would contradict a stronger decision"


def _share_isrc(left: Clue, right: Clue) -> bool:
    return left.listing.isrc is not None and left.listing.isrc == right.listing.isrc


def _apart_ms(left: Duration | None, right: Duration | None) -> int | None:
    return abs(left.centre_ms - right.centre_ms) if left and right else None


def _lengths_agree(left: Duration | None, right: Duration | None) -> bool | None:
    """Whether two lengths may be those of one recording; None where one is unknown."""
    if left is None or right is None:
        return None
    alike = left.whole_seconds == right.whole_seconds
    return abs(left.centre_ms - right.centre_ms) <= (_LIKE_MS if alike else _ROUNDED_MS)


def _text_suffices(left: Clue, right: Clue) -> bool:
    """Without a length: all artists of the smaller side, and a core of four letters or more."""
    smaller, larger = sorted((left.title.credits, right.title.credits), key=len)
    return smaller <= larger and sum(c.isalnum() for c in left.title.core) >= _SHORTEST_CORE


def _length_remark(left: Clue, right: Clue) -> str:
    if left.duration and right.duration:
        return f", {_length(left.duration)} and {_length(right.duration)}"
    return ", length unknown on one side"


def _length(duration: Duration | None) -> str:
    if duration is None:
        return "no length"
    return f"{duration.seconds:.{0 if duration.whole_seconds else 2}f} s"


def _words(version: frozenset[str]) -> str:
    return " ".join(sorted(version))
