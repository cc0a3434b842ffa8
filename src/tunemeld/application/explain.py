"""Explain: how a recording came to stand where it stands, and why entries were joined or kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tunemeld.application.errors import NothingPublished, UnknownRecording
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.ranking import Ranked, Strategy, rank
from tunemeld.domain.recording import Recording, Refusal
from tunemeld.domain.snapshot import Published


@dataclass(frozen=True)
class Explanation:
    """One recording in one genre's current chart.

    `places` holds its place under each strategy, None where it is on too few services for the chart.
    `kept_apart` are the decisions that separated it from look-alikes. `video_id` is None where no video of it
    is known.
    """

    genre: str
    source: str
    recording: Recording
    places: dict[Strategy, Ranked | None]
    kept_apart: tuple[Refusal, ...]
    video_id: str | None = None


class ShownCharts(Protocol):
    """Whoever tells what each genre shows: the store's charts, or those that a process keeps."""

    def published(self, genre: str) -> Published:
        """What a genre shows.

        Raises:
            UnknownGenre: no playlists are configured for the genre.
            NothingPublished: the genre has no chart yet.
            StoreError: that cannot be told.
        """
        ...


@dataclass(frozen=True)
class Explain:
    """Finds a recording by ISRC, or by its id where it has none, in the current charts."""

    charts: ShownCharts

    def run(self, sought: Isrc | str, genres: Sequence[str]) -> list[Explanation]:
        """Every recording with the ISRC or the id in the genres; two cuts under one code are both told.

        Raises:
            UnknownGenre: a genre without playlists was named.
            NothingPublished: none of the genres has a chart yet.
            UnknownRecording: no list of these genres has it.
        """
        shown = [published for genre in genres if (published := self._published(genre))]
        if not shown:
            raise NothingPublished(
                f"nothing is published for {', '.join(genres)} yet; `tunemeld etl run` makes the charts"
            )
        found = [_explain(p, r) for p in shown for r in p.snapshot.recordings if sought in (r.id, *r.isrcs)]
        if not found:
            raise UnknownRecording(
                f"no current list of {', '.join(genres)} has {sought}; "
                f"`tunemeld aggregate --genre {genres[0]} --format csv --min-sources 1` lists what it has"
            )
        return found

    def _published(self, genre: str) -> Published | None:
        try:
            return self.charts.published(genre)
        except NothingPublished:
            return None


def _explain(published: Published, recording: Recording) -> Explanation:
    snapshot = published.snapshot
    keys = {listing.key for listing in recording.listings}
    ranked = {s: rank(snapshot.standings, snapshot.lengths, s) for s in Strategy}
    return Explanation(
        genre=snapshot.genre,
        source=snapshot.source,
        recording=recording,
        places={s: next((x for x in chart if x.id == recording.id), None) for s, chart in ranked.items()},
        kept_apart=tuple(r for r in snapshot.refusals if r.left in keys or r.right in keys),
        video_id=published.videos.get(recording.id),
    )
