"""What a storage holds of plays and videos, as the database itself tells it, without moments and runs."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from tests.proof.storages import Contents

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Told(NamedTuple):
    """What a counter told of a recording on a day: a number, or why there is none."""

    counter: str
    recording_id: str
    day: date
    value: int | None
    of: str
    reason: str | None


def readings(contents: Contents) -> list[Told]:
    """All that was counted, or could not be, sorted."""
    # Keys first: a number and none cannot be put in order.
    return sorted(_told(contents), key=lambda told: told[:3])


def _told(contents: Contents) -> Iterator[Told]:
    for row in contents.get("readings", ()):
        if "counter" in row:  # SQLite: a row a day
            yield _of_a_day(row["counter"], row["recording_id"], row)
        else:  # MongoDB: a document a week, with its days by number
            counter, _, recording_id = row["_id"].split("/", 2)
            for each in (value for name, value in row.items() if name != "_id"):
                yield _of_a_day(counter, recording_id, each)


def _of_a_day(counter: str, recording_id: str, each: dict[str, Any]) -> Told:
    day = (_EPOCH + timedelta(microseconds=each["at"])).date()
    return Told(counter, recording_id, day, each.get("value"), each["of"], each.get("reason"))


def videos(contents: Contents) -> list[dict[str, Any]]:
    """Which video was found for which recording, and what waits to be looked at, sorted."""
    found = [json.loads(row["value"]) for row in contents.get("video_searches", ())]
    kept = [{name: search[name] for name in search if name not in {"asked_at", "run_id"}} for search in found]
    return sorted(kept, key=lambda search: str(search["recording_id"]))
