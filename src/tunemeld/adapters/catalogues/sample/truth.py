"""What nobody knows of real lists: which recording each listing truly is."""

from collections.abc import Mapping

from tunemeld.adapters.catalogues.sample.addresses import apple_song_id, soundcloud_id, spotify_track_id
from tunemeld.adapters.catalogues.sample.careers import SERVICES
from tunemeld.adapters.catalogues.sample.editions import places
from tunemeld.adapters.catalogues.sample.near_misses import near_misses
from tunemeld.adapters.catalogues.sample.world import songbook


def truth(genre: str, edition: int) -> Mapping[str, int]:
    """The recordings' numbers by listing key, over all lists of a genre in an edition.

    Keys as `Listing.key`: the service's name and its id of the track. A recording keeps its number in every
    edition, and in every genre that lists it.
    """
    return {
        f"{service}:{_track_id(service, place.recording.number, again=place.again)}": place.recording.number
        for service in SERVICES
        for place in places(service, genre, edition)
        if place.recording
    }


def kinds_of_near_misses(genre: str) -> Mapping[str, tuple[int, ...]]:
    """What is special about some of a genre's recordings, with their numbers."""
    return {
        miss.kind: tuple(part.recording.number for part in miss.parts)
        for miss in near_misses(songbook(genre))
    }


def _track_id(service: str, number: int, *, again: bool) -> str:
    if service == "Spotify":
        return spotify_track_id(number)
    return str(apple_song_id(number, again=again) if service == "AppleMusic" else soundcloud_id(number))
