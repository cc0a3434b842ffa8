"""The database of an earlier TuneMeld, in its shapes and with invented content."""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId, json_util
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database
from tests.payloads import (
    DATA,
    apple_body,
    apple_track,
    soundcloud_item,
    soundcloud_page,
    spotify_item,
    spotify_page,
)

from tunemeld.application.ports.earlier import (
    EarlierIsrc,
    EarlierKind,
    EarlierList,
    EarlierStore,
    Unreadable,
)

Document = dict[str, Any]

READ_AT = datetime(2024, 6, 20, 3, tzinfo=UTC)
"""When the earlier one last read its lists."""

SHORT_TITLE = 8
"""The tune that is joined by a carried ISRC alone: its title is short, and Apple tells no length."""

ADDRESSES = {
    "Spotify": "37i9dQZF1DX1lVhptIYRda",
    "AppleMusic": "https://music.apple.com/us/playlist/todays-country/pl.87bb5b36a9bd49db8c975607452bfa2b",
    "SoundCloud": "https://soundcloud.com/soundcloud-shine/sets/backroads-best-country-now",
}
"""The lists of country that come with TuneMeld, as the earlier one wrote them down."""

_ORDERS = {
    "Spotify": (SHORT_TITLE, 1, 2, 3, 4, 5, 6),
    "AppleMusic": (2, SHORT_TITLE, 1, 4, 3, 7),
    "SoundCloud": (6, 5, 4, 1, 2, 7),
}


def body(service: str, numbers: Iterable[int] = ()) -> Document:
    """A service's answer that lists these tunes, or its own of country; Apple tells no lengths."""
    shown = tuple(numbers) or _ORDERS[service]
    if service == "Spotify":
        return spotify_page(
            spotify_item(n, name=_title(n), external_ids={"isrc": f"QZTM424{n:05d}"}) for n in shown
        )
    if service == "AppleMusic":
        artist = "Mara Quill & The Lantern Boys"
        return apple_body(apple_track(n, name=_title(n), artist=artist, duration=None) for n in shown)
    return soundcloud_page(
        soundcloud_item(
            n,
            title=_title(n),
            publisher={"artist": "Mara Quill & The Lantern Boys", "isrc": f"QZTM424{n:05d}"},
        )
        for n in shown
    )


def list_document(service: str, genre: str = "country", **fields: Any) -> Document:
    """A document of `raw_playlists`."""
    document = {
        "_id": ObjectId(),
        "service_name": service,
        "genre_name": genre,
        "playlist_url": ADDRESSES[service],
        "data_json": body(service),
        "playlist_name": "Invented",
        "playlist_cover_url": "https://i.scdn.co/image/invented",
        "playlist_cover_description_text": "Invented.",
        "insert_timestamp": READ_AT.replace(tzinfo=None),
    }
    return {name: value for name, value in (document | fields).items() if value is not ...}


def collections() -> dict[str, list[Document]]:
    """All collections with a few documents each; one of the lists is text, as in some versions."""
    written: dict[str, list[Document]] = json_util.loads(
        (DATA / "earlier" / "collections.json").read_text("utf-8")
    )
    as_text = json.dumps(body("SoundCloud"))
    lists = [
        list_document("Spotify"),
        list_document("AppleMusic"),
        list_document("SoundCloud", data_json=as_text, insert_timestamp="2024-06-20T03:00:00"),
        list_document("Spotify", "pop", data_json={"message": "Invalid API key. Go to docs for info."}),
        list_document("Spotify", "polka"),
    ]
    return {"raw_playlists": lists, **written}


def fill(database: Database[Document], documents: Mapping[str, Sequence[Document]] | None = None) -> None:
    """Put the documents there, and an index as somebody may have made one."""
    for collection, each in (documents or collections()).items():
        database[collection].insert_many(copy.deepcopy(list(each)))
    database["isrc_cache"].create_index("key", unique=True)


def contents(database: Database[Document]) -> dict[str, Any]:
    """All that lies in the earlier one's collections, byte for byte, with their indexes."""
    raw = database.with_options(codec_options=_RAW)
    return {
        kind.value: (
            [bytes(each.raw) for each in raw[kind].find()],
            database[kind].index_information(),
            database[kind].options(),
        )
        for kind in EarlierKind
    }


_RAW: Any = json_util.DEFAULT_JSON_OPTIONS.with_options(document_class=RawBSONDocument)


def _title(number: int) -> str:
    return "Sun" if number == SHORT_TITLE else f"Lanterns on Mile {number}"


class EarlierInMemory(EarlierStore):
    """A database of which nothing but this can be read."""

    place = "an earlier database"

    def __init__(
        self,
        lists: Iterable[EarlierList | Unreadable] = (),
        isrcs: Iterable[EarlierIsrc | Unreadable] = (),
        **others: int,
    ) -> None:
        self._lists = tuple(lists)
        self._isrcs = tuple(isrcs)
        self._others = others

    def count(self, kind: EarlierKind) -> int:
        """How many there are."""
        known = {EarlierKind.LISTS: len(self._lists), EarlierKind.ISRCS: len(self._isrcs)}
        return known.get(kind, self._others.get(kind.value, 0))

    def lists(self) -> Iterator[EarlierList | Unreadable]:
        """The lists."""
        return iter(self._lists)

    def isrcs(self) -> Iterator[EarlierIsrc | Unreadable]:
        """The ISRCs."""
        return iter(self._isrcs)
