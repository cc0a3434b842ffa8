"""The lists that a chart was made of, and what each of them has alone."""

from dataclasses import dataclass
from datetime import datetime

from tunemeld.domain.recording import Recording, display_order
from tunemeld.domain.snapshot import Published, SourceStatus
from tunemeld.entrypoints.http.pages import addresses


@dataclass(frozen=True)
class ListHead:
    """A service's list as the chart's page names it; `at` is None while there is none that counts."""

    service: str
    name: str
    url: str | None
    status: SourceStatus
    at: datetime | None
    length: int


@dataclass(frozen=True)
class Single:
    """An entry that one service alone lists; `url` is None where that is not told."""

    position: int
    key: str
    title: str
    artist: str
    url: str | None


def heads_of(published: Published) -> tuple[ListHead, ...]:
    """The lists behind a chart, also those that are missing."""
    return tuple(_head(published, service) for service in display_order(published.sources))


def _head(published: Published, service: str) -> ListHead:
    state = published.sources[service]
    listed = published.snapshot.lists.get(service)
    return ListHead(
        service=service,
        name=(listed.header.name if listed else "") or "its list",
        url=addresses.link(service, listed.header.url if listed else None),
        status=state.status,
        at=state.fetched_at,
        length=listed.length if listed else 0,
    )


def singles_of(published: Published) -> dict[str, tuple[Single, ...]]:
    """What each service lists alone, by position; services without such entries are left out."""
    alone: dict[str, list[Single]] = {service: [] for service in display_order(published.sources)}
    for recording in published.snapshot.recordings:
        if len(recording.positions) == 1:
            ((service, position),) = recording.positions.items()
            alone.setdefault(service, []).append(_single(recording, service, position))
    return {s: tuple(sorted(each, key=lambda e: (e.position, e.key))) for s, each in alone.items() if each}


def _single(recording: Recording, service: str, position: int) -> Single:
    shown = recording.shown
    url = addresses.link(service, recording.links.get(service))
    return Single(position, recording.isrc or recording.id, shown.title, shown.artist_name, url)
