"""What YouTube says of a video in the items of its answers: hostile until read."""

import re
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError

from tunemeld.adapters.hostile_text import mapping, plain_text, play_count
from tunemeld.domain.video import Candidate, Video

VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_VIEWS = re.compile(r"[0-9]{1,14}", re.ASCII)
_LONGEST_DURATION = 30  # characters
_DURATION = TypeAdapter(timedelta)


def read_candidate(item: dict[str, object]) -> Candidate | None:
    """The video in an item of a search; None for channels, lists, and what has no id or no title."""
    found, snippet = mapping(item.get("id")), mapping(item.get("snippet"))
    video_id, title = found.get("videoId"), plain_text(snippet.get("title"))
    if found.get("kind") != "youtube#video" or not isinstance(video_id, str) or not title:
        return None
    if not VIDEO_ID.fullmatch(video_id):
        return None
    return Candidate(video_id=video_id, title=title, channel=plain_text(snippet.get("channelTitle")))


def read_video(item: dict[str, object]) -> Video:
    """Count and length in an item with its statistics and its details."""
    views = mapping(item.get("statistics")).get("viewCount")
    seconds = _seconds(mapping(item.get("contentDetails")).get("duration"))
    return Video(views=_count(views), seconds=seconds)


def _count(value: object) -> int | None:
    """A count, which YouTube writes as a text; None where its owner hides it, or it is none."""
    return play_count(int(value)) if isinstance(value, str) and _VIEWS.fullmatch(value) else None


def _seconds(value: object) -> float | None:
    """A length such as `PT3M54S`; None for `P0D`, which stands for a video that has not ended."""
    if not isinstance(value, str) or not value.startswith("P") or len(value) > _LONGEST_DURATION:
        return None
    try:
        return _DURATION.validate_python(value).total_seconds() or None
    except ValidationError:
        return None
