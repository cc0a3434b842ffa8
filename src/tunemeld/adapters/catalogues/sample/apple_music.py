"""Places of an invented list as apple-music24 answers them."""

import json
from collections.abc import Sequence

from tunemeld.adapters.catalogues.sample.addresses import apple_song_id, slug
from tunemeld.adapters.catalogues.sample.editions import Place
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.spelling import apple_artist, apple_title
from tunemeld.adapters.catalogues.sample.weeks import first_day_of


def pages(places: Sequence[Place], week: int) -> tuple[str, ...]:
    """The one body of `/playlist1/`, without `thumb`, the list's picture.

    Every fourth week its keys come as text sorts them (`0, 1, 10, 100, 11`), as they did in 2023.
    """
    tracks = {
        str(index): _track(place.recording, again=place.again)
        for index, place in enumerate(places)
        if place.recording
    }
    keys = sorted(tracks) if week % 4 == 0 else list(tracks)
    details: dict[str, object] = {
        "album": f"{tracks['0']['name']} - Single",
        "artist": None,
        "date": f"{first_day_of(week).isoformat()}T04:00:34Z",
        "count": len(tracks),
    }
    details |= {key: tracks[key] for key in keys}
    return (json.dumps({"album_details": details}, ensure_ascii=False, separators=(",", ":")),)


def _track(recording: Recording, *, again: bool) -> dict[str, str]:
    minutes, seconds = divmod(recording.duration_ms // 1000, 60)
    song = apple_song_id(recording.number, again=again)
    return {
        "link": f"https://music.apple.com/us/album/{slug(recording.title, 'single')}/{song - 1}?i={song}",
        "name": apple_title(recording),
        "artist": apple_artist(recording),
        "duration": f"{minutes}m {seconds}s",
    }
