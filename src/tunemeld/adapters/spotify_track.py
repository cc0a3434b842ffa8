"""Spotify's track object, which its playlists and its search share, as a listing."""

import re
from itertools import islice

from tunemeld.adapters.hostile_text import (
    IMAGE_HOSTS,
    UnreadableEntry,
    duration_ms,
    https_url,
    mapping,
    plain_text,
    sequence,
)
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing

SERVICE = "Spotify"
MOST_ARTISTS = 50  # whole choirs are credited by one name; every name costs work wherever tracks are compared
_TRACK_ID = re.compile(r"[0-9A-Za-z]{22}")


def read_track(track: object, position: int) -> Listing:
    """The listing of a track object; an ISRC, cover or length that is unusable is left out.

    Raises:
        UnreadableEntry: there is no track, or it has no id, title or artist.
    """
    fields = mapping(track)
    if not fields:
        raise UnreadableEntry("Spotify shows no track here")
    track_id = fields.get("id")
    if not isinstance(track_id, str) or not _TRACK_ID.fullmatch(track_id):
        raise UnreadableEntry("the track has no usable id")
    title = plain_text(fields.get("name"))
    artists = _artists(fields)
    if not title or not artists:
        raise UnreadableEntry(f"track {track_id} has no {'artist' if title else 'title'}")
    length = duration_ms(fields.get("duration_ms"))
    isrc = Isrc.or_none(mapping(fields.get("external_ids")).get("isrc"))
    return Listing(
        service=SERVICE,
        position=position,
        track_id=track_id,
        title=title,
        artists=artists,
        url=f"https://open.spotify.com/track/{track_id}",
        cover_url=largest_image(mapping(fields.get("album")).get("images")),
        duration=Duration(milliseconds=length) if length else None,
        isrc=isrc,
        isrc_from="service" if isrc else None,
    )


def largest_image(images: object) -> str | None:
    """The address of the widest image, the first of equals; None where none is usable."""
    best: tuple[int, str] | None = None
    for image in map(mapping, sequence(images)):
        url = https_url(image.get("url"), IMAGE_HOSTS)
        width = image.get("width")
        wide = width if isinstance(width, int) else 0
        if url and (best is None or wide > best[0]):
            best = wide, url
    return best[1] if best else None


def _artists(fields: dict[str, object]) -> tuple[str, ...]:
    names = (plain_text(mapping(artist).get("name")) for artist in sequence(fields.get("artists")))
    return tuple(islice(filter(None, names), MOST_ARTISTS))
