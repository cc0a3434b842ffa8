"""Follow: keeping copies of what genres show up with events."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tunemeld.application.charts import Charts
from tunemeld.application.errors import NothingPublished, TuneMeldError
from tunemeld.application.events import Event, ReadingsRecorded, RunFinished, genre_of
from tunemeld.application.ports.events import EventHandler
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.application.report import Stage

NEWS_OF_CHARTS = frozenset({"ChartPublished", "ExtractionFailed", "ReadingsRecorded"})
"""What changes an answer with a chart: another chart, a list that fails, counts."""
NEWS_OF_TRENDS = frozenset({"PlaylistTransformed", "ReadingsRecorded"})
"""What changes a trend: another list, which has places and may have counts, and readings."""
EVERY_RUN = frozenset({"RunFinished"})
"""For copies that somebody else may overwrite: they are made good after each run."""
# Whoever publishes so fast hands it on as well.
_MOST_TIMES = 3


@dataclass(frozen=True)
class Follow(EventHandler):
    """Hands what a genre shows on to a follower, once for all that has happened to the genre."""

    follower: PublicationFollower
    charts: Charts
    news: frozenset[str]

    @property
    def name(self) -> str:
        """Whoever follows."""
        return self.follower.name

    @property
    def kinds(self) -> frozenset[str]:
        """What is news to the follower."""
        return self.news

    def handle(self, events: Sequence[Event]) -> None:
        """Read what the genres show, and hand it on; a genre that fails keeps no other from it.

        Raises:
            TuneMeldError: it could not be read or taken over for some genre.
        """
        failure: TuneMeldError | None = None
        for genre in self._touched(events):
            try:
                self._hand_on(genre)
            except NothingPublished:
                continue
            except TuneMeldError as error:
                failure = failure or error
        if failure:
            raise failure

    def _hand_on(self, genre: str) -> None:
        """Hand on what a genre shows; again where it shows another chart by then, which others handed on."""
        for _ in range(_MOST_TIMES):
            published = self.charts.published(genre)
            self.follower.follow(published)
            current = self.charts.charts.current(genre, published.publication.source)
            if current is None or current.seq == published.publication.seq:
                return

    def _touched(self, events: Sequence[Event]) -> list[str]:
        """The configured genres of which an event tells."""
        configured = list(self.charts.lists.configured)
        touched: set[str] = set()
        counted: set[str] = set()
        for event in events:
            match event:
                case ReadingsRecorded(genres=()):
                    return configured
                case ReadingsRecorded():
                    counted.update(event.genres)
                case RunFinished(stage=Stage.EXTRACT | Stage.TRANSFORM):
                    continue  # changes nothing that is shown
                case RunFinished():
                    touched.update(event.genres)
                case _:
                    touched.add(genre_of(event.stream))
        # One that is counted here and configured elsewhere counts for what is configured here.
        touched |= counted
        shared = self._sharing(counted, [genre for genre in configured if genre not in touched])
        return [genre for genre in configured if genre in touched or genre in shared]

    def _sharing(self, counted: Collection[str], others: Sequence[str]) -> set[str]:
        """Which of the other genres show a recording that one of these shows: its counts are theirs, too.

        Those of which it cannot be told are among them: reading them says what is wrong.
        """
        if not counted or not others:
            return set()
        try:
            recordings = frozenset[str]().union(*map(self.charts.listed, counted))
        except TuneMeldError:
            return set(others)
        return {genre for genre in others if self._may_show(genre, recordings)}

    def _may_show(self, genre: str, recordings: frozenset[str]) -> bool:
        try:
            return not recordings.isdisjoint(self.charts.listed(genre))
        except TuneMeldError:
            return True
