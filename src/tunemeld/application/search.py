"""Search: recordings on the current lists by their titles and artists."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tunemeld.application.errors import NothingPublished
from tunemeld.application.explain import ShownCharts
from tunemeld.domain.ranking import rank
from tunemeld.domain.recording import Recording
from tunemeld.domain.text import fold


@dataclass
class Found:
    """A recording, and its rank in each genre that lists it: None where it is on no chart there."""

    recording: Recording
    ranks: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Search:
    """Finds recordings on the current lists of all genres."""

    charts: ShownCharts

    def run(self, text: str, genres: Sequence[str], limit: int) -> list[Found]:
        """Recordings of which every word of `text` begins a word of title or artists, in any spelling.

        The title itself comes first, then what begins with the text, then what more services list, then
        the better position; empty where nothing matches, also for a text without a word.

        Raises:
            StoreError: what the genres show cannot be told.
        """
        wanted = fold(text)
        found: dict[str, Found] = {}
        for genre in genres:
            try:
                snapshot = self.charts.published(genre).snapshot
            except NothingPublished:
                continue
            matching = [r for r in snapshot.recordings if _matches(r, wanted)]
            if matching:
                ranks = {place.id: place.rank for place in rank(snapshot.standings, snapshot.lengths)}
                for recording in matching:
                    entry = found.setdefault(recording.id, Found(recording))
                    entry.ranks[genre] = ranks.get(recording.id)
        return sorted(found.values(), key=lambda each: _order(each, wanted))[:limit]


def _matches(recording: Recording, wanted: str) -> bool:
    words = {
        word
        for entry in recording.listings
        for text in (entry.title, *entry.artists)
        for word in fold(text).split()
    }
    return bool(wanted) and all(any(word.startswith(w) for word in words) for w in set(wanted.split()))


def _order(found: Found, wanted: str) -> tuple[bool, bool, int, int, str]:
    titles = {fold(entry.title) for entry in found.recording.listings}
    positions = found.recording.positions.values()
    return (
        wanted not in titles,
        not any(title.startswith(wanted) for title in titles),
        -len(positions),
        min(positions),
        found.recording.id,
    )
