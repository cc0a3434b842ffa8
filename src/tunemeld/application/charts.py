"""What people and programs read: charts, as they were published."""

from dataclasses import dataclass

from tunemeld.application.errors import NothingPublished
from tunemeld.application.lists import Lists
from tunemeld.application.ports.stores import ChartRepository
from tunemeld.domain.chart import Chart, build_chart
from tunemeld.domain.history import weekly
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.snapshot import Publication, Snapshot
from tunemeld.domain.sources import published_state


@dataclass(frozen=True)
class Charts:
    """Reads published charts; asks nobody upstream, and changes nothing."""

    charts: ChartRepository
    lists: Lists

    def current(self, genre: str) -> tuple[Publication, Snapshot]:
        """The newest publication of a genre and its snapshot.

        Raises:
            UnknownGenre: no playlists are configured for the genre.
            NothingPublished: the genre has no chart yet.
        """
        self.lists.services(genre)
        publication = self.charts.current(genre)
        snapshot = self.charts.snapshot(publication.snapshot_id) if publication else None
        if publication is None or snapshot is None:
            raise NothingPublished(
                f"nothing is published for {genre} yet; `tunemeld aggregate --genre {genre}` makes a chart"
            )
        return publication, snapshot

    def chart(
        self,
        genre: str,
        *,
        strategy: Strategy = Strategy.CONSENSUS,
        min_sources: int = 2,
        limit: int | None = None,
    ) -> Chart:
        """The newest chart of a genre under a strategy; its sources say how its lists stand today.

        Raises:
            UnknownGenre, NothingPublished: as `current`.
        """
        publication, snapshot = self.current(genre)
        attempts = self.lists.playlists.fetches(genre, publication.source)
        sources = {s: published_state(x, attempts.get(s, ())) for s, x in publication.sources.items()}
        published = self.charts.publications(genre, publication.source)
        return build_chart(
            publication,
            snapshot,
            sources=sources,
            earlier=weekly(published, publication.at),
            strategy=strategy,
            min_sources=min_sources,
            limit=limit,
        )
