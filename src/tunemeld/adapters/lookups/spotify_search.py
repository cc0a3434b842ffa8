"""ISRCs from a search in Spotify's catalogue."""

from tunemeld.adapters.hostile_text import UnreadableEntry, mapping
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.adapters.lookups.spotify_token import SpotifyToken
from tunemeld.adapters.spotify_track import read_track
from tunemeld.application.errors import BadPayload, UpstreamRejected
from tunemeld.application.ports.lookups import IsrcLookup
from tunemeld.domain.listing import Listing

MOST_CANDIDATES = 10  # since February 2026 a larger limit is refused
LONGEST_TERM = 100


class SpotifyIsrcLookup(IsrcLookup):
    """Searches Spotify for a track; what it finds carries ISRC and length, and is unchecked."""

    name = "Spotify search"

    def __init__(self, *, client: UpstreamClient, token: SpotifyToken) -> None:
        self._client = client
        self._token = token

    def candidates(self, title: str, artist: str) -> tuple[Listing, ...]:
        """What one search finds, in Spotify's order; hits that cannot be read are left out."""
        query = " ".join([*_filter("track", title), *_filter("artist", artist)])
        text = self._search({"q": query, "type": "track", "limit": str(MOST_CANDIDATES)})
        found = mapping(json_object(self._client.upstream, text).get("tracks")).get("items")
        if not isinstance(found, list):
            raise BadPayload(self._client.upstream, "Spotify's search has no list of tracks; try again later")
        return tuple(hit for place, item in enumerate(found, start=1) if (hit := _readable(item, place)))

    def _search(self, params: dict[str, str]) -> str:
        """The answer, with a new token if the one at hand has ended before its time."""
        token = self._token.current()
        try:
            return self._ask(params, token)
        except UpstreamRejected as error:
            if error.status != 401:
                raise
        self._token.discard(token)
        return self._ask(params, self._token.current())

    def _ask(self, params: dict[str, str], token: str) -> str:
        return self._client.get("/v1/search", params, {"Authorization": f"Bearer {token}"})


def _filter(field: str, text: str) -> list[str]:
    """`field:"text"` as Spotify's search reads it; nothing for an empty text."""
    term = " ".join(text.replace('"', " ").split())[:LONGEST_TERM]
    return [f'{field}:"{term}"'] if term else []


def _readable(item: object, place: int) -> Listing | None:
    try:
        return read_track(item, place)
    except UnreadableEntry:
        return None
