"""A service's own list, and what stands above it, as clients read them."""

from pydantic import AwareDatetime, ConfigDict

from tunemeld.domain.chart import video_url
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value
from tunemeld.domain.playlist import PlaylistHeader
from tunemeld.domain.recording import display_order
from tunemeld.domain.snapshot import Published, SourceStatus


class ListedTrack(Value):
    """An entry of a service's list; `rank` is its place as the service shows it.

    `isrc` is the one under which TuneMeld shows the recording, null while nobody knows one.
    """

    rank: int
    isrc: Isrc | None
    track_name: str
    artist_name: str
    album_cover_url: str | None
    track_url: str | None
    youtube_url: str | None


class ListAnswer(Value):
    """A service's list as it counts for the chart; without tracks and time while it is missing."""

    genre_name: str
    service_name: str
    insert_timestamp: AwareDatetime | None
    playlist_name: str
    playlist_url: str
    status: SourceStatus
    tracks: tuple[ListedTrack, ...]


class HeaderAnswer(Value):
    """What stands above a service's list: plain text, "" where it is not known."""

    playlist_cover_url: str
    playlist_cover_description_text: str
    playlist_name: str
    playlist_url: str
    service_name: str


class HeadersAnswer(Value):
    """The headers of a genre's lists, each under its service's name, beside the name of the genre."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, HeaderAnswer]

    genre_name: str


def list_answer(published: Published, service: str) -> ListAnswer:
    """The list of one of the services in `published.sources`."""
    state = published.sources[service]
    header = _header(published, service)
    shown = {
        entry.key: recording for recording in published.snapshot.recordings for entry in recording.listings
    }
    return ListAnswer(
        genre_name=published.publication.genre,
        service_name=service,
        insert_timestamp=state.fetched_at,
        playlist_name=header.name,
        playlist_url=header.url,
        status=state.status,
        tracks=tuple(
            ListedTrack(
                rank=entry.position,
                isrc=shown[entry.key].isrc,
                track_name=entry.title,
                artist_name=entry.artist_name,
                album_cover_url=entry.cover_url,
                track_url=entry.url,
                youtube_url=video_url(published.videos.get(shown[entry.key].id)),
            )
            for entry in published.snapshot.playlist(service)
        ),
    )


def headers_answer(published: Published) -> HeadersAnswer:
    """What stands above each list of a genre, also above a missing one."""
    headers = {s: _header_answer(s, _header(published, s)) for s in display_order(published.sources)}
    return HeadersAnswer(genre_name=published.publication.genre, **headers)


def _header(published: Published, service: str) -> PlaylistHeader:
    listed = published.snapshot.lists.get(service)
    return listed.header if listed else PlaylistHeader()


def _header_answer(service: str, header: PlaylistHeader) -> HeaderAnswer:
    return HeaderAnswer(
        playlist_cover_url=header.cover_url,
        playlist_cover_description_text=header.description,
        playlist_name=header.name,
        playlist_url=header.url,
        service_name=service,
    )
