"""Raw playlists and the log of fetches in SQLite."""

from collections.abc import Collection, Mapping, Sequence
from sqlite3 import Connection

from tunemeld.adapters.stores.fetch_log import LONGEST_WITHOUT_GOOD
from tunemeld.adapters.stores.sqlite.database import Database, rows_by_key
from tunemeld.adapters.stores.values import packed, unpacked
from tunemeld.application.ports.stores import PlaylistRepository
from tunemeld.domain.playlist import Fetch, Outcome, RawPlaylist

# Steps from one service to the next in the index, instead of reading all rows of the log.
_SERVICES = """
    WITH RECURSIVE asked (service) AS (
        SELECT min(service) FROM fetches WHERE source = :source AND genre = :genre
        UNION ALL
        SELECT (SELECT min(service) FROM fetches
                WHERE source = :source AND genre = :genre AND service > asked.service)
        FROM asked WHERE asked.service IS NOT NULL)
    SELECT service FROM asked WHERE service IS NOT NULL"""

_OF_LIST = "FROM fetches WHERE source = :source AND genre = :genre AND service = :service"
_NEWEST_FIRST = "ORDER BY n DESC"
_SINCE_GOOD = f"""
    SELECT value {_OF_LIST} AND n >= (SELECT n {_OF_LIST} AND good {_NEWEST_FIRST} LIMIT 1)
    {_NEWEST_FIRST}"""
_NEVER_GOOD = f"SELECT value {_OF_LIST} {_NEWEST_FIRST} LIMIT {LONGEST_WITHOUT_GOOD}"

# What is put before all others has numbers from the least one on, the others from 1 on: SQLite by itself
# would go on from the greatest there is, also where that is below 0.
_INSERT_LAST = """
    INSERT INTO fetches (n, run_id, genre, service, source, good, value)
    VALUES ((SELECT max(0, coalesce(max(n), 0)) + 1 FROM fetches), ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING"""
_INSERT_FIRST = """
    INSERT INTO fetches (n, run_id, genre, service, source, good, value)
    VALUES ((SELECT coalesce(max(n), -1 << 62) + 1 FROM fetches WHERE n < 0), ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING"""


class SqlitePlaylistRepository(PlaylistRepository):
    """Answers by their hash; fetches by list, in the order of their arrival."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, raw: RawPlaylist) -> None:
        """Store what was answered, compressed; the same answer is stored once."""
        row = (raw.id, packed(raw))
        with self._database.writing() as connection:
            connection.execute("INSERT INTO raw_playlists VALUES (?, ?) ON CONFLICT DO NOTHING", row)

    def raw(self, raw_ids: Collection[str]) -> Mapping[str, RawPlaylist]:
        """The stored answers by id; unknown ids are left out."""
        select = "SELECT id, value FROM raw_playlists WHERE id IN"
        with self._database.reading() as connection:
            return {
                found: unpacked(RawPlaylist, value)
                for found, value in rows_by_key(connection, select, raw_ids)
            }

    def record(self, fetches: Sequence[Fetch]) -> None:
        """Append to the log; one entry a (run, genre, service), the first one stays."""
        with self._database.writing() as connection:
            connection.executemany(_INSERT_LAST, map(_row, fetches))

    def prepend(self, fetches: Sequence[Fetch]) -> None:
        """Put attempts before all that are recorded, behind those put there earlier; the first one stays."""
        with self._database.writing() as connection:
            connection.executemany(_INSERT_FIRST, map(_row, fetches))

    def fetches(self, genre: str, source: str) -> Mapping[str, tuple[Fetch, ...]]:
        """Per service the log, newest first, back to its newest good fetch, else the newest hundred."""
        with self._database.reading() as connection:
            wanted = {"genre": genre, "source": source}
            services = [service for (service,) in connection.execute(_SERVICES, wanted)]
            return {service: _log(connection, {**wanted, "service": service}) for service in services}

    def sources(self) -> frozenset[str]:
        """The sources that ever gave a good list."""
        with self._database.reading() as connection:
            return frozenset(
                source for (source,) in connection.execute("SELECT DISTINCT source FROM fetches WHERE good")
            )


def _row(fetch: Fetch) -> tuple[object, ...]:
    good = fetch.outcome is Outcome.GOOD
    return fetch.run_id, fetch.genre, fetch.service, fetch.source, good, fetch.model_dump_json()


def _log(connection: Connection, of_list: Mapping[str, str]) -> tuple[Fetch, ...]:
    rows = (
        connection.execute(_SINCE_GOOD, of_list).fetchall()
        or connection.execute(_NEVER_GOOD, of_list).fetchall()
    )
    return tuple(Fetch.model_validate_json(value) for (value,) in rows)
