"""Services, watchers and caches that do what a test tells them, named by how they behave."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from tests.builders import a_header
from tests.clocks import HandClock

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.application.errors import (
    BadPayload,
    CacheError,
    UpstreamCoolingDown,
    UpstreamError,
    UpstreamRejected,
    UpstreamUnavailable,
)
from tunemeld.application.ports.catalogues import MusicCatalog
from tunemeld.application.ports.runtime import Cache, RunObserver
from tunemeld.application.report import Step
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import PlaylistHeader, RawPlaylist, ServicePlaylist

ALL_UPSTREAM_ERRORS: tuple[UpstreamError, ...] = (
    UpstreamUnavailable("spotify23", "spotify23 answered 503; try again later"),
    UpstreamRejected("spotify23", "spotify23 refuses the key; check RAPIDAPI_KEY", status=401),
    UpstreamCoolingDown("spotify23", "spotify23 has no quota left", until=datetime(2024, 7, 1, tzinfo=UTC)),
    BadPayload("spotify23", "spotify23 answered HTML"),
)
"""One of each kind."""

AN_HTML_PAGE = "<!doctype html><title>Busy</title>"
AN_EMPTY_LIST = '{"length": 0, "plays": 0, "entries": []}'


class ScriptedCatalog(MusicCatalog):
    """A service whose lists and headers a test writes; every call counts, and takes `seconds_a_call`.

    `urls` puts another list in the place of a genre's first one.
    """

    def __init__(self, service: str, *, source: str, meter: ThreadCallMeter, clock: HandClock) -> None:
        self._service = service
        self._source = source
        self._meter = meter
        self._clock = clock
        self.bodies: dict[str, str | BaseException] = {}
        self.headers: dict[str, str | BaseException | None] = {}
        self.urls: dict[str, str] = {}
        self.seconds_a_call = 0.0

    @property
    def service(self) -> str:
        """As it was given."""
        return self._service

    @property
    def source(self) -> str:
        """As it was given."""
        return self._source

    def lists(self, genre: str, entries: Iterable[Listing], *, plays: int = 0, length: int = 0) -> None:
        """Answer with these entries from now on; `plays` changes the body and nothing that is read of it."""
        listed = [entry.model_dump(mode="json") for entry in entries]
        body = {"length": length or len(listed), "plays": plays, "entries": listed}
        self.bodies[genre] = json.dumps(body)

    def fetch(self, genre: str) -> RawPlaylist:
        """The body as the script has it."""
        body = self._said(self.bodies[genre])
        url = self.urls.get(genre, f"https://lists.example/{self._service}/{genre}")
        return RawPlaylist(genre=genre, service=self._service, source=self._source, url=url, pages=(body,))

    def fetch_header(self, genre: str) -> str | None:
        """The header as the script has it, else one that names service and genre."""
        named = a_header(f"{self._service} {genre}").model_dump_json()
        header = self.headers.get(genre, named)
        return None if header is None else self._said(header)

    def parse(self, raw: RawPlaylist) -> ServicePlaylist:
        """The entries of the body; anything else is a bad payload."""
        try:
            body = json.loads(raw.pages[0])
        except ValueError as error:
            raise BadPayload(self._service, f"{self._service} answered no list") from error
        entries = tuple(Listing.model_validate(entry) for entry in body["entries"])
        if not entries:
            raise BadPayload(self._service, f"{self._service} answered an empty list")
        return ServicePlaylist(
            genre=raw.genre,
            service=self._service,
            header=PlaylistHeader.model_validate_json(raw.header) if raw.header else PlaylistHeader(),
            length=body["length"],
            entries=entries,
            malformed=tuple(f"entry {n} is null" for n in range(len(entries) + 1, body["length"] + 1)),
        )

    def _said(self, answer: str | BaseException) -> str:
        self._meter.count(self._service.lower())
        self._clock.put_forward(self.seconds_a_call)
        if isinstance(answer, BaseException):
            raise answer
        return answer


class RecordingObserver(RunObserver):
    """Keeps every step that was left, as its work left it; `entered` counts by stage."""

    def __init__(self) -> None:
        self.entered: Counter[str] = Counter()
        self.left: list[Step] = []

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Count the step, and keep it whatever ends it."""
        self.entered[step.stage] += 1
        try:
            yield
        finally:
            self.left.append(step)


class CacheOfSeveral(MemoryCache):
    """A cache in memory for as many as a test lets share it."""

    shared = True


class UnreachableCache(Cache):
    """Answers nothing, keeps nothing, and says so."""

    name = "nowhere"
    shared = True

    def get(self, key: str) -> bytes | None:
        """Never."""
        raise CacheError("the cache does not answer")

    def set(self, key: str, value: bytes, *, ttl_seconds: int | None = None) -> None:
        """Never."""
        raise CacheError("the cache does not answer")

    def set_many(self, values: Mapping[str, bytes], *, ttl_seconds: int | None = None) -> None:
        """Never."""
        raise CacheError("the cache does not answer")

    def delete(self, key: str) -> None:
        """Never."""
        raise CacheError("the cache does not answer")

    def clear(self) -> int:
        """Never."""
        raise CacheError("the cache does not answer")
