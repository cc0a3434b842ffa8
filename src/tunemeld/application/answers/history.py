"""Where a recording stood, and how often it was played, by date, as clients read it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import AwareDatetime

from tunemeld.application.answers.envelope import Success
from tunemeld.application.track_history import Followed
from tunemeld.domain.epochs import Change, steps
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.list_kind import with_notice
from tunemeld.domain.model import Value
from tunemeld.domain.placing import Placing, peak_and_weeks
from tunemeld.domain.reading import METRICS, GapReason, Metric, Point, Series, day_of


class PositionAnswer(Value):
    """Where the recording stood in one publication; without a rank or a source where it was gone."""

    date: date
    insert_timestamp: AwareDatetime
    snapshot_id: str
    rank: int | None
    sources: dict[str, int]


class CareerAnswer(Value):
    """The recording in one genre, oldest first; `peak_rank` is null where it never was on the chart."""

    genre_name: str
    first_listed: date
    peak_rank: int | None
    weeks_on_chart: int
    positions: tuple[PositionAnswer, ...]


class ReadingAnswer(Value):
    """A day of a counter: a reading, or a gap with its reason.

    `change` is the difference to the reading before, null where the two cannot be compared, and `kind` says
    what it is.
    """

    date: date
    timestamp: AwareDatetime
    value: int | None
    change: int | None
    kind: Change | None
    gap: GapReason | None


class CounterAnswer(Value):
    """The readings of one counter, oldest first; those of an index are no plays."""

    metric: Metric
    readings: tuple[ReadingAnswer, ...]


class HistoryAnswer(Value):
    """A recording through time; `readings` begin on the day `since`."""

    id: str
    isrc: Isrc | None
    isrcs: tuple[Isrc, ...]
    track_name: str
    artist_name: str
    charts: tuple[CareerAnswer, ...]
    since: date
    readings: dict[str, CounterAnswer]
    other_recordings: tuple[str, ...]


def history_success(followed: Followed) -> Success[Any]:
    """The answer with one recording's history."""
    answer = history_answer(followed)
    message = f"the history of {answer.track_name} by {answer.artist_name}"
    return Success(message=with_notice(message, followed.source), data=answer)


def history_answer(followed: Followed) -> HistoryAnswer:
    """A recording's history in the fields of the API."""
    recording = followed.recording
    return HistoryAnswer(
        id=recording.id,
        isrc=recording.isrc,
        isrcs=recording.isrcs,
        track_name=recording.shown.title,
        artist_name=recording.shown.artist_name,
        charts=tuple(_career(genre, placed) for genre, placed in followed.placings.items()),
        since=followed.since,
        readings={
            counter: _counter(counter, followed.earlier.get(counter, ()), followed.readings[counter])
            for counter in _in_order(followed)
        },
        other_recordings=followed.others,
    )


def _career(genre: str, placings: Sequence[Placing]) -> CareerAnswer:
    peak, weeks = peak_and_weeks(placings)
    return CareerAnswer(
        genre_name=genre,
        first_listed=day_of(placings[0].at),
        peak_rank=peak,
        weeks_on_chart=weeks,
        positions=tuple(
            PositionAnswer(
                date=day_of(placing.at),
                insert_timestamp=placing.at,
                snapshot_id=placing.snapshot_id,
                rank=placing.rank,
                sources=placing.positions,
            )
            for placing in placings
        ),
    )


def _in_order(followed: Followed) -> list[str]:
    """The counters that were asked: ours in their order, and whatever else there is by name."""
    known = [*METRICS]
    return sorted(followed.readings, key=lambda c: (known.index(c) if c in known else len(known), c))


def _counter(counter: str, earlier: Sequence[Point], series: Series) -> CounterAnswer:
    read = [
        ReadingAnswer(
            date=day_of(step.point.at),
            timestamp=step.point.at,
            value=step.point.value,
            change=step.difference,
            kind=step.change,
            gap=None,
        )
        for step in steps(counter, [*earlier, *series.points])[len(earlier) :]
    ]
    gaps = [
        ReadingAnswer(
            date=day_of(gap.at), timestamp=gap.at, value=None, change=None, kind=None, gap=gap.reason
        )
        for gap in series.gaps
    ]
    return CounterAnswer(
        metric=METRICS.get(counter, Metric.PLAYS),
        readings=tuple(sorted([*read, *gaps], key=lambda each: each.timestamp)),
    )
