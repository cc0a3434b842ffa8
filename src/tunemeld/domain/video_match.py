"""Which of the videos that a search finds plays a recording, and how sure that is."""

import re
from collections.abc import Collection, Iterable, Sequence

from tunemeld.domain.evidence import Clue, read
from tunemeld.domain.listing import Listing
from tunemeld.domain.text import fold
from tunemeld.domain.title import read_title
from tunemeld.domain.video import Candidate, Video
from tunemeld.domain.video_title import around, readings, stands_among_names

# What YouTube and artists themselves put behind the name of a channel.
_OF_A_CHANNEL = re.compile(r"(?:vevo|topic|official|oficial|musica?|tv|channel)*")

# The same audio, give or take YouTube's rounding and some silence; a cut of it; and a film around it.
_SAME_SECONDS, _CLOSE_SECONDS, _LONGER_SECONDS = 3.0, 10.0, 45.0
_SURE, _CLOSE, _FILM_AT_BEST, _FILM_AT_WORST, _NO_LENGTH = 1.0, 0.85, 0.7, 0.5, 0.5
# What others than the artist have put up counts a little less, and is still believed where it is close.
_BY_OTHERS = 0.95
# From half to twice as long: a cut, or a film with a story. Beyond, it is a snippet or an album.
_OTHER_CUT, _MOST_TIMES = 0.3, 2.0


def plausible(listings: Iterable[Listing], candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates whose title, version and artist are those of one of a recording's listings, in order.

    The artist may be named by the channel alone. Whatever else the title says speaks against the video: that
    is how loops, reactions and covers say what they are.
    """
    clues = [read(listing) for listing in listings]
    return tuple(c for c in candidates if any(_names_it(clue, c) for clue in clues))


def choose(
    listings: Collection[Listing], looked_at: Sequence[tuple[Candidate, Video]]
) -> tuple[Candidate, float] | None:
    """The best of the plausible candidates and how sure it is, above 0 and up to 1; None where none will do.

    Of equals the one whose views can be seen comes first, then the one that stood first.
    """
    best: tuple[tuple[float, bool], Candidate] | None = None
    likely = frozenset(candidate.video_id for candidate in plausible(listings, (c for c, _ in looked_at)))
    for candidate, video in looked_at:
        if candidate.video_id not in likely:
            continue
        rank = _score(listings, candidate, video), video.views is not None
        if rank[0] > 0 and (best is None or rank > best[0]):
            best = rank, candidate
    return (best[1], best[0][0]) if best else None


def _names_it(clue: Clue, candidate: Candidate) -> bool:
    return any(_says(clue, text) and _by_artist(clue, text, candidate) for text in readings(candidate.title))


def _says(clue: Clue, text: str) -> bool:
    """Whether a title is the song in the same version; without brackets and dashes, word for word."""
    wanted, found = clue.title, read_title(text, clue.listing.artists)
    if found.version == wanted.version and stands_among_names(found.core, wanted.core, wanted.credits):
        return True
    return stands_among_names(fold(text), wanted.spoken, wanted.credits)


def _by_artist(clue: Clue, text: str, candidate: Candidate) -> bool:
    names = clue.title.credits
    # A name inside the song's own does not count, unless it is there once more.
    besides = [f" {before} \n {after} " for before, after in around(fold(text), clue.title.core)]
    named = any(f" {name} " in words for words in besides or [f" {fold(text)} "] for name in names)
    return named or _is_artists_own(candidate.channel, [clue.listing], names)


def _is_artists_own(channel: str, listings: Iterable[Listing], names: Iterable[str]) -> bool:
    """Whether a channel bears an artist's name, as `ArtistVEVO` and `Artist - Topic` do."""
    whole = _squeezed(fold(channel))
    known = filter(None, map(_squeezed, {*names, *(fold(listing.artist_name) for listing in listings)}))
    return any(whole.startswith(name) and _OF_A_CHANNEL.fullmatch(whole, len(name)) for name in known)


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _score(listings: Collection[Listing], candidate: Candidate, video: Video) -> float:
    score = _by_length(listings, video)
    names = {name for listing in listings for name in read(listing).title.credits}
    return score if _is_artists_own(candidate.channel, listings, names) else score * _BY_OTHERS


def _by_length(listings: Iterable[Listing], video: Video) -> float:
    """How well a video's length fits the closest one that a service tells."""
    told = [listing.duration.centre_ms / 1000 for listing in listings if listing.duration]
    length = video.seconds
    if length is None or not told:
        return _NO_LENGTH
    closest = min(told, key=lambda seconds: abs(seconds - length))
    longer = length - closest
    if abs(longer) <= _SAME_SECONDS:
        return _SURE
    if abs(longer) <= _CLOSE_SECONDS:
        return _between(abs(longer), (_SAME_SECONDS, _SURE), (_CLOSE_SECONDS, _CLOSE))
    if 0 < longer <= _LONGER_SECONDS:
        return _between(longer, (_CLOSE_SECONDS, _FILM_AT_BEST), (_LONGER_SECONDS, _FILM_AT_WORST))
    return _OTHER_CUT if closest <= _MOST_TIMES * length <= _MOST_TIMES**2 * closest else 0.0


def _between(at: float, start: tuple[float, float], end: tuple[float, float]) -> float:
    return start[1] + (end[1] - start[1]) * (at - start[0]) / (end[0] - start[0])
