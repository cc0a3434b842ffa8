"""Somebody who publishes charts into a store, each another one, as any process beside a server would."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.builders import a_draft, a_listing, a_recording, a_snapshot

from tunemeld.adapters.stores.sqlite import SqliteStores


class Publisher:
    """Publishes into these stores."""

    def __init__(self, stores: SqliteStores) -> None:
        self._stores = stores
        self._charts = 0

    def publish(self, genre: str) -> str:
        """Publish one; its snapshot."""
        self._charts += 1
        title = f"Tune {self._charts}"
        listings = (a_listing(service, title=title) for service in ("AppleMusic", "Spotify"))
        snapshot = a_snapshot(a_recording(*listings), genre=genre, source="sample")
        self._stores.charts.publish(a_draft(snapshot))
        return snapshot.id


@contextmanager
def publisher_into(file: Path) -> Iterator[Publisher]:
    """One for the store in a file, which is made where there is none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    stores = SqliteStores(file, is_durable=False)
    try:
        yield Publisher(stores)
    finally:
        stores.close()
