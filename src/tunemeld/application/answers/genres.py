"""The genres that there are, and when their charts were published, as clients read them."""

from pydantic import AwareDatetime

from tunemeld.application.answers.charts import ListState
from tunemeld.domain.model import Value
from tunemeld.domain.recording import display_order
from tunemeld.domain.snapshot import Published, SourceState


class LastUpdated(Value):
    """When what a genre shows was published."""

    last_updated: AwareDatetime


class GenreAnswer(Value):
    """A genre: the state of each service's list, and how many tracks its chart has.

    `tracks` is 0 and `last_updated` null where nothing is published yet.
    """

    name: str
    title: str
    services: dict[str, ListState]
    tracks: int
    last_updated: AwareDatetime | None


def genre_answer(genre: str, published: Published | None, states: dict[str, SourceState]) -> GenreAnswer:
    """A genre as it stands; `states` are told where nothing is published."""
    sources = published.sources if published else states
    standings = published.publication.standings if published else ()
    return GenreAnswer(
        name=genre,
        title=genre.title(),
        services={s: ListState.of(sources[s]) for s in display_order(sources)},
        tracks=sum(len(standing.positions) > 1 for standing in standings),
        last_updated=published.publication.at if published else None,
    )
