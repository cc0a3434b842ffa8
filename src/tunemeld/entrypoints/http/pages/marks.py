"""The services beside a recording: where it stands on each, where it is there, and what plays it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tunemeld.domain.chart import video_url
from tunemeld.domain.reading import YOUTUBE
from tunemeld.domain.recording import Recording, display_order
from tunemeld.entrypoints.http.pages import addresses


@dataclass(frozen=True)
class Mark:
    """A service beside a recording: None as `position` where its list has it not; its link, its player."""

    service: str
    position: int | None
    of: int
    url: str | None
    player: str | None


def marks_of(
    recording: Recording, services: Iterable[str] = (), lengths: Mapping[str, int] | None = None
) -> tuple[Mark, ...]:
    """A mark for each of these services and of those that list the recording, whose lists are so long."""
    positions, links = recording.positions, recording.links
    return tuple(
        Mark(
            service=service,
            position=positions.get(service),
            of=(lengths or {}).get(service, 0),
            url=addresses.link(service, links.get(service)),
            player=addresses.player(service, links.get(service)),
        )
        for service in display_order({*services, *positions})
    )


def video_mark(video_id: str | None) -> Mark | None:
    """The recording's video; None where none is known, or its id is none of YouTube's."""
    url = addresses.link(YOUTUBE, video_url(video_id))
    player = addresses.player(YOUTUBE, url)
    return Mark(YOUTUBE, None, 0, url, player) if player else None
