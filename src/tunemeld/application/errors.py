"""What can go wrong, as the use cases see it.

TuneMeldError
├── UpstreamError              somebody we asked did not give a usable answer
│   ├── UpstreamUnavailable    may work later: time-out, connection, 429, 5xx
│   ├── UpstreamRejected       will not work like this: key, address, right
│   ├── UpstreamCoolingDown    not asked at all: told to wait, or a quota is gone
│   └── BadPayload             answered, but not with what was asked for
├── StoreError                 the store cannot be read or written
├── LeaseLost                  somebody else has taken over what was being done
├── WorkersAway                no worker can be reached, or none answers
├── PartFailed                 a part of a run was not done, and will not be
├── CacheError                 the cache cannot be asked; never a reason to fail
└── Refusal                    what was asked for cannot be done; says what to do instead
    ├── UnknownGenre
    ├── UnknownService
    ├── SampleRefused
    ├── KeyMissing
    ├── UnknownRecording
    ├── UnknownSnapshot
    ├── NothingPublished
    ├── RunUnderWay
    ├── NotDistributed
    └── BackupRefused

Every message is one sentence for people: what happened, with which value, what to do next. None
holds a secret.
"""

from datetime import datetime


class TuneMeldError(Exception):
    """The root of everything that TuneMeld raises on purpose."""


class UpstreamError(TuneMeldError):
    """Raised when an upstream gave no usable answer; `upstream` names it."""

    def __init__(self, upstream: str, message: str) -> None:
        super().__init__(message)
        self.upstream = upstream

    @property
    def is_general(self) -> bool:
        """Whether every other question would fail likewise; a bad one alone must not hold up the rest."""
        return False


class UpstreamUnavailable(UpstreamError):
    """Raised when an upstream timed out, broke off, or answered 429 or 5xx until the retries ended."""


class UpstreamRejected(UpstreamError):
    """Raised when an upstream refuses the request as it is; asking again changes nothing.

    `status` is the HTTP status, None where the refusal came in a body. `refuses_key` tells that the upstream
    does not know the key, which some say with a status of another meaning.
    """

    def __init__(
        self, upstream: str, message: str, *, status: int | None = None, refuses_key: bool = False
    ) -> None:
        super().__init__(upstream, message)
        self.status = status
        self.refuses_key = refuses_key

    @property
    def is_general(self) -> bool:
        """Whether the key or the right is missing, and not only what was asked for is wrong."""
        return self.refuses_key or self.status in {None, 401, 403}


class UpstreamCoolingDown(UpstreamError):
    """Raised instead of a call while an upstream has told us to wait; `until` says how long."""

    def __init__(self, upstream: str, message: str, *, until: datetime) -> None:
        super().__init__(upstream, message)
        self.until = until

    @property
    def is_general(self) -> bool:
        """Always: nobody is asked meanwhile."""
        return True


class BadPayload(UpstreamError):
    """Raised when a body is not what was asked for: HTML, cut off, empty, or of another shape."""


class StoreError(TuneMeldError):
    """Raised when the store cannot be opened, read or written."""


class LeaseLost(TuneMeldError):
    """Raised when a job is done by somebody else by now, who must not be disturbed; the message names it."""


class WorkersAway(TuneMeldError):
    """Raised when work cannot be handed to workers; the message says why, and what to do."""


class PartFailed(TuneMeldError):
    """Raised when a part of a run ends without being done; what builds upon it is not begun."""


class CacheError(TuneMeldError):
    """Raised when a cache cannot be asked; whoever asked goes on without it."""


class Refusal(TuneMeldError):
    """The root of what is refused because of what was asked for."""


class UnknownGenre(Refusal):
    """Raised when no playlist is configured for a genre; the message names the known ones."""


class UnknownService(Refusal):
    """Raised when a service is not configured; the message names the known ones."""


class UnknownRecording(Refusal):
    """Raised when no current list has a recording; the message says where else to look."""


class UnknownSnapshot(Refusal):
    """Raised when a genre never showed a snapshot; the message names the newest one."""


class SampleRefused(Refusal):
    """Raised when sample data would enter a store that holds real data."""


class KeyMissing(Refusal):
    """Raised when lists are to be fetched without the key that this takes; the message names the setting."""


class NothingPublished(Refusal):
    """Raised when a known genre has no chart yet; the message says how to get one."""


class RunUnderWay(Refusal):
    """Raised when a run is asked for where one is under way; the message names it."""


class NotDistributed(Refusal):
    """Raised when runs cannot be divided as TuneMeld is set up; the message says what to change."""


class BackupRefused(Refusal):
    """Raised when a file may not become a backup, or a kind of store has another way to make one."""
