"""What is on the rise in a genre, and what moved since last week, as clients read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tunemeld.application.answers.envelope import Success
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.list_kind import with_notice
from tunemeld.domain.model import Value
from tunemeld.domain.movers import movers
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.reading import day_of
from tunemeld.domain.snapshot import Published
from tunemeld.domain.trending import Trend, TrendParts, TrendStatus, trending


class TrendAnswer(Value):
    """A track of the chart and how much it is on the rise: 0 is the middle of the genre, 1 is much.

    `score` is null where nothing can be told; `status` says what it rests on, and `parts` what made it.
    """

    id: str
    isrc: Isrc | None
    rank: int
    track_name: str
    artist_name: str
    score: float | None
    status: TrendStatus
    parts: TrendParts


def trending_answer(trends: Sequence[Trend]) -> tuple[TrendAnswer, ...]:
    """The tracks in the order that they come in."""
    shared = TrendAnswer.model_fields.keys() - {"id"}
    return tuple(
        TrendAnswer(id=trend.recording_id, **{name: getattr(trend, name) for name in shared})
        for trend in trends
    )


def movement_answers(published: Published, now: datetime, counters: Sequence[str]) -> dict[str, Success[Any]]:
    """What is told of a genre's moves where nothing but the genre is named, by path."""
    genre = published.publication.genre
    return {
        f"/trending/{genre}": trending_success(published, now, counters),
        f"/movers/{genre}": movers_success(published),
    }


def trending_success(
    published: Published, now: datetime, counters: Sequence[str], limit: int | None = None
) -> Success[Any]:
    """The answer with what is on the rise at an instant by these counters, the first so many of it."""
    genre = published.publication.genre
    trends = trending(published, now, counters=counters)[:limit]
    scored = sum(trend.score is not None for trend in trends)
    message = f"what is on the rise in {genre}: {len(trends)} tracks, {scored} with a score"
    told = with_notice(message, published.publication.source)
    return Success(message=told, data=trending_answer(trends))


def movers_success(published: Published, strategy: Strategy = Strategy.CONSENSUS) -> Success[Any]:
    """The answer with what moved since the last chart of an earlier week; nothing where there is none."""
    genre = published.publication.genre
    moved = movers(published, strategy)
    since = day_of(published.earlier[-1].at) if published.earlier else None
    entered, left, up, down = (len(each) for each in (moved.entered, moved.left, moved.up, moved.down))
    if since is None:
        message = f"what moved in {genre}: there is no chart of an earlier week to compare with"
    else:
        message = f"what moved in {genre} since {since}: {entered} entered, {left} left, {up} up, {down} down"
    return Success(message=with_notice(message, published.publication.source), data=moved)
