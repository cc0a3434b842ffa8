"""Covers of Apple Music's tracks from iTunes' lookup, which needs no key."""

import re
from collections.abc import Collection, Mapping

from tunemeld.adapters.hostile_text import https_url, mapping
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.application.errors import BadPayload, UpstreamRejected, UpstreamUnavailable
from tunemeld.application.ports.lookups import CoverLookup

_SONG_ID = re.compile(r"[0-9]{1,20}")
_HOSTS = ("*.mzstatic.com",)


class ItunesCoverLookup(CoverLookup):
    """Asks iTunes for songs by Apple's ids; ids made up for songs without one are not asked for."""

    service = "AppleMusic"
    batch_size = 150  # up to 150 or 200 ids a call are known to work

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
        asked = sorted({track_id for track_id in track_ids if _SONG_ID.fullmatch(track_id)})
        if not asked:
            return {}
        songs = map(mapping, self._ask(asked))
        covers = {str(song.get("trackId")): _larger(song.get("artworkUrl100")) for song in songs}
        return {track_id: cover for track_id in asked if (cover := covers.get(track_id))}

    def _ask(self, ids: list[str]) -> list[object]:
        upstream = self._client.upstream
        try:
            text = self._client.get("/lookup", {"id": ",".join(ids), "entity": "song", "country": "us"})
        except UpstreamRejected as error:
            if error.status != 403:
                raise
            # iTunes says 403 to whoever asks more than about twenty times a minute.
            raise UpstreamUnavailable(
                upstream, f"{upstream} answers 403, as it does when asked too often; try again later"
            ) from error
        results = json_object(upstream, text).get("results")
        if not isinstance(results, list):
            raise BadPayload(upstream, f"{upstream} answered without a list of results; try again later")
        return results


def _larger(artwork: object) -> str | None:
    """The address of the same picture, 600 pixels wide instead of 100; None on an unexpected host."""
    cover = https_url(artwork, _HOSTS)
    return cover.replace("100x100bb", "600x600bb") if cover else None
