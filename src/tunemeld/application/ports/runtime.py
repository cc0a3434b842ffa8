"""What the use cases ask of the process around them: time, a cache, someone who watches, where it runs."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from tunemeld.application.report import Check, Step


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """The present instant in UTC, with its offset."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed point; for durations only."""
        ...


class Cache(Protocol):
    """A place for finished bytes that may forget them at any time."""

    @property
    def name(self) -> str:
        """Which cache it is, for people; no secret is in it."""
        ...

    @property
    def shared(self) -> bool:
        """Whether other processes see what this one sets; else each has a cache of its own."""
        ...

    def get(self, key: str) -> bytes | None:
        """What was set under the key; None where nothing is. An empty value is b"", not None.

        Raises:
            CacheError: the cache could not be asked, which is no miss.
        """
        ...

    def set(self, key: str, value: bytes, *, ttl_seconds: int | None = None) -> None:
        """Keep a value, for `ttl_seconds` at most, or without an end; for 0 or less it is not kept.

        A cache that knows no shorter time makes a minute of less than one.

        Raises:
            CacheError: the value could not be kept, or the key is longer than this cache can take.
        """
        ...

    def set_many(self, values: Mapping[str, bytes], *, ttl_seconds: int | None = None) -> None:
        """Keep several values, each as `set` keeps it, in as few calls as the cache allows: in none for none.

        Raises:
            CacheError: not all of them could be kept; some may be.
        """
        ...

    def delete(self, key: str) -> None:
        """Forget a value; an unknown key is fine.

        Raises:
            CacheError: the cache could not be asked.
        """
        ...

    def clear(self) -> int:
        """Forget all values of TuneMeld's; how many of them could still be had.

        Raises:
            CacheError: the cache could not be asked, and may have forgotten a part.
        """
        ...


class RunObserver(Protocol):
    """Whoever follows a run while it goes on: a log, a progress bar."""

    def step(self, step: Step) -> AbstractContextManager[None]:
        """A context around one step of a run, entered and left in the thread that does the work.

        The one who runs the step sets `step.status` and `step.detail` before the context is left; the
        observer reads them then.
        """
        ...


class Probe(Protocol):
    """Looks at one thing that a run needs, without spending any quota."""

    @property
    def name(self) -> str:
        """What is looked at, in a word or two."""
        ...

    @property
    def remedy(self) -> str:
        """What to do where it fails."""
        ...

    @property
    def reads_store(self) -> bool:
        """Whether nothing can be found without the store."""
        ...

    def check(self) -> Check:
        """What was found.

        Raises:
            TuneMeldError: the thing cannot be used; the message says why.
        """
        ...


class Surroundings(Protocol):
    """The machine and the process that TuneMeld runs in."""

    @property
    def home(self) -> str:
        """The user's home folder; "" where there is none of the user's own."""
        ...

    def facts(self) -> Mapping[str, Mapping[str, str]]:
        """Versions, the platform, what the terminal can show, by theme and name; whose it is, is no fact."""
        ...


class Redaction(Protocol):
    """Whoever knows the secrets."""

    def clean(self, text: str) -> str:
        """The text with every secret replaced."""
        ...
