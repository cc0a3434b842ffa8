"""Which entries of a day are the same recording: by ISRC, corrected by what is known to be wrong.

Independent of TuneMeld's own recognition. ISRCs are those of the services and of the recorded lookups; the
corrections are read from the known truths of matching.md. An Apple entry that no recorded lookup names is
compared by plain words, artist and length.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations
from typing import TypeAlias

from tests.proof.document import places
from tests.proof.recorded import Entry, carriers, entries, known_truths

Place: TypeAlias = tuple[str, int]
Pair: TypeAlias = frozenset[Place]

_ISRC = r"[A-Z]{2}[A-Z0-9]{3}\d{7}"
_NEAR_SECONDS = 1.5


def true_pairs(day: str, genre: str = "dance") -> dict[Pair, str]:
    """Every two entries of a day that are one recording, and why: `isrc`, or `words` where one has none."""
    return {
        frozenset((left.place, right.place)): why
        for left, right in combinations(entries(day, genre), 2)
        if (why := _why_same(left, right))
    }


def pairs_within(recordings: Iterable[Iterable[Place]]) -> set[Pair]:
    """Every two entries that stand in one recording."""
    return {frozenset(pair) for places in recordings for pair in combinations(sorted(places), 2)}


def recordings_of(pairs: Iterable[Pair]) -> list[set[Place]]:
    """The recordings that pairs amount to: whoever is the same as a third is the same."""
    found: list[set[Place]] = []
    for pair in pairs:
        touched = [recording for recording in found if recording & pair]
        found = [recording for recording in found if not recording & pair]
        found.append(set(pair).union(*touched))
    return found


def true_chart(day: str) -> set[str]:
    """The chart of a day: each recording on two services or more, by its best positions."""
    found = set()
    for recording in recordings_of(true_pairs(day)):
        best = {service: min(p for s, p in recording if s == service) for service, _ in recording}
        if len(best) > 1:
            found.add(places(best))
    return found


def label(entry: Entry) -> str | None:
    """The entry's ISRC as it should be: None where it is unknown, or known to be wrong."""
    if entry.isrc is None or (entry.title, int(entry.seconds or 0)) in _wrong_lookups():
        return None
    cuts = _cuts().get(entry.isrc, ())
    if entry.seconds and cuts:
        nearest = min(cuts, key=lambda seconds: abs(seconds - int(entry.seconds or 0)))
        return f"{entry.isrc} of {nearest} s"
    return _same_audio().get(entry.isrc, entry.isrc)


def names_the_same(entry: Entry, isrc: str) -> bool:
    """Whether an ISRC is that of the entry's recording: by recorded lookups, else by whoever carries it."""
    known = label(entry)
    if known is not None:
        return known.split()[0] == _same_audio().get(isrc, isrc)
    return any(same_by_words(entry, carrier) for carrier in carriers(isrc))


def _why_same(left: Entry, right: Entry) -> str:
    labels = (label(left), label(right))
    if None not in labels:
        return "isrc" if labels[0] == labels[1] else ""
    return "words" if same_by_words(left, right) else ""


def same_by_words(left: Entry, right: Entry) -> bool:
    """Whether titles, an artist's name and lengths agree, to the letter and within a second and a half."""
    if left.seconds is None or right.seconds is None:
        return False
    near = abs(left.seconds - right.seconds) <= _NEAR_SECONDS
    credited = (_words(left.artists), _words(right.artists))
    names = credited[0] | credited[1]
    titles = (_title_words(left.title, names), _title_words(right.title, names))
    return near and not credited[0].isdisjoint(credited[1]) and titles[0] == titles[1]


def _title_words(title: str, names: frozenset[str]) -> frozenset[str]:
    without_guests = re.sub(r"(?i)[(\[]\s*(feat|ft|with)\b[^)\]]*[)\]]", " ", title)
    parts = re.split(r" [-–—|] ", without_guests)
    return _words(" ".join([part for part in parts if not _words(part) <= names] or parts))


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).encode("ascii", "ignore")
    return frozenset(re.findall(r"[a-z0-9]+", plain.decode().lower())) - {"and", "x", "feat", "ft"}


@lru_cache
def _same_audio() -> dict[str, str]:
    """The second code of each pair that stands for one audio, and the first."""
    return {second: first for first, second in re.findall(rf"({_ISRC}) / ({_ISRC})", known_truths())}


@lru_cache
def _cuts() -> dict[str, tuple[int, int]]:
    """The lengths in seconds of two cuts that share a code."""
    found = re.findall(rf"({_ISRC}) \((\d+) s; (\d+) s", known_truths())
    return {isrc: (int(one), int(other)) for isrc, one, other in found}


@lru_cache
def _wrong_lookups() -> frozenset[tuple[str, int]]:
    """Title and seconds of the entries whose recorded lookup names another recording."""
    return frozenset((t, int(s)) for t, s in re.findall(r"`([^`]+)` \((\d+) s\)", known_truths()))
