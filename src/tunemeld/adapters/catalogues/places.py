"""From what stands at each place of a list to the list: one bad entry costs its place, never the list."""

from collections.abc import Callable, Iterable

from tunemeld.adapters.hostile_text import UnreadableEntry
from tunemeld.adapters.http.payload import json_object
from tunemeld.application.errors import BadPayload, UpstreamRejected
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import PlaylistHeader, RawPlaylist, ServicePlaylist

# No editor keeps a longer one. A body has room for millions of places, each of which would cost a sentence.
LONGEST_LIST = 2000


def service_playlist(
    raw: RawPlaylist,
    service: str,
    places: Iterable[object],
    read: Callable[[object, int], Listing],
    header: PlaylistHeader,
) -> ServicePlaylist:
    """The list whose places, from 1 on, hold what `read` understands.

    Raises:
        BadPayload: nothing at any place can be read, or there are more places than on any real list.
    """
    entries: list[Listing] = []
    malformed: list[str] = []
    for position, place in enumerate(places, start=1):
        if position > LONGEST_LIST:
            raise wrong_shape(raw, service, f"end within {LONGEST_LIST} entries")
        try:
            entries.append(read(place, position))
        except UnreadableEntry as error:
            malformed.append(f"place {position}: {error}")
    if not entries:
        raise wrong_shape(raw, service, "entry that can be read")
    return ServicePlaylist(
        genre=raw.genre,
        service=service,
        header=header,
        length=len(entries) + len(malformed),
        entries=tuple(entries),
        malformed=tuple(malformed),
    )


def page_object(raw: RawPlaylist, page: str) -> dict[str, object]:
    """The JSON object of a page.

    Raises:
        BadPayload: the page is none, or an error that was stored as a playlist.
    """
    try:
        return json_object(raw.source, page)
    except UpstreamRejected as error:
        raise BadPayload(raw.source, str(error)) from error


def wrong_shape(raw: RawPlaylist, service: str, expected: str) -> BadPayload:
    """The error for a list without what makes it one; `expected` names that."""
    told = f"{service}'s answer for {raw.genre} is no playlist, since it has no {expected}"
    return BadPayload(raw.source, f"{told}; open {raw.url} to see whether the list is still there")
