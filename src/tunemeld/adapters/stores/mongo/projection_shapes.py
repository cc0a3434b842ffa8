"""What a genre shows, in the shapes in which the earlier TuneMeld keeps charts, lists and tracks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tunemeld.domain.chart import Chart, chart_document, chart_of
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import PlaylistHeader
from tunemeld.domain.snapshot import Published

_AGGREGATE = "Aggregate"
_TRACK_DATA = {
    "Spotify": "spotify_track_data",
    "AppleMusic": "apple_music_track_data",
    "SoundCloud": "soundcloud_track_data",
}
_TRACK_PARTS = ("track_name", "artist_name", "track_url", "album_cover_url")


@dataclass(frozen=True)
class Projected:
    """What one document of the earlier TuneMeld shall say.

    `key` finds it among those that are there, `new_id` is the `_id` of one that is not. `fields` take the
    place of what stands there; of the sub-documents in `observed` only what is known does. `first` is for a
    new document only. Under `seq` it says which publication it shows.
    """

    key: Mapping[str, str]
    new_id: str
    fields: Mapping[str, Any]
    seq: str = "seq"
    observed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    first: Mapping[str, Any] = field(default_factory=dict)


def projected(published: Published) -> dict[str, list[Projected]]:
    """The documents by collection, tracks before the lists that name them, lists before the chart."""
    chart = chart_of(published)
    return {
        "track": list(_tracks(published)),
        "raw_playlists": list(_headers(published)),
        "track_playlist": [*_service_lists(published), _chart_list(chart)],
        "view_counts_playlists": [_of_service(chart.genre_name, _AGGREGATE, chart_document(chart))],
    }


def _tracks(published: Published) -> Iterator[Projected]:
    """A document for each ISRC that is shown, with what each service says of the track."""
    genre, at = published.publication.genre, published.publication.at
    by_isrc: dict[str, dict[str, Listing]] = {}
    for recording in published.snapshot.recordings:
        if recording.isrc:
            # Two versions may have one code: the place for it is that of the better position.
            best = by_isrc.setdefault(str(recording.isrc), {})
            for service, listing in recording.by_service.items():
                if service not in best or listing.position < best[service].position:
                    best[service] = listing
    for isrc, listings in by_isrc.items():
        yield Projected(
            key={"isrc": isrc},
            new_id=isrc,
            fields={},
            seq=f"seq.{genre}",
            observed={_TRACK_DATA[s]: _track_data(x) for s, x in listings.items() if s in _TRACK_DATA},
            first={"insert_timestamp": at},
        )


def _track_data(listing: Listing) -> dict[str, Any]:
    values = (listing.title, listing.artist_name, listing.url, listing.cover_url)
    known = {part: value for part, value in zip(_TRACK_PARTS, values, strict=True) if value}
    return {"service_name": listing.service, **known}


def _headers(published: Published) -> Iterator[Projected]:
    """What stands above each list. What else lies in these documents belongs to the earlier TuneMeld."""
    for service, listed in published.snapshot.lists.items():
        header = _header(listed.header)
        # Not set where there is a document: it says when the answer came that lies beside it.
        first = {"insert_timestamp": published.publication.at, **{k: v for k, v in header.items() if not v}}
        known = {name: value for name, value in header.items() if value}
        yield _of_service(published.publication.genre, service, known, first)


def _header(header: PlaylistHeader) -> dict[str, str]:
    return {
        "playlist_name": header.name,
        "playlist_url": header.url,
        "playlist_cover_url": header.cover_url,
        "playlist_cover_description_text": header.description,
    }


def _service_lists(published: Published) -> Iterator[Projected]:
    """Each list by position; entries without an ISRC, by which alone tracks are found there, are left out."""
    publication, snapshot = published.publication, published.snapshot
    for service in snapshot.lists:
        places: dict[str, int] = {}
        for recording in snapshot.recordings:
            if recording.isrc and (position := recording.positions.get(service)):
                isrc = str(recording.isrc)
                places[isrc] = min(position, places.get(isrc, position))
        tracks = [
            {"isrc": isrc, "rank": position, "sources": {service: position}}
            for isrc, position in sorted(places.items(), key=lambda place: place[1])
        ]
        state = published.sources.get(service)
        seen_at = (state.fetched_at if state else None) or publication.at
        yield _of_service(publication.genre, service, {"insert_timestamp": seen_at, "tracks": tracks})


def _chart_list(chart: Chart) -> Projected:
    """The chart by rank, without names; of two places under one ISRC the better one."""
    tracks: dict[str, dict[str, Any]] = {}
    for track in chart.tracks:
        if track.isrc and track.isrc not in tracks:
            tracks[track.isrc] = track.model_dump(
                include={"isrc", "rank", "sources", "raw_aggregate_rank", "aggregate_service_name"}
            )
    fields = {"insert_timestamp": chart.insert_timestamp, "tracks": list(tracks.values())}
    return _of_service(chart.genre_name, _AGGREGATE, fields)


def _of_service(
    genre: str, service: str, fields: Mapping[str, Any], first: Mapping[str, Any] | None = None
) -> Projected:
    key = {"genre_name": genre, "service_name": service}
    return Projected(key=key, new_id=f"{genre}/{service}", fields=fields, first=first or {})
