"""What went wrong with the server, as one sentence that says what to do; never with a password."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConfigurationError,
    InvalidName,
    OperationFailure,
    PyMongoError,
    WTimeoutError,
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

_ADDRESS = "MONGODB_URL"


@contextmanager
def as_store_errors(place: str) -> Iterator[None]:
    """A context from which whatever the server at `place` causes comes out as a StoreError."""
    try:
        yield
    except PyMongoError as error:
        # Not chained: the driver's own words may repeat the address with its password.
        diagnosis = _diagnosis(error)
    except (ValidationError, zlib.error, KeyError) as error:
        message = (
            f"The store {place} holds a value that this version cannot read: use the version that wrote it."
        )
        raise StoreError(message) from error
    else:
        return
    raise StoreError(f"The store {place} {diagnosis}.") from None


def refuses_login(error: OperationFailure) -> bool:
    """Whether the server knows nobody by this name and password."""
    return error.code in _LOGIN


def _diagnosis(error: PyMongoError) -> str:
    if isinstance(error, WTimeoutError):
        return (
            f"did not confirm a write within {LIMIT_MS // 1000} seconds: see whether a majority of its "
            "members is up, and run again"
        )
    if isinstance(error, AutoReconnect):
        return f"cannot be reached: start the server, or see {_ADDRESS}"
    if isinstance(error, ConfigurationError):
        return f"has an address that the driver cannot use: see {_ADDRESS}, its port and its options"
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
        return "does not let this user do that: grant the role readWrite on the database"
    if code in _DISK:
        return "has no room on its disk: free some space there and try again"
    return f"refuses the command (code {code}): see the server's log"
