"""Videos for recorded playlists, found and judged over HTTP: what is chosen is never a near miss."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.builders import a_raw_playlist
from tests.shared import recorded_bodies, requires_shared, start_simulator
from tests.youtube_counting import Counting

from tunemeld.adapters.catalogues import apple_music, soundcloud, spotify
from tunemeld.application.errors import UpstreamCoolingDown, UpstreamRejected
from tunemeld.domain.credits import first_credited
from tunemeld.domain.evidence import read
from tunemeld.domain.listing import Listing
from tunemeld.domain.video import STRONG, Candidate
from tunemeld.domain.video_match import choose, plausible

PARSERS = {
    "spotify": spotify.parse_playlist,
    "apple_music": apple_music.parse_playlist,
    "soundcloud": soundcloud.parse_playlist,
}
# How the simulator calls the video that plays what was searched for; the others are near misses.
RIGHT = ("(Official Video)", "(Official Audio)")


@pytest.fixture
def simulated() -> Iterator[tuple[str, Any]]:
    requires_shared()
    url, state, stop = start_simulator("2024-06-22")
    yield f"{url}/youtube", state
    stop()


def entries(service: str) -> tuple[Listing, ...]:
    body = recorded_bodies(service)[12].read_text("utf-8")  # one of 2024, when Apple told lengths
    return PARSERS[service](a_raw_playlist(body, service=service)).entries[:40]


def is_right(candidate: Candidate) -> bool:
    return candidate.title.endswith(RIGHT)


@pytest.mark.parametrize("service", sorted(PARSERS))
def test_the_right_video_is_chosen(simulated: tuple[str, Any], service: str) -> None:
    counting = Counting(simulated[0], timeout_seconds=10)
    offered = passed = right = strong = 0
    for listing in entries(service):
        found = counting.counter.search(read(listing).title.spoken, first_credited(listing.artists))
        likely = plausible([listing], found)
        looked_at = counting.counter.look([candidate.video_id for candidate in likely])
        chosen = choose([listing], [(c, looked_at[c.video_id]) for c in likely if c.video_id in looked_at])

        assert chosen is None or is_right(chosen[0]), (listing.title, chosen)
        offered += any(map(is_right, found))
        passed += any(map(is_right, likely))
        right += chosen is not None
        strong += chosen is not None and chosen[1] >= STRONG
    counting.close()

    assert offered > 20
    # What is not passed is another song or another version, with which the simulator fills its gaps.
    assert passed > 0.9 * offered
    # One in fifty is gone, and few last more than twice as long.
    assert right > 0.85 * offered
    # It makes most lengths up, so that few agree to the second.
    assert strong > 0


def test_the_simulators_refusals_are_understood(simulated: tuple[str, Any]) -> None:
    url, state = simulated
    refused, spent = Counting(url, key="invalid", timeout_seconds=10), Counting(url, timeout_seconds=10)
    state.youtube_searches = 0

    with pytest.raises(UpstreamRejected, match="check YOUTUBE_API_KEY"):
        refused.counter.search("Gravel and Gold", "Mara Quill")
    with pytest.raises(UpstreamCoolingDown):
        spent.counter.search("Gravel and Gold", "Mara Quill")
    assert spent.counter.searches_left() == 0
    assert spent.counter.look(["video-00000", "video-00001"])
    for counting in (refused, spent):
        counting.close()
