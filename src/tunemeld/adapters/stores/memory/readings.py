"""How often recordings were played, in memory."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from threading import Lock

from tunemeld.adapters.stores.reading_days import (
    BatchRecord,
    Found,
    Told,
    as_series,
    by_day,
    gives_way,
    record_of,
)
from tunemeld.application.ports.stores import ReadingLog
from tunemeld.domain.reading import Batch, Reading, Series


class MemoryReadingLog(ReadingLog):
    """What was told by recording, counter and day; batches in the order of their arrival."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._told: dict[str, dict[str, dict[date, Told]]] = {}
        self._batches: dict[str, BatchRecord] = {}
        self._newest: dict[str, str] = {}

    def append(self, batch: Batch) -> None:
        """Store one reading, else one gap, a day; the first reading stays, a gap gives way."""
        told, record = by_day(batch), record_of(batch)
        if not told:
            return
        with self._lock:
            for (recording_id, day), each in told.items():
                days = self._told.setdefault(recording_id, {}).setdefault(batch.counter, {})
                if gives_way(days.get(day), each):
                    days[day] = each
            if record.key not in self._batches:
                self._batches[record.key] = record
                mark = f"readings {len(self._batches)} {record.run_id}"
                self._newest |= dict.fromkeys(record.genres, mark)

    def series(self, recording_ids: Collection[str], since: date) -> Mapping[str, Mapping[str, Series]]:
        """By recording and counter what was appended for this day and later ones, oldest first."""
        with self._lock:
            return as_series(
                _found(counter, told)
                for recording_id in set(recording_ids)
                for counter, days in self._told.get(recording_id, {}).items()
                for day, told in days.items()
                if day >= since
            )

    def forget(self, counter: str, before: date) -> bool:
        """Drop all that a counter said on days before this one; whether there was anything."""
        dropped = False
        with self._lock:
            for days in self._days_of(counter):
                for day in [day for day in days if day < before]:
                    del days[day]
                    dropped = True
        return dropped

    def batches(self) -> tuple[BatchRecord, ...]:
        """All batches in the order of their arrival."""
        with self._lock:
            return tuple(self._batches.values())

    def newest(self) -> Mapping[str, str]:
        """By genre, which batch arrived last."""
        with self._lock:
            return dict(self._newest)

    def _days_of(self, counter: str) -> Iterator[dict[date, Told]]:
        return (counters[counter] for counters in self._told.values() if counter in counters)


def _found(counter: str, told: Told) -> Found:
    if isinstance(told, Reading):
        return Found(told.recording_id, counter, told.at, told.value, told.of, None)
    return Found(told.recording_id, counter, told.at, None, told.of, told.reason.value)
