"""What clients are told when a chart is published."""

from pydantic import AwareDatetime

from tunemeld.application.events import ChartPublished
from tunemeld.domain.model import Value


class ChartNews(Value):
    """A genre shows another chart: its number in the genre, and how many tracks two services or more list."""

    genre: str
    seq: int
    snapshot_id: str
    tracks: int
    at: AwareDatetime
    source: str


def chart_news(event: ChartPublished) -> ChartNews:
    """What an event is to clients."""
    return ChartNews(
        genre=event.genre,
        seq=event.seq,
        snapshot_id=event.snapshot_id,
        tracks=event.tracks,
        at=event.at,
        source=event.source,
    )
