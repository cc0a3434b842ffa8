"""Which invented recordings a search finds."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.spelling import spotify_artists
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES
from tunemeld.adapters.catalogues.sample.world import world
from tunemeld.domain.text import fold


def recordings_found(title: str, artist: str) -> list[Recording]:
    """Those whose title's words all stand in the title asked for, and that share a word with the artist."""
    words, names = frozenset(fold(title).split()), frozenset(fold(artist).split())
    likely = {found for word in words for found in _by_first_word().get(word, ())}
    return sorted(
        (r for r in likely if _words(r.title) <= words and names & _words(*spotify_artists(r))),
        key=lambda recording: recording.number,
    )


@cache
def by_number() -> Mapping[int, Recording]:
    """Every recording of the invented world by its number."""
    return {charting.recording.number: charting.recording for genre in GENRES for charting in world(genre)}


@cache
def _by_first_word() -> Mapping[str, list[Recording]]:
    known: dict[str, list[Recording]] = defaultdict(list)
    for recording in by_number().values():
        known[fold(recording.title).split()[0]].append(recording)
    return dict(known)


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in fold(text).split())
