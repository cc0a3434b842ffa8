"""The newest published chart of each genre, kept beside the store: for when it is away, and for the edge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ValidationError

from tunemeld.application.answers.envelope import Success
from tunemeld.application.answers.finished import finished_answers
from tunemeld.application.answers.movement import movement_answers
from tunemeld.application.errors import CacheError
from tunemeld.application.lists import EDITORIAL
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.application.ports.runtime import Cache, Clock
from tunemeld.domain.snapshot import Published


@dataclass(frozen=True)
class LastGood(PublicationFollower):
    """Keeps what was published last in the cache; a cache that fails is never a reason to fail.

    - Under one key a genre with its snapshot and its past, from which every answer can be made.
    - In a cache that others read too, also each finished answer under its path, as `encode` writes it: a
      worker at the edge hands it out as it is.
    """

    name: ClassVar[str] = "the cache"

    cache: Cache
    encode: Callable[[Success[Any]], bytes]

    def follow(self, published: Published) -> None:
        """Put what a genre shows into the cache.

        Raises:
            CacheError: it could not be kept; what the cache had before may be there still.
        """
        shown = published.publication
        values = {_key(shown.genre, shown.source): published.model_dump_json().encode()}
        if self.cache.shared:
            for path, answer in finished_answers(published).items():
                values[_answer_key(shown.source, path)] = self.encode(answer)
        self.cache.set_many(values)

    def of(self, genre: str, source: str) -> Published | None:
        """What the genre showed of a source after its last run; None where the cache has nothing readable."""
        try:
            kept = self.cache.get(_key(genre, source))
            return Published.model_validate_json(kept) if kept is not None else None
        except (CacheError, ValidationError):  # of another version, or away: as good as nothing
            return None


@dataclass(frozen=True)
class CachedTrends(PublicationFollower):
    """Keeps what is on the rise, and what moved, in a cache that others read: finished, under its path."""

    name: ClassVar[str] = "the cache of trends"

    cache: Cache
    encode: Callable[[Success[Any]], bytes]
    clock: Clock
    counters: Sequence[str]

    def follow(self, published: Published) -> None:
        """Put what is told of a genre's moves into the cache.

        Raises:
            CacheError: it could not be kept; what the cache had before may be there still.
        """
        answers = movement_answers(published, self.clock.now(), self.counters)
        source = published.publication.source
        self.cache.set_many({_answer_key(source, p): self.encode(told) for p, told in answers.items()})


def _key(genre: str, source: str) -> str:
    return f"published:v1:{_kind(source)}:{genre}"


def _answer_key(source: str, path: str) -> str:
    return f"answer:v1:{_kind(source)}:{path}"


def _kind(source: str) -> str:
    # Whoever tries the sample, or open charts, may share the cache with those who show editors' choices.
    return "real" if source == EDITORIAL else source
