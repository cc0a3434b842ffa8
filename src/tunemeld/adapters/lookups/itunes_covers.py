"""Covers of Apple Music's tracks from iTunes' lookup, which needs no key."""

from collections.abc import Collection, Mapping

from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.adapters.itunes_songs import MOST_SONGS, SONG_ID, ask_songs, larger_cover, songs_in
from tunemeld.application.ports.lookups import CoverLookup


class ItunesCoverLookup(CoverLookup):
    """Asks iTunes for songs by Apple's ids; ids made up for songs without one are not asked for."""

    service = "AppleMusic"
    batch_size = MOST_SONGS

    def __init__(self, *, client: UpstreamClient) -> None:
        self._client = client

    def covers(self, track_ids: Collection[str]) -> Mapping[str, str]:
        """Covers of 600 pixels by id; no call where no id is Apple's.

        Raises:
            UpstreamError: no answer, which is no miss.
            ValueError: more ids than one call may ask for.
        """
        if len(track_ids) > self.batch_size:
            raise ValueError(f"{len(track_ids)} ids in one call; ask for {self.batch_size} at most")
        asked = sorted({track_id for track_id in track_ids if SONG_ID.fullmatch(track_id)})
        if not asked:
            return {}
        songs = songs_in(json_object(self._client.upstream, ask_songs(self._client, asked)))
        covers = {track_id: larger_cover(song.get("artworkUrl100")) for track_id, song in songs.items()}
        return {track_id: cover for track_id in asked if (cover := covers.get(track_id))}
