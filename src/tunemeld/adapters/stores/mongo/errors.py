"""What went wrong with the server, as one sentence that says what to do; never with a password."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from bson.errors import InvalidBSON
from pydantic import ValidationError
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConfigurationError,
    InvalidName,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
)

from tunemeld.application.errors import StoreError

SELECTION_MS = 2_000
"""How long a server is looked for before it counts as away."""

LIMIT_MS = 10_000
"""How long one answer, or a write's way to a majority, may take."""

# https://www.mongodb.com/docs/manual/reference/error-codes
_LOGIN = {18, 8000}
_RIGHTS = {13, 31}
_DISK = {14031}
_UNCONFIRMED = {64}
# A member that shuts down, or gives way to another primary, while a write is on its way to a majority.
_LEAVING = {91, 189, 10107, 11600, 11602, 13435, 13436}

_ADDRESS = "MONGODB_URL"


@contextmanager
def as_store_errors(place: str) -> Iterator[None]:
    """A context from which whatever the server at `place` causes comes out as a StoreError."""
    try:
        yield
    except PyMongoError as error:
        # Not chained: the driver's own words may repeat the address with its password.
        diagnosis = _diagnosis(error)
    except (ValidationError, zlib.error, LookupError, InvalidBSON) as error:
        message = (
            f"The store {place} holds a value that this version cannot read: use the version that wrote it."
        )
        raise StoreError(message) from error
    else:
        return
    raise StoreError(f"The store {place} {diagnosis}.") from None


def refuses_login(error: PyMongoError) -> bool:
    """Whether the server knows nobody by this name and password."""
    return isinstance(error, OperationFailure) and error.code in _LOGIN


def is_away(error: BaseException) -> bool:
    """Whether the server cannot be reached, or is about to leave or to give way to another."""
    if isinstance(error, AutoReconnect):
        return True
    return isinstance(error, OperationFailure) and _code_of(error) in _LEAVING


def _diagnosis(error: PyMongoError) -> str:
    if isinstance(error, NotPrimaryError):
        return f"has no primary that takes writes: see its members, and name its replicaSet in {_ADDRESS}"
    if is_away(error):
        return f"cannot be reached: start the server, or see {_ADDRESS}"
    if isinstance(error, ConfigurationError):
        return (
            f"has an address that the driver cannot use: see {_ADDRESS}, its host, port and options, and "
            "whether its password is percent-encoded"
        )
    if isinstance(error, InvalidName):
        return "has a name that no database can have: see MONGODB_DATABASE"
    if isinstance(error, OperationFailure):
        return _refused(_code_of(error))
    return f"failed ({type(error).__name__}): try again, or see {_ADDRESS}"


def _code_of(error: OperationFailure) -> int:
    details = error.details or {}
    concerns = details.get("writeConcernErrors") if isinstance(error, BulkWriteError) else None
    writes = details.get("writeErrors") if isinstance(error, BulkWriteError) else None
    for each in (*(concerns or ()), *(writes or ())):
        return int(each.get("code", 0))
    return error.code or 0


def _refused(code: int) -> str:
    if code in _LOGIN:
        return f"refuses the login: see user, password and authSource in {_ADDRESS}"
    if code in _RIGHTS:
        return (
            "does not let this user do that: grant the role readWrite on the database, or read on one that "
            "--from names"
        )
    if code in _UNCONFIRMED:
        return (
            f"did not confirm a write within {LIMIT_MS // 1000} seconds: see whether a majority of its "
            "members is up, and run again"
        )
    if code in _DISK:
        return "has no room on its disk: free some space there and try again"
    return f"refuses the command (code {code}): see the server's log"
