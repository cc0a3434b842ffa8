"""What a store holds for readers, without the names and times of the runs that wrote it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tunemeld.container import Container
from tunemeld.domain.ranking import Strategy


def for_readers(ours: Container, genre: str = "dance") -> dict[str, Any]:
    """Charts under every strategy, and the services' own lists."""
    snapshot = ours.charts().published(genre).snapshot
    charts = {s.value: ours.charts().chart(genre, strategy=s, min_sources=1).tracks for s in Strategy}
    lists = {service: snapshot.playlist(service) for service in snapshot.lists}
    return {"snapshot": snapshot.id, "charts": charts, "lists": lists}


def remembered(store: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Identities, and lookups with how often each was asked; read from the file itself."""
    with closing(sqlite3.connect(store)) as connection:
        lookups = connection.execute("SELECT kind, key, value FROM lookups ORDER BY kind, key").fetchall()
        return {
            "recordings": connection.execute("SELECT * FROM recordings ORDER BY id").fetchall(),
            "keys": connection.execute("SELECT * FROM recording_keys ORDER BY key").fetchall(),
            "lookups": [(kind, key, *_found(value)) for kind, key, value in lookups],
        }


def _found(lookup: str) -> tuple[Any, ...]:
    stored = json.loads(lookup)
    return stored["value"], stored["attempts"], stored["detail"]
