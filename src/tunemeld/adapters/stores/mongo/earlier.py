"""The database of an earlier TuneMeld, read from one end to the other."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from bson.codec_options import CodecOptions, DatetimeConversion
from pymongo import MongoClient

from tunemeld.adapters.stores.mongo.earlier_documents import ISRC_FIELDS, LIST_FIELDS, isrc_of, list_of
from tunemeld.adapters.stores.mongo.errors import as_store_errors
from tunemeld.adapters.stores.mongo.server import Server
from tunemeld.application.ports.earlier import (
    EarlierIsrc,
    EarlierKind,
    EarlierList,
    EarlierStore,
    Unreadable,
)

# One date beyond Python's years, or one text that is no UTF-8, must not keep all other documents away.
_TOLERANT: CodecOptions[dict[str, Any]] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="replace"
)


class MongoEarlierStore(EarlierStore):
    """The collections of `database`; nothing is written there, and no right to is needed.

    Documents come `batch_size` at once, of which the server sends no more than 16 MB in one answer.
    """

    def __init__(
        self, url: str, database: str, *, batch_size: int, client: Callable[..., Any] = MongoClient
    ) -> None:
        self._server = Server(url, database, client=client)
        self._batch_size = batch_size

    @property
    def place(self) -> str:
        """Hosts and database, without user, password and options."""
        return self._server.place

    def count(self, kind: EarlierKind) -> int:
        """How many documents a collection has."""
        return self._server.reading(lambda database: database[kind].count_documents({}))

    def lists(self) -> Iterator[EarlierList | Unreadable]:
        """What stands in `raw_playlists`."""
        return map(list_of, self._documents(EarlierKind.LISTS, LIST_FIELDS))

    def isrcs(self) -> Iterator[EarlierIsrc | Unreadable]:
        """What stands in `isrc_cache`."""
        return map(isrc_of, self._documents(EarlierKind.ISRCS, ISRC_FIELDS))

    def close(self) -> None:
        """Close all connections."""
        self._server.close()

    def _documents(self, kind: EarlierKind, fields: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        cursor = self._server.reading(
            lambda database: database.get_collection(kind, codec_options=_TOLERANT).find(
                {}, dict.fromkeys(fields, 1), batch_size=self._batch_size
            )
        )
        # A cursor cannot be taken up again elsewhere: a server that goes away in between ends the reading.
        with as_store_errors(self.place), closing(cursor):
            yield from cursor
