"""What stands above a list: Spotify's playlist object, or the oEmbed body of Spotify and SoundCloud.

oEmbed: https://oembed.com, section 2.3.4 (`title`, `author_name`, `thumbnail_url`).
"""

from collections.abc import Mapping

from tunemeld.adapters.hostile_text import (
    IMAGE_HOSTS,
    LONGEST_DESCRIPTION,
    https_url,
    lenient_object,
    plain_text,
)
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.spotify_track import largest_image
from tunemeld.application.errors import BadPayload
from tunemeld.domain.playlist import PlaylistHeader, RawPlaylist


def read_header(raw: RawPlaylist, name: str = "") -> PlaylistHeader:
    """The header in `raw.header`; where that says nothing usable, `name` and the list's address alone."""
    fields = lenient_object(raw.header)
    cover = largest_image(fields.get("images")) or https_url(fields.get("thumbnail_url"), IMAGE_HOSTS)
    return PlaylistHeader(
        name=_name(fields) or name,
        url=raw.url,
        cover_url=cover or "",
        description=plain_text(fields.get("description"), LONGEST_DESCRIPTION),
    )


def names_a_playlist(body: str) -> bool:
    """Whether a body describes a list: anything without a name is an error in disguise."""
    return bool(_name(lenient_object(body)))


def ask_oembed(client: UpstreamClient, params: Mapping[str, str]) -> str:
    """The oEmbed body of a list; the client's address is the whole endpoint.

    Raises:
        UpstreamError: no answer, or none that names a list.
    """
    body = client.get("", params)
    if not names_a_playlist(body):
        raise BadPayload(
            client.upstream, f"{client.upstream} does not name the list {params['url']} in oEmbed"
        )
    return body


def _name(fields: dict[str, object]) -> str:
    title = plain_text(fields.get("name")) or plain_text(fields.get("title"))
    author = plain_text(fields.get("author_name"))
    return title.removesuffix(f" by {author}") if author else title
