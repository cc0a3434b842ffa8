"""The earlier TuneMeld's backend, as far as it reads a database, and documents as it left them there."""

from datetime import datetime
from typing import Any

from bson import ObjectId

Document = dict[str, Any]

COLLECTIONS = ("track", "raw_playlists", "track_playlist", "view_counts_playlists")
SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
LONG_AGO = datetime(2023, 10, 22, 3, 5)  # noqa: DTZ001 - so it comes out of a database
AN_OLD_COVER = "https://img.example/old-cover.jpg"
VIEWS = {
    "service_name": "Spotify",
    "start_view": {"view_count": 1_200, "timestamp": LONG_AGO},
    "current_view": {"view_count": 1_900, "timestamp": LONG_AGO},
    "historical_view": [{"total_view_count": 1_900, "delta_view_count": 700, "timestamp": LONG_AGO}],
}


class EarlierBackend:
    """Asks as the earlier TuneMeld does, and takes what it is given."""

    def __init__(self, database: Any) -> None:
        self._database = database

    def chart(self, genre: str) -> Document:
        """What the page shows: the first document of the genre."""
        found: list[Document] = list(
            self._database["view_counts_playlists"].find({"genre_name": genre}, {"_id": False})
        )
        return found[0]

    def ranks(self, genre: str, service: str) -> list[Document]:
        """The places of a service's list, or of the aggregate one."""
        found = self._database["track_playlist"].find_one({"genre_name": genre, "service_name": service})
        places: list[Document] = found["tracks"]
        return places

    def isrcs(self, genre: str, service: str) -> list[str]:
        """The codes in a list, in its order."""
        return [place["isrc"] for place in self.ranks(genre, service)]

    def track(self, isrc: str) -> Document:
        """What is known of a track that a list names."""
        found: Document = self._database["track"].find_one({"isrc": isrc})
        return found

    def header_art(self, genre: str) -> dict[str, Document]:
        """What stands above the lists of a genre: of several documents the first one counts."""
        art: dict[str, Document] = {}
        for each in self._database["raw_playlists"].find({"genre_name": genre}, {"_id": False}):
            fields = (
                "playlist_cover_url",
                "playlist_cover_description_text",
                "playlist_name",
                "playlist_url",
            )
            art.setdefault(each["service_name"], {name: each[name] for name in fields})
        return art


def contents(database: Any) -> dict[str, list[Document]]:
    """All that the earlier TuneMeld's collections hold."""
    return {name: sorted(database[name].find(), key=lambda d: str(d["_id"])) for name in COLLECTIONS}


def leave_behind(database: Any, genre: str = "country", isrc: str = "QZTM42400001") -> dict[str, ObjectId]:
    """Fill a database as the earlier TuneMeld did; the `_id` of each document, by what it is."""
    ids: dict[str, ObjectId] = {}

    def insert(collection: str, name: str, document: Document) -> None:
        ids[name] = database[collection].insert_one(document).inserted_id

    for service in SERVICES:
        of_service = {"service_name": service, "genre_name": genre}
        insert("raw_playlists", f"{service} raw", {**of_service, **_raw(service)})
        insert(
            "track_playlist", service, {**of_service, "tracks": [{"isrc": isrc, "rank": 1, "sources": {}}]}
        )
    aggregate = {"service_name": "Aggregate", "genre_name": genre}
    insert("track_playlist", "Aggregate", {**aggregate, "tracks": [{"isrc": isrc, "rank": 1}]})
    page = {"insert_timestamp": LONG_AGO, "tracks": [{"isrc": isrc, "track_name": "An Old Name", "rank": 1}]}
    insert("view_counts_playlists", "page", {**aggregate, **page})
    insert("track", "track", {"isrc": isrc, **_known_of_a_track()})
    return ids


def _raw(service: str) -> Document:
    return {
        "playlist_url": "37i9invented",
        "data_json": {"items": [{"track": {"name": "An Old Name"}}]},
        "playlist_name": f"Old {service} list",
        "playlist_cover_url": AN_OLD_COVER,
        "playlist_cover_description_text": "What it said then",
        "playlist_stream_url": "https://img.example/moving.m3u8",
        "insert_timestamp": LONG_AGO,
    }


def _known_of_a_track() -> Document:
    spotify = {
        "service_name": "Spotify",
        "track_name": "An Old Name",
        "artist_name": "An Old Artist",
        "track_url": "https://open.spotify.com/track/old",
        "album_cover_url": AN_OLD_COVER,
    }
    return {
        "spotify_track_data": spotify,
        "apple_music_track_data": None,
        "soundcloud_track_data": dict.fromkeys(spotify, None) | {"service_name": "SoundCloud"},
        "youtube_url": "https://www.youtube.com/watch?v=oldoldoldol",
        "spotify_view": VIEWS,
        "insert_timestamp": LONG_AGO,
    }
