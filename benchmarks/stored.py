"""What a database has been asked, what it holds, and whether two of them show the same."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from redis import Redis

from tunemeld.container import Container
from tunemeld.domain.snapshot import Publication
from tunemeld.settings import load_settings

_COUNTED = ("find", "aggregate", "distinct", "getMore", "insert", "update", "delete", "findAndModify")


@dataclass(frozen=True)
class Kept:
    """A collection: how many documents, and the bytes that documents and indexes take on the disk."""

    documents: int
    data: int
    indexes: int


@contextmanager
def client(url: str) -> Iterator[MongoClient[dict[str, Any]]]:
    """A connection to a server."""
    with MongoClient[dict[str, Any]](url) as connected:
        yield connected


def commands(server: MongoClient[dict[str, Any]]) -> int:
    """How many questions and writes a server has had since it began."""
    told = server.admin.command("serverStatus")["metrics"]["commands"]
    return sum(int(told[name]["total"]) for name in _COUNTED if name in told)


def kept(database: Database[dict[str, Any]]) -> dict[str, Kept]:
    """By collection what it takes, once all of it has been written."""
    database.client.admin.command("fsync")
    found = {}
    for name in sorted(database.list_collection_names()):
        told = database.command("collStats", name)
        # Blocks that are free again are no data: they are filled before the file grows.
        free = told["wiredTiger"]["block-manager"]["file bytes available for reuse"]
        found[name] = Kept(told["count"], told["storageSize"] - free, told["totalIndexSize"])
    return found


def remembered(url: str) -> int:
    """The bytes that a Redis holds: the finished answers, and what is left of tasks."""
    with Redis.from_url(url) as redis:
        return int(redis.info("memory")["used_memory_dataset"])


@dataclass(frozen=True)
class Shown:
    """What a genre shows: its snapshot, and the places of its recordings, whatever they are called."""

    snapshot_id: str
    places: tuple[tuple[tuple[str, int], ...], ...]


def shown(settings: Mapping[str, str], genres: int) -> dict[str, Shown]:
    """By genre what it shows.

    Raises:
        RuntimeError: some genre shows nothing.
    """
    place = {name: settings[name.upper()] for name in ("mongodb_url", "mongodb_database")}
    files = {"tunemeld_playlists_file": settings["TUNEMELD_PLAYLISTS_FILE"]}
    container = Container(settings=load_settings("testing", tunemeld_storage="mongo", **place, **files))
    stores = container.stores()
    try:
        found = {genre: stores.charts.current(genre) for genre in container.playlists()}
    finally:
        stores.close()
    charts = {genre: Shown(p.snapshot_id, _places(p)) for genre, p in found.items() if p}
    if len(charts) != genres:
        raise RuntimeError(f"{genres - len(charts)} of {genres} genres show no chart")
    return charts


def _places(publication: Publication) -> tuple[tuple[tuple[str, int], ...], ...]:
    return tuple(sorted(tuple(sorted(each.positions.items())) for each in publication.standings))


def published_at(database: Database[dict[str, Any]], genre: str) -> float:
    """When a genre's newest chart was published."""
    newest = database["publications"].find_one({"genre": genre, "is_claim": None}, sort=[("seq", -1)])
    if newest is None:
        raise RuntimeError(f"{genre} shows no chart")
    return datetime.fromisoformat(newest["at"]).timestamp()
