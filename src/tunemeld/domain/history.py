"""What a chart's past says of a track: where it stood, how high it rose, how long it has been there."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from pydantic import AwareDatetime

from tunemeld.domain.model import Value
from tunemeld.domain.ranking import Ranked, Strategy, rank
from tunemeld.domain.snapshot import Publication


class Past(Value):
    """A track's past in one genre under one strategy, the present week included.

    `previous_rank` is None for a track that was not on the chart of the last charted week before;
    `is_reentry` tells one that was on an earlier one from one that is new. `first_seen_at` is when the first
    of the weekly charts with it was published.
    """

    previous_rank: int | None
    peak_rank: int
    weeks_on_chart: int
    first_seen_at: AwareDatetime
    is_reentry: bool


def week_of(at: datetime) -> tuple[int, int]:
    """The ISO year and week, in UTC."""
    year, week, _ = at.astimezone(UTC).isocalendar()
    return year, week


def weekly(publications: Iterable[Publication], until: datetime) -> tuple[Publication, ...]:
    """The last publication of each ISO week that lies before the week of `until`, oldest first."""
    last = {
        week_of(p.at): p for p in sorted(publications, key=lambda p: p.seq) if week_of(p.at) < week_of(until)
    }
    return tuple(last[week] for week in sorted(last))


def past(
    chart: Sequence[Ranked],
    earlier: Sequence[Publication],
    strategy: Strategy,
    *,
    at: datetime,
    min_sources: int = 2,
) -> dict[str, Past]:
    """The past of every track on a chart, by id.

    `earlier` as `weekly` gives it; `at` is when the chart was published. Only earlier weeks and the chart
    itself count: nothing is told from the future.
    """
    ranks = [
        {r.id: r.rank for r in rank(p.standings, p.lengths, strategy, min_sources=min_sources)}
        for p in earlier
    ]
    last_week = ranks[-1] if ranks else {}
    first_seen = {track: p.at for p, week in reversed([*zip(earlier, ranks, strict=True)]) for track in week}
    return {
        track.id: Past(
            previous_rank=last_week.get(track.id),
            peak_rank=min([track.rank, *(week[track.id] for week in ranks if track.id in week)]),
            weeks_on_chart=1 + sum(track.id in week for week in ranks),
            first_seen_at=first_seen.get(track.id, at),
            is_reentry=track.id in first_seen and track.id not in last_week,
        )
        for track in chart
    }
