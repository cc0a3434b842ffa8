"""The counts that services send along with their lists."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from tunemeld.adapters.catalogues import soundcloud, spotify
from tunemeld.adapters.catalogues.places import LONGEST_LIST
from tunemeld.adapters.hostile_text import UnreadableEntry, mapping, play_count
from tunemeld.application.errors import BadPayload
from tunemeld.application.ports.counters import ListedCounter
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import RawPlaylist
from tunemeld.domain.reading import METRICS, SOUNDCLOUD, SPOTIFY

HIGHEST_POPULARITY = 100


class SoundCloudPlays(ListedCounter):
    """How often SoundCloud says that it has played a track."""

    name = SOUNDCLOUD
    service = SOUNDCLOUD  # counter and service have one name
    metric = METRICS[SOUNDCLOUD]

    def counts(self, raw: RawPlaylist) -> Mapping[str, int | None]:
        """Plays by track id; None where SoundCloud keeps them to itself, or sends none that can be."""
        entries = _readable(soundcloud.places(raw), soundcloud.read_place)
        return _first_of_each(
            (listing, play_count(mapping(item).get("playCount"))) for item, listing in entries
        )


class SpotifyPopularity(ListedCounter):
    """Spotify's popularity, an index from 0 to 100 that also falls: never plays."""

    name = SPOTIFY
    service = SPOTIFY  # counter and service have one name
    metric = METRICS[SPOTIFY]

    def counts(self, raw: RawPlaylist) -> Mapping[str, int | None]:
        """Popularity by track id; tracks that are sent without one are left out: they have no such count."""
        entries = _readable(spotify.places(raw), spotify.read_place)
        tracks = ((listing, mapping(mapping(item).get("track"))) for item, listing in entries)
        return _first_of_each(
            (x, _index(track["popularity"])) for x, track in tracks if "popularity" in track
        )


def _readable(
    items: Iterable[object], read: Callable[[object, int], Listing]
) -> Iterable[tuple[object, Listing]]:
    """The entries that the list itself can be read from; none where the bodies are no list."""
    entries: list[tuple[object, Listing]] = []
    try:
        for position, item in enumerate(islice(items, LONGEST_LIST), start=1):
            try:
                entries.append((item, read(item, position)))
            except UnreadableEntry:
                continue
    except BadPayload:
        return []
    return entries


def _first_of_each(counts: Iterable[tuple[Listing, int | None]]) -> Mapping[str, int | None]:
    result: dict[str, int | None] = {}
    for listing, count in counts:
        result.setdefault(listing.track_id, count)
    return result


def _index(value: object) -> int | None:
    count = play_count(value)
    return count if count is not None and count <= HIGHEST_POPULARITY else None
