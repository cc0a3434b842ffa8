"""Apple's songs as iTunes' lookup describes them: asked by their ids, many in one call, without a key."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tunemeld.adapters.hostile_text import https_url, mapping
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.application.errors import BadPayload, UpstreamRejected, UpstreamUnavailable

SONG_ID = re.compile(r"[0-9]{1,20}")
MOST_SONGS = 150
"""Ids in one call: up to 150 or 200 are known to work."""
STORE = "us"
"""The store whose songs are meant."""
_HOSTS = ("*.mzstatic.com",)


def ask_songs(client: UpstreamClient, ids: Sequence[str]) -> str:
    """The body that describes these songs.

    Raises:
        UpstreamError: no answer, which is no miss.
    """
    text = ask(client, "/lookup", {"id": ",".join(ids), "entity": "song", "country": STORE})
    if not isinstance(json_object(client.upstream, text).get("results"), list):
        told = f"{client.upstream} answered without a list of results; try again later"
        raise BadPayload(client.upstream, told)
    return text


def ask(client: UpstreamClient, path: str, params: Mapping[str, str] | None = None) -> str:
    """What iTunes answers.

    Raises:
        UpstreamUnavailable: also for 403, which it says to whoever asks more than twenty times a minute.
        UpstreamError: no answer.
    """
    upstream = client.upstream
    try:
        return client.get(path, params)
    except UpstreamRejected as error:
        if error.status != 403:
            raise
        raise UpstreamUnavailable(
            upstream, f"{upstream} answers 403, as it does when asked too often; try again later"
        ) from error


def songs_in(body: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """The songs of such a body by their ids."""
    results = body.get("results")
    found = [mapping(song) for song in results] if isinstance(results, list) else []
    return {str(song.get("trackId")): song for song in found}


def larger_cover(artwork: object) -> str | None:
    """The address of the same picture, 600 pixels wide; None on an unexpected host."""
    cover = https_url(artwork, _HOSTS)
    return re.sub(r"/\d{2,3}x\d{2,3}bb(?=[-.])", "/600x600bb", cover) if cover else None
