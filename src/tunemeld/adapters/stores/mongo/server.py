"""The server: when it is connected to, what a write must have reached, what happens when it goes away."""

import os
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl, urlsplit

from pymongo import ReadPreference, WriteConcern
from pymongo.database import Database
from pymongo.errors import ConfigurationError, PyMongoError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from tunemeld.adapters.stores.mongo.errors import (
    LIMIT_MS,
    SELECTION_MS,
    as_store_errors,
    is_away,
    refuses_login,
)
from tunemeld.adapters.stores.mongo.schema import check_version, prepare

Documents: TypeAlias = Database[dict[str, Any]]

_Answer = TypeVar("_Answer")

# In force unless the address says otherwise. No call may hang: a server that takes connections and answers
# nothing (a machine that swaps, a paused process) is given up too.
_LIMITS = {
    "serverSelectionTimeoutMS": SELECTION_MS,
    "connectTimeoutMS": SELECTION_MS,
    "socketTimeoutMS": LIMIT_MS,
}
# A restart, or the election of another primary, takes less: https://www.mongodb.com/docs/manual/core/replica-set-elections
PATIENCE_SECONDS = 20.0
"""How long a server that was there and went away is waited for."""
_PAUSE_SECONDS = 0.25


class Server:
    """One database on a server, for all threads of a process; connected to at first use.

    A server that was never reached is given up after two seconds. One that was, and goes away, is waited
    for `patience_seconds`: 20 bridge a restart or an election, 0 are for whoever can do without it meanwhile
    and must not be held up. What is asked may therefore be carried out twice, the first answer having been
    lost; every piece of work must bear that.
    """

    def __init__(
        self,
        url: str,
        database: str,
        *,
        client: Callable[..., Any],
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._url = url
        self.name = database
        self._client_of = client
        self._patience_seconds = patience_seconds
        self._turn = Lock()
        self._client: Any = None
        self._opened_by = 0
        self._has_answered = False
        self._is_prepared = False

    @property
    def place(self) -> str:
        """Hosts and database, without user, password and options."""
        return f"{self.name} on MongoDB at {urlsplit(self._url).netloc.rpartition('@')[2]}"

    def reading(self, work: Callable[[Documents], _Answer]) -> _Answer:
        """What `work` reads from the database.

        Raises:
            StoreError: the server cannot be reached, refuses, or holds what this version cannot read.
        """
        return self._ask(lambda: work(self._opened()))

    def writing(self, work: Callable[[Documents], _Answer]) -> _Answer:
        """What `work` answers; what it wrote is on a majority of the members, and in their journals.

        Raises:
            StoreError: as `reading`; the work was then not done, not wholly, or the answer was lost.
        """
        return self._ask(lambda: work(self._prepared()))

    def database(self) -> Documents:
        """The database as it is, whatever its schema.

        Raises:
            pymongo's errors: translating them is the caller's business.
        """
        with self._turn:
            if self._client is None or self._opened_by != os.getpid():
                # Connections do not survive a fork: https://www.mongodb.com/docs/languages/python/pymongo-driver/current/faq
                given = {name.lower() for name, _ in parse_qsl(urlsplit(self._url).query)}
                limits = {name: ms for name, ms in _LIMITS.items() if name.lower() not in given}
                self._client = self._connected(limits)
                self._opened_by = os.getpid()
            database: Documents = self._client.get_database(
                self.name,
                read_preference=ReadPreference.PRIMARY,
                write_concern=WriteConcern(w="majority", j=True, wtimeout=LIMIT_MS),
            )
            return database

    def close(self) -> None:
        """Close all connections; the next use opens new ones."""
        with self._turn:
            if self._client is not None and self._opened_by == os.getpid():
                self._client.close()
            self._client, self._has_answered, self._is_prepared = None, False, False

    def _connected(self, limits: dict[str, int]) -> Any:
        try:
            return self._client_of(self._url, appname="tunemeld", **limits)
        except (TypeError, ValueError, OSError):  # of a port, an option, or a file that one names
            raise ConfigurationError from None

    def _opened(self) -> Documents:
        database = self.database()
        if not self._has_answered:
            check_version(database)
            self._has_answered = True
        return database

    def _prepared(self) -> Documents:
        database = self._opened()
        if not self._is_prepared:
            prepare(database)
            self._is_prepared = True
        return database

    def _ask(self, work: Callable[[], _Answer]) -> _Answer:
        patiently = Retrying(
            retry=retry_if_exception(self._may_come_back),
            stop=stop_after_delay(self._patience_seconds),
            wait=wait_fixed(_PAUSE_SECONDS),
            sleep=time.sleep,
            reraise=True,
        )
        with as_store_errors(self.place):
            try:
                return patiently(work)
            except PyMongoError as error:
                if is_away(error):
                    self._has_answered = False  # waited for once: whoever asks next is told in two seconds
                elif refuses_login(error):
                    # For ten seconds from now the driver would take the server for one that is away.
                    self.close()
                raise

    def _may_come_back(self, error: BaseException) -> bool:
        return self._has_answered and is_away(error)
