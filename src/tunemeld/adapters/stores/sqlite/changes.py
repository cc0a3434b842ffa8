"""What is newest of each genre in SQLite: read by stepping over the history, not through it."""

from collections import defaultdict
from collections.abc import Mapping

from tunemeld.adapters.stores.sqlite.database import Database
from tunemeld.application.ports.stores import ChangeMarks

# Each step goes straight to the greatest value below the last one, as the index allows: there are as many
# steps as there are genres and lists, however long their history is.
_PUBLISHED = """
    WITH RECURSIVE genres (genre) AS (
        SELECT max(genre) FROM publications
        UNION ALL
        SELECT (SELECT max(genre) FROM publications WHERE genre < genres.genre)
        FROM genres WHERE genre IS NOT NULL)
    SELECT genre, seq, snapshot_id FROM genres JOIN publications USING (genre)
    WHERE seq = (SELECT max(seq) FROM publications WHERE genre = genres.genre)"""
_RECORDED = """
    WITH RECURSIVE sources (source) AS (
        SELECT max(source) FROM fetches
        UNION ALL
        SELECT (SELECT max(source) FROM fetches WHERE source < sources.source)
        FROM sources WHERE source IS NOT NULL),
    genres (source, genre) AS (
        SELECT source, (SELECT max(genre) FROM fetches WHERE source = sources.source) FROM sources
        UNION ALL
        SELECT source, (SELECT max(genre) FROM fetches WHERE source = genres.source AND genre < genres.genre)
        FROM genres WHERE genre IS NOT NULL),
    lists (source, genre, service) AS (
        SELECT source, genre, (SELECT max(service) FROM fetches
                               WHERE source = genres.source AND genre = genres.genre) FROM genres
        UNION ALL
        SELECT source, genre, (SELECT max(service) FROM fetches
                               WHERE source = lists.source AND genre = lists.genre
                                   AND service < lists.service)
        FROM lists WHERE service IS NOT NULL)
    SELECT genre, max(n), run_id FROM lists JOIN fetches USING (source, genre, service)
    WHERE n = (SELECT max(n) FROM fetches
               WHERE source = lists.source AND genre = lists.genre AND service = lists.service) AND n > 0
    GROUP BY genre"""

_READ = """
    WITH RECURSIVE genres (genre) AS (
        SELECT max(genre) FROM batch_genres
        UNION ALL
        SELECT (SELECT max(genre) FROM batch_genres WHERE genre < genres.genre)
        FROM genres WHERE genre IS NOT NULL)
    SELECT genre, n, run_id FROM genres JOIN reading_batches
    ON n = (SELECT max(n) FROM batch_genres WHERE genre = genres.genre)"""


class SqliteChangeMarks(ChangeMarks):
    """A mark names the newest publication, attempt and readings of its genre.

    Writers take turns, so that the newest is also the last that arrived. Snapshot and run stand beside the
    numbers since a file that is replaced by a backup counts on from an earlier number.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def marks(self) -> Mapping[str, str]:
        """By genre a text that changes with its publications, attempts and readings."""
        parts: defaultdict[str, list[object]] = defaultdict(list)
        with self._database.reading() as connection:
            for kind, select in (("chart", _PUBLISHED), ("fetch", _RECORDED)):
                for genre, number, named in connection.execute(select):
                    parts[genre] += (kind, number, named)
            for genre, number, named in connection.execute(_READ):
                if genre in parts:
                    parts[genre] += ("readings", number, named)
        return {genre: " ".join(map(str, parts[genre])) for genre in sorted(parts)}
