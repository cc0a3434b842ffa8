"""YouTube's Data API: videos found for a title, and how often they were seen.

Source: developers.google.com/youtube/v3/docs/search/list and …/videos/list. The key travels in the header
`X-Goog-Api-Key`, as all of Google's APIs take it, since addresses end up in logs:
cloud.google.com/apis/docs/system-parameters.
"""

import re
from collections.abc import Collection, Mapping

from tunemeld.adapters.counters.youtube_items import VIDEO_ID, read_candidate, read_video
from tunemeld.adapters.hostile_text import mapping
from tunemeld.adapters.http.allowance import DailyAllowance
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.application.errors import BadPayload
from tunemeld.application.ports.counters import VideoCounter
from tunemeld.domain.reading import YOUTUBE
from tunemeld.domain.video import Candidate, Video

LONGEST_TERM = 100
# So many do not vanish at once: an answer without any of them is a fault of YouTube's.
NEVER_GONE_TOGETHER = 10

# `"…"` asks for an exact phrase, `|` for either of two, and `-word` for videos without it.
_OPERATORS = re.compile(r'["|]|(?<!\S)-+')


class YoutubeCounter(VideoCounter):
    """Searches and looks through two clients, since Google counts searches in a bucket of their own."""

    name = YOUTUBE
    batch_size = 50
    most_found = 10

    def __init__(
        self,
        *,
        searches: UpstreamClient,
        videos: UpstreamClient,
        search_allowance: DailyAllowance,
        video_allowance: DailyAllowance,
    ) -> None:
        self._searches = searches
        self._videos = videos
        self._search_allowance = search_allowance
        self._video_allowance = video_allowance

    @property
    def upstream(self) -> str:
        """Who counts; searches are told apart by the name of their own client."""
        return self._videos.upstream

    def searches_left(self) -> int:
        """How many more searches are allowed before midnight in California; 0 while a pause is kept."""
        return self._search_allowance.left()

    def looks_left(self) -> int:
        """How many more calls of `look` are allowed, as with searches."""
        return self._video_allowance.left()

    def search(self, title: str, artist: str) -> tuple[Candidate, ...]:
        """Music videos that can be seen in the United States; no call where there is no word to search.

        Raises:
            UpstreamError: no answer, which is no miss.
        """
        words = " ".join(filter(None, map(_term, (artist, title))))
        if not words:
            return ()
        found = (
            read_candidate(mapping(item)) for item in _items(self._searches, "/v3/search", _query(words))
        )
        first_of_each: dict[str, Candidate] = {}
        for candidate in filter(None, found):
            first_of_each.setdefault(candidate.video_id, candidate)
        return tuple(first_of_each.values())

    def look(self, video_ids: Collection[str]) -> Mapping[str, Video]:
        """Count and length of the videos that are there; ids that cannot be YouTube's are not asked for.

        Raises:
            UpstreamError: no answer, which is no gap of the video's own.
            ValueError: more ids than one call may ask for.
        """
        if len(video_ids) > self.batch_size:
            raise ValueError(f"{len(video_ids)} ids in one call; ask for {self.batch_size} at most")
        asked = sorted(set(filter(VIDEO_ID.fullmatch, video_ids)))
        if not asked:
            return {}
        params: dict[str, str | int] = {"part": "statistics,contentDetails", "id": ",".join(asked)}
        items = map(mapping, _items(self._videos, "/v3/videos", params))
        found = {str(item.get("id")): read_video(item) for item in items}
        seen = {video_id: found[video_id] for video_id in asked if video_id in found}
        if not seen and len(asked) >= NEVER_GONE_TOGETHER:
            raise _bad(self._videos, f"with none of {len(asked)} videos")
        return seen


def _query(words: str) -> dict[str, str | int]:
    """What to ask for.

    Without a region the answer would depend on where this machine stands: Apple's covers are asked for in the
    same one. Explicit songs are in the charts too. Whether other pages may embed a video is no matter here.
    """
    return {
        "part": "snippet",
        "type": "video",
        "videoCategoryId": 10,
        "maxResults": YoutubeCounter.most_found,
        "order": "relevance",
        "regionCode": "US",
        "safeSearch": "none",
        "q": words,
    }


def _term(text: str) -> str:
    return " ".join(_OPERATORS.sub(" ", text).split())[:LONGEST_TERM]


def _items(client: UpstreamClient, path: str, params: Mapping[str, str | int]) -> list[object]:
    items = json_object(client.upstream, client.get(path, params)).get("items")
    if not isinstance(items, list):
        raise _bad(client, "without a list of items")
    return items


def _bad(client: UpstreamClient, what: str) -> BadPayload:
    return BadPayload(client.upstream, f"{client.upstream} answered {what}; try again later")
