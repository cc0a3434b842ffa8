"""Places of an invented list as soundcloud-scraper answers them."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tunemeld.adapters.catalogues.sample.addresses import slug, soundcloud_id
from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.counts import soundcloud_counts
from tunemeld.adapters.catalogues.sample.editions import Place
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.soundcloud_spelling import upload
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES, ListDescription, vocabulary
from tunemeld.adapters.catalogues.sample.weeks import EDITIONS, EPOCH

_PAGE = 50


def pages(places: Sequence[Place], week: int, genre: str, address: str) -> tuple[str, ...]:
    """The bodies of `/v1/playlist/tracks`, fifty items each; `nextOffset` is null in the last one."""
    return tuple(_page(places, offset, week, genre, address) for offset in range(0, len(places), _PAGE))


def header(described: ListDescription, address: str) -> str:
    """SoundCloud's oEmbed body, without a picture."""
    return _json(
        {
            "version": 1.0,
            "type": "rich",
            "provider_name": "SoundCloud",
            "provider_url": "https://soundcloud.com",
            "height": 450,
            "width": "100%",
            "title": f"{described.name} by TuneMeld sample",
            "description": described.description,
            "html": "",
            "author_name": "TuneMeld sample",
            "author_url": address.partition("/sets/")[0],
        }
    )


def _page(places: Sequence[Place], offset: int, week: int, genre: str, address: str) -> str:
    shown = [place.recording for place in places[offset : offset + _PAGE] if place.recording]
    following = offset + _PAGE
    return _json(
        {
            "status": True,
            "errorId": "Success",
            "type": "playlist",
            "id": soundcloud_id(100_000 + GENRES.index(genre)),
            "permalinkUrl": address,
            "tracks": {
                "nextOffset": following if following < len(places) else None,
                "items": [_item(recording, week) for recording in shown],
            },
        }
    )


def _item(recording: Recording, week: int) -> dict[str, Any]:
    words = vocabulary(recording.genre)
    typed = upload(
        recording, week % EDITIONS, fancy_names=words.soundcloud_names, decoration=words.decoration
    )
    user, track = _user(typed.account), soundcloud_id(recording.number)
    length = _length_ms(recording)
    created = f"{(EPOCH - timedelta(days=7 + recording.number % 180)).isoformat()}T17:00:00Z"
    counts = soundcloud_counts(recording, week)
    return {
        "type": "track",
        "id": track,
        "permalink": f"{user['permalink']}/{slug(typed.title, str(track))}",
        "createdAt": created,
        "lastModified": created,
        "title": typed.title,
        "caption": None,
        "description": None,
        "goPlus": recording.number % 19 == 0,
        "durationMs": length,
        "durationText": "{:02d}:{:02d}".format(*divmod(length // 1000, 60)),
        "artworkUrl": "",
        "releaseDate": None if recording.number % 9 == 4 else created,
        "genre": recording.genre.title(),
        "labelName": recording.label,
        "license": "all-rights-reserved",
        "purchaseTitle": None,
        "purchaseUrl": None,
        "commentable": True,
        "commentCount": counts.comments,
        "likeCount": counts.likes,
        "playCount": counts.plays,
        "repostCount": counts.reposts,
        "waveformUrl": "",
        "visuals": [],
        "publisher": _publisher(recording, typed.artist),
        "tags": [],
        "user": user,
    }


def _length_ms(recording: Recording) -> int:
    """A little more than what Spotify says, as uploads are; 0 where SoundCloud does not know."""
    if not recording.length_on_soundcloud:
        return 0
    padding = Chance(f"padding/{recording.number}").below(81)
    return recording.duration_ms + recording.soundcloud_shift_ms + padding


def _publisher(recording: Recording, artist: str | None) -> dict[str, Any]:
    return {
        "albumTitle": None,
        "artist": artist,
        "writerComposer": None,
        "upcOrEan": None,
        "isrc": recording.soundcloud_isrc,
        "pLine": f"\u2117 2023 {recording.label}",
        "cLine": None,
    }


def _user(name: str) -> dict[str, Any]:
    chance = Chance(f"account/{name}")
    number = soundcloud_id(200_000 + chance.below(90_000_000))
    return {
        "type": "user",
        "id": number,
        "permalink": f"https://soundcloud.com/sample-{slug(name, str(number))}",
        "name": name,
        "avatarUrl": "",
        "followerCount": chance.one_of((120, 900, 7_000, 60_000, 400_000)) + chance.below(100),
        "city": None,
        "countryCode": None,
        "verified": chance.happens(50),
        "pro": False,
        "proUnlimited": chance.happens(60),
    }


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
