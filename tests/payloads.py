"""Bodies in the services' real shapes with invented content: the files of tests/data, and variants."""

import copy
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"

Body = dict[str, Any]


def body_of(service: str, name: str) -> Body:
    """A body of tests/data, new each time."""
    body: Body = json.loads((DATA / service / f"{name}.json").read_text("utf-8"))
    return body


def spotify_item(number: int = 1, **track: Any) -> Body:
    """One place on a Spotify page; its track differs from the file's in its id and in what is named."""
    item: Body = copy.deepcopy(body_of("spotify", "playlist_tracks")["items"][0])
    item["track"] |= {"id": spotify_id(number), **track}
    return item


def spotify_id(number: int) -> str:
    """The id of the track with that number."""
    return f"{number:022d}"


def spotify_page(items: Iterable[object], *, total: int | None = None, offset: int = 0) -> Body:
    """A page of a Spotify list; the list ends with it unless `total` says more."""
    shown = list(items)
    whole = offset + len(shown) if total is None else total
    more = offset + len(shown) < whole
    page = {"items": shown, "total": whole, "offset": offset, "next": True if more else None}
    return body_of("spotify", "playlist_tracks") | page


def apple_track(number: int = 1, **fields: Any) -> Body:
    """One track on an Apple list, with its own song id."""
    track: Body = body_of("apple_music", "playlist")["album_details"]["0"]
    link = f"https://music.apple.com/us/album/invented/1600000000?i={1600000000 + number}"
    return track | {"link": link, **fields}


def apple_body(tracks: Iterable[object], **details: Any) -> Body:
    """An Apple list of these tracks."""
    shown = {str(place): track for place, track in enumerate(tracks)}
    details_of_file = body_of("apple_music", "playlist")["album_details"]
    metadata = {key: value for key, value in details_of_file.items() if not key.isdigit()}
    return {"album_details": {**metadata, "count": len(shown), **shown, **details}}


def soundcloud_item(number: int = 1, **fields: Any) -> Body:
    """One track of a SoundCloud set, with its own id."""
    item: Body = copy.deepcopy(body_of("soundcloud", "playlist_tracks")["tracks"]["items"][0])
    return item | {"id": number, **fields}


def soundcloud_page(items: Iterable[object], *, next_offset: object = None, **fields: Any) -> Body:
    """A page of a SoundCloud set; the set ends with it unless `next_offset` says otherwise."""
    tracks = {"nextOffset": next_offset, "items": list(items)}
    return body_of("soundcloud", "playlist_tracks") | {"tracks": tracks, **fields}


def deezer_track(number: int = 1, **fields: Any) -> Body:
    """One track of a Deezer chart, with its own id."""
    track: Body = copy.deepcopy(body_of("deezer", "chart")["data"][0])
    return track | {"id": 2_900_000_000 + number, "position": number, **fields}


def deezer_page(tracks: Iterable[object], *, total: object = None) -> Body:
    """A page of a Deezer chart; the chart ends with it unless `total` says more."""
    shown = list(tracks)
    return {"data": shown, "total": len(shown) if total is None else total}


def itunes_entry(number: int = 1, **fields: Any) -> Body:
    """One song on Apple's feed, with its own id."""
    entry: Body = copy.deepcopy(body_of("itunes", "top_songs")["feed"]["entry"][0])
    song = 1_600_000_000 + number
    link = f"https://music.apple.com/us/album/invented/1600000000?i={song}&uo=2"
    entry["link"][0]["attributes"]["href"] = link
    return entry | {"id": {"label": link, "attributes": {"im:id": str(song)}}, **fields}


def itunes_feed(entries: Iterable[object]) -> Body:
    """Apple's feed of these songs."""
    body = body_of("itunes", "top_songs")
    return {"feed": body["feed"] | {"entry": list(entries)}}


def itunes_song(number: int = 1, **fields: Any) -> Body:
    """What the lookup says of the song with that number."""
    song: Body = body_of("itunes", "lookup")["results"][0]
    return song | {"trackId": 1_600_000_000 + number, **fields}


def itunes_lookup(songs: Iterable[object]) -> Body:
    """The lookup's answer for these songs."""
    found = list(songs)
    return {"resultCount": len(found), "results": found}
