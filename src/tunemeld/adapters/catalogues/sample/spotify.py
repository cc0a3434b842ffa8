"""Places of an invented list as spotify23 answers them."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tunemeld.adapters.catalogues.sample.addresses import spotify_id, spotify_track_id
from tunemeld.adapters.catalogues.sample.counts import spotify_popularity
from tunemeld.adapters.catalogues.sample.editions import Place
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.spelling import spotify_artists, spotify_title
from tunemeld.adapters.catalogues.sample.vocabulary import ListDescription
from tunemeld.adapters.catalogues.sample.weeks import EDITIONS, EPOCH, first_day_of

_PAGE = 100
_RELINKED = 37  # one number in so many is played under another market's id


def pages(places: Sequence[Place], week: int) -> tuple[str, ...]:
    """The bodies of `/playlist_tracks/`, a hundred items each."""
    return tuple(_page(places, offset, week) for offset in range(0, len(places), _PAGE))


def header(genre: str, described: ListDescription) -> str:
    """The body of `/playlist/`. It names no image, so that nobody's picture stands for invented music."""
    return _json(
        {
            "id": spotify_id("playlist", genre),
            "type": "playlist",
            "name": described.name,
            "description": described.description,
            "images": [],
            "owner": {"display_name": "TuneMeld sample"},
            "followers": {"total": 0},
        }
    )


def _page(places: Sequence[Place], offset: int, week: int) -> str:
    shown = places[offset : offset + _PAGE]
    more = offset + _PAGE < len(places)
    return _json(
        {
            "items": [_item(place, week) for place in shown],
            "limit": _PAGE,
            "next": True if more else None,
            "offset": offset,
            "previous": None,
            "total": len(places),
        }
    )


def _item(place: Place, week: int) -> dict[str, Any]:
    return {
        "added_at": f"{first_day_of(week).isoformat()}T04:00:00Z",
        "added_by": {"id": "", "type": "user", "uri": "spotify:user:"},
        "is_local": False,
        "primary_color": None,
        "track": _track(place.recording, week) if place.recording else None,
        "video_thumbnail": {"url": None},
    }


def _track(recording: Recording, week: int) -> dict[str, Any]:
    artists = [_artist(name) for name in spotify_artists(recording)]
    track = {
        **_reference("track", spotify_track_id(recording.number)),
        "name": spotify_title(recording),
        "artists": artists,
        "album": _album(recording, artists[: len(recording.artists)]),
        "duration_ms": recording.duration_ms,
        "disc_number": 1,
        "track_number": 1,
        "explicit": False,
        "is_local": False,
        "is_playable": True,
        "episode": False,
        "track": True,
        "popularity": spotify_popularity(recording, week % EDITIONS),
        "preview_url": None,
        "external_ids": {"isrc": recording.isrc},
    }
    if recording.number % _RELINKED == 0:
        track["linked_from"] = _reference("track", spotify_id("elsewhere", str(recording.number)))
    return track


def _album(recording: Recording, artists: list[dict[str, Any]]) -> dict[str, Any]:
    released = EPOCH - timedelta(days=7 + recording.number % 180)
    return {
        **_reference("album", spotify_id("album", str(recording.number))),
        "name": spotify_title(recording),
        "album_type": "single",
        "artists": artists,
        "images": [],
        "is_playable": True,
        "release_date": released.isoformat(),
        "release_date_precision": "day",
        "total_tracks": 1,
    }


def _artist(name: str) -> dict[str, Any]:
    return {**_reference("artist", spotify_id("artist", name)), "name": name}


def _reference(kind: str, identifier: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "type": kind,
        "uri": f"spotify:{kind}:{identifier}",
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{identifier}"},
    }


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
