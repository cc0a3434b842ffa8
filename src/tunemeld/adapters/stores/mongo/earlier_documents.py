"""Documents in the shapes of an earlier TuneMeld, of which any part may be missing or something else."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from tunemeld.adapters.hostile_text import LONGEST_TEXT, LONGEST_URL, plain_text
from tunemeld.application.ports.earlier import EarlierIsrc, EarlierList, Unreadable

LIST_FIELDS = ("service_name", "genre_name", "playlist_url", "data_json", "insert_timestamp")
ISRC_FIELDS = ("key", "value", "insert_timestamp")

# Between title and artist in a key; one that stands in a title stands among spaces, as a rule.
_BETWEEN = "|"
_LONGEST_NAME = 60


def list_of(document: Mapping[str, Any]) -> EarlierList | Unreadable:
    """A document of `raw_playlists`; the answer as text, put into JSON again if need be."""
    genre, service = plain_text(document.get("genre_name")), plain_text(document.get("service_name"))
    answer = document.get("data_json")
    if isinstance(answer, dict):
        try:
            answer = json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError, RecursionError):
            return Unreadable(f"{genre} on {service}", "its answer holds what JSON cannot")
    return EarlierList(
        genre=genre[:_LONGEST_NAME],
        service=service[:_LONGEST_NAME],
        address=plain_text(document.get("playlist_url"), LONGEST_URL),
        answer=answer if isinstance(answer, str) else "",
        at=_instant(document),
    )


def isrc_of(document: Mapping[str, Any]) -> EarlierIsrc | Unreadable:
    """A document of `isrc_cache`, whose key is `title|artist`."""
    key, isrc = document.get("key"), document.get("value")
    if not isinstance(key, str):
        return Unreadable(f"document {_shown(str(document.get('_id')))}", "its key is no text")
    if len(key) > 2 * LONGEST_TEXT:
        return Unreadable(_shown(key), "its key is longer than any title")
    title, *artists = map(plain_text, key.split(_BETWEEN))
    if len(artists) != 1 or not title or not artists[0]:
        return Unreadable(_shown(key), "its key is no title|artist")
    if not isinstance(isrc, str | None):
        return Unreadable(_shown(key), "its value is no text")
    return EarlierIsrc(title=title, artist=artists[0], isrc=isrc, at=_instant(document))


def _shown(key: str) -> str:
    shown = plain_text(key, _LONGEST_NAME)
    return f"“{shown}…”" if len(shown) >= _LONGEST_NAME else f"“{shown}”"


def _instant(document: Mapping[str, Any]) -> datetime | None:
    """When a document was written, in UTC: by its timestamp, or else by its id, which holds the second."""
    written, own_id = document.get("insert_timestamp"), document.get("_id")
    try:
        if isinstance(written, str) and len(written) <= LONGEST_TEXT:
            written = datetime.fromisoformat(written.strip())
        if isinstance(written, datetime):
            return written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    return own_id.generation_time.astimezone(UTC) if isinstance(own_id, ObjectId) else None
