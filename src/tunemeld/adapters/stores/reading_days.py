"""Readings as all stores keep them: which one of a day stays, in which week it lies, what a batch was."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from tunemeld.domain.reading import Batch, Gap, Reading, Series

Told: TypeAlias = Reading | Gap
"""What a counter told of a recording: a number, or why there is none."""


class Found(NamedTuple):
    """What is stored of a recording, counter and day; `value` is None, and `reason` is not, for a gap."""

    recording_id: str
    counter: str
    at: datetime
    value: int | None
    of: str
    reason: str | None


class BatchRecord(NamedTuple):
    """What is remembered of a batch besides its readings; `key` is another one for every other batch.

    The `genres` are sorted, and () of batches that were appended before genres were remembered.
    """

    key: str
    counter: str
    run_id: str
    at: datetime
    readings: int
    gaps: Mapping[str, int]
    genres: tuple[str, ...] = ()


def gives_way(stored: Told | None, to: Told) -> bool:
    """Whether what is stored of a day is replaced: a reading never, a gap by a reading and by a later gap."""
    if stored is None:
        return True
    return isinstance(stored, Gap) and (isinstance(to, Reading) or to.at > stored.at)


def by_day(batch: Batch) -> Mapping[tuple[str, date], Told]:
    """What stays of a batch by recording and day, where it tells of some more than once."""
    told: dict[tuple[str, date], Told] = {}
    all_told: tuple[Told, ...] = (*batch.readings, *batch.gaps)
    for each in all_told:
        key = (each.recording_id, each.day)
        if gives_way(told.get(key), each):
            told[key] = each
    return dict(sorted(told.items()))


def week_of(day: date) -> int:
    """The number of a day's week, Monday to Sunday, counted from the year 1 on.

    What is appended daily and read by the month lies together by the week: a day touches the newest week
    alone, and a quarter of a year is fourteen of them, however long the history is.
    """
    return (day.toordinal() - 1) // 7


def record_of(batch: Batch) -> BatchRecord:
    """What is remembered of a batch."""
    return BatchRecord(
        key=sha256(batch.model_dump_json().encode()).hexdigest(),
        counter=batch.counter,
        run_id=batch.run_id,
        at=batch.at,
        readings=len(batch.readings),
        gaps=dict(sorted(Counter(gap.reason.value for gap in batch.gaps).items())),
        genres=tuple(sorted(set(batch.genres))),
    )


def as_series(found: Iterable[Found]) -> dict[str, dict[str, Series]]:
    """By recording and counter what was found, oldest first; all is sorted."""
    days: defaultdict[str, defaultdict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for each in sorted(found, key=lambda each: each[:3]):
        days[each.recording_id][each.counter].append(each)
    return {
        recording_id: {counter: _series(each) for counter, each in counters.items()}
        for recording_id, counters in days.items()
    }


def _series(days: Iterable[Found]) -> Series:
    points, gaps = [], []
    for _, _, at, value, of, reason in days:
        if value is None:
            gaps.append((at, reason))
        else:
            points.append((at, value, of))
    return Series.model_validate({"points": points, "gaps": gaps})
