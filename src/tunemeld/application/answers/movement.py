"""What is on the rise in a genre, and what moved since last week, as clients read them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tunemeld.application.answers.envelope import Success
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value
from tunemeld.domain.movers import Movers
from tunemeld.domain.trending import Trend, TrendParts, TrendStatus


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


def trending_success(genre: str, trends: Sequence[Trend]) -> Success[Any]:
    """The answer with what is on the rise."""
    scored = sum(trend.score is not None for trend in trends)
    message = f"what is on the rise in {genre}: {len(trends)} tracks, {scored} with a score"
    return Success(message=message, data=trending_answer(trends))


def movers_success(genre: str, moved: Movers, since: date | None) -> Success[Any]:
    """The answer with what moved since a day; None where there is no earlier week to compare with."""
    entered, left, up, down = (len(each) for each in (moved.entered, moved.left, moved.up, moved.down))
    if since is None:
        message = f"what moved in {genre}: there is no chart of an earlier week to compare with"
    else:
        message = f"what moved in {genre} since {since}: {entered} entered, {left} left, {up} up, {down} down"
    return Success(message=message, data=moved)
