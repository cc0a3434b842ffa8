"""Readings of one recording, as so many days ago they were told."""

from datetime import datetime, timedelta

from tunemeld.application.ports.stores import ReadingLog
from tunemeld.domain.reading import Batch, Gap, GapReason, Reading

Told = tuple[int, int | GapReason]
"""How many days ago, and the count, or why there was none."""


def tell(
    log: ReadingLog, counter: str, recording_id: str, now: datetime, *told: Told, genre: str = "country"
) -> None:
    """Have a counter tell of a recording that this genre lists, a batch for each day."""
    for days, each in told:
        at = now - timedelta(days=days)
        batch = Batch(counter=counter, run_id=f"{counter} {days}", genres=(genre,), at=at)
        if isinstance(each, GapReason):
            log.append(batch.model_copy(update={"gaps": (Gap(recording_id, at, each),)}))
        else:
            log.append(batch.model_copy(update={"readings": (Reading(recording_id, at, each, "it"),)}))
