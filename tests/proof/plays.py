"""How often tracks and videos were played on a day, as the recorded lists and the simulator tell it."""

import json
from collections.abc import Iterable, Mapping
from urllib.request import urlopen

from tests.proof.simulated import Upstreams
from tests.shared import RECORDED

_A_CALL = 50


def listed(day: str, genre: str = "dance") -> Mapping[tuple[str, str], int | None]:
    """What came with the lists of a day, by counter and the id of the track; None where it is not told."""
    lists = RECORDED / "playlists" / day / genre
    soundcloud = json.loads((lists / "soundcloud.json").read_text("utf-8"))["tracks"]["items"]
    spotify = json.loads((lists / "spotify.json").read_text("utf-8"))["items"]
    tracks = [item["track"] for item in spotify if item["track"]]
    return {
        **{("SoundCloud", str(item["id"])): item.get("playCount") for item in soundcloud},
        **{("Spotify", track["id"]): track.get("popularity") for track in tracks},
    }


def watched(simulated: Upstreams, videos: Iterable[str]) -> Mapping[tuple[str, str], int]:
    """How often videos were seen by the simulator's day; those that hide it, or are gone, are left out."""
    ids, seen = sorted(set(videos)), {}
    for start in range(0, len(ids), _A_CALL):
        some = ",".join(ids[start : start + _A_CALL])
        address = f"{simulated.url}/youtube/v3/videos?key=any&part=statistics&id={some}"
        with urlopen(address) as answer:  # noqa: S310 - an address of this machine
            for item in json.load(answer)["items"]:
                if views := item["statistics"].get("viewCount"):
                    seen["Youtube", item["id"]] = int(views)
    return seen
