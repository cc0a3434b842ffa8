"""Recorded data with something changed, in a folder of its own: the recorded files stay as they are."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.shared import RECORDED

Body = dict[str, Any]


def with_another_day(folder: Path, day: str, like: str, **changes: Callable[[Body], None]) -> Path:
    """All recorded data and one day more: another one's dance lists, changed.

    `changes` are by the names of the files: `spotify`, `apple_music`, `soundcloud`.
    """
    (folder / "playlists").mkdir(parents=True)
    (folder / "lookups").symlink_to(RECORDED / "lookups")
    for recorded in (RECORDED / "playlists").iterdir():
        (folder / "playlists" / recorded.name).symlink_to(recorded)
    lists = folder / "playlists" / day / "dance"
    lists.mkdir(parents=True)
    for file in (RECORDED / "playlists" / like / "dance").iterdir():
        body = json.loads(file.read_text("utf-8"))
        if file.stem in changes:
            changes[file.stem](body)
        (lists / file.name).write_text(json.dumps(body), "utf-8")
    return folder


def without_isrcs_spotify(body: Body) -> None:
    """Take every ISRC off a Spotify list."""
    for item in body["items"]:
        if item["track"]:
            item["track"]["external_ids"] = {}


def without_isrcs_soundcloud(body: Body) -> None:
    """Take every ISRC off a SoundCloud list."""
    for item in body["tracks"]["items"]:
        item["publisher"] = None
