"""The counter of YouTube's views, over real HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs
from tests.youtube_counting import KEY, Counting
from werkzeug import Request, Response

from tunemeld.adapters.counters.youtube import YoutubeCounter
from tunemeld.application.errors import (
    BadPayload,
    UpstreamCoolingDown,
    UpstreamError,
    UpstreamRejected,
    UpstreamUnavailable,
)
from tunemeld.domain.video import Candidate, Video

IDS = [f"video-{number:05d}" for number in range(60)]


class Youtube:
    """Stands in for YouTube with one answer for each path, and keeps what it was asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.asked: list[Request] = []
        self.answers: dict[str, Response] = {}
        for path in ("search", "videos"):
            server.expect_request(f"/youtube/v3/{path}").respond_with_handler(self._answer)

    def says(self, path: str, body: object, status: int = 200) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.answers[path] = Response(text, status)

    def _answer(self, request: Request) -> Response:
        self.asked.append(request)
        return self.answers[request.path.rpartition("/")[2]]


@pytest.fixture
def youtube(httpserver: HTTPServer) -> Youtube:
    return Youtube(httpserver)


@pytest.fixture
def counting(httpserver: HTTPServer) -> Iterator[Counting]:
    counting = Counting(httpserver.url_for("/youtube"))
    yield counting
    counting.close()


@pytest.fixture
def counter(counting: Counting) -> YoutubeCounter:
    return counting.counter


def found(
    video_id: object = IDS[0], title: object = "A Title", channel: object = "A Channel"
) -> dict[str, Any]:
    return {
        "kind": "youtube#searchResult",
        "id": {"kind": "youtube#video", "videoId": video_id},
        "snippet": {"title": title, "channelTitle": channel},
    }


def video(video_id: str = IDS[0], views: object = "1200", duration: object = "PT3M12S") -> dict[str, Any]:
    statistics = {"likeCount": "9"} if views is None else {"likeCount": "9", "viewCount": views}
    return {"id": video_id, "statistics": statistics, "contentDetails": {"duration": duration}}


def an_error(reason: str, message: str = "No.") -> dict[str, Any]:
    return {"error": {"code": 1, "message": message, "errors": [{"message": message, "reason": reason}]}}


def test_a_search_asks_for_music_videos_and_encodes_its_words_once(
    counter: YoutubeCounter, youtube: Youtube
) -> None:
    youtube.says("search", {"items": []})

    assert counter.search("Salt & Ash #2 50% +1?", "Mara Quill's été") == ()

    assert youtube.asked[0].args.to_dict() == {
        "part": "snippet",
        "q": "Mara Quill's été Salt & Ash #2 50% +1?",
        "type": "video",
        "videoCategoryId": "10",
        "maxResults": "10",
        "order": "relevance",
        "regionCode": "US",
        "safeSearch": "none",
    }


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ('The "Best" - Remix', "Mara Quill The Best Remix"),
        ("Anti-Hero -not this", "Mara Quill Anti-Hero not this"),
        ("Salt|Ash\nand so on", "Mara Quill Salt Ash and so on"),
        ("x" * 5000, "Mara Quill " + "x" * 100),
    ],
)
def test_a_title_holds_no_operators_of_the_search(
    counter: YoutubeCounter, youtube: Youtube, title: str, words: str
) -> None:
    youtube.says("search", {"items": []})

    counter.search(title, "Mara Quill")

    assert youtube.asked[0].args["q"] == words


def test_for_no_words_nobody_is_asked(counter: YoutubeCounter, youtube: Youtube) -> None:
    assert counter.search(' "', "|") == ()
    assert youtube.asked == []


def test_what_a_search_finds_is_plain_text_in_youtubes_order(
    counter: YoutubeCounter, youtube: Youtube
) -> None:
    youtube.says(
        "search",
        {
            "items": [
                found(IDS[1], "Mara Quill &amp; Co - Don&#39;t (Official Video)", "Mara&nbsp;Quill"),
                found(IDS[0], "&lt;script&gt;alert(1)&lt;/script&gt;<b>Salt</b>\u202e \x07\n Ash", None),
                found(IDS[1], "the first again"),
            ]
        },
    )

    assert counter.search("Don't", "Mara Quill") == (
        Candidate(video_id=IDS[1], title="Mara Quill & Co - Don't (Official Video)", channel="Mara Quill"),
        Candidate(video_id=IDS[0], title="Salt Ash", channel=""),
    )


@pytest.mark.parametrize(
    "item",
    [
        None,
        7,
        {},
        found("short"),
        found("video-00000&list=x"),
        found("video-0000\u0661"),
        found(None),
        found(7),
        found(title=""),
        found(title=None),
        found(title="<p></p>"),
        {"id": {"kind": "youtube#channel", "channelId": "UC0"}, "snippet": {"title": "a channel"}},
        {"id": {"kind": "youtube#playlist", "videoId": IDS[0]}, "snippet": {"title": "a list"}},
        {"id": IDS[0], "snippet": {"title": "an id of another shape"}},
    ],
)
def test_what_is_no_video_is_not_found(counter: YoutubeCounter, youtube: Youtube, item: object) -> None:
    youtube.says("search", {"items": [item, found(IDS[2])]})

    assert [candidate.video_id for candidate in counter.search("Salt", "Mara Quill")] == [IDS[2]]


def test_a_look_tells_views_and_lengths_by_id(counter: YoutubeCounter, youtube: Youtube) -> None:
    youtube.says(
        "videos",
        {"items": [video(IDS[2], "19000000000", "PT1H2M3S"), video(IDS[0], "0", "P0D"), video(IDS[1], None)]},
    )

    assert counter.look([*IDS[:4], "not an id", IDS[0]]) == {
        IDS[0]: Video(views=0, seconds=None),
        IDS[1]: Video(views=None, seconds=192),
        IDS[2]: Video(views=19_000_000_000, seconds=3723),
    }
    assert youtube.asked[0].args.to_dict() == {
        "part": "statistics,contentDetails",
        "id": ",".join(IDS[:4]),
    }


@pytest.mark.parametrize(
    "views", ["", "many", "-1", "1.5", "1e9", "٣", "9" * 15, "9" * 5000, 1200, True, [], {"a": 1}]
)
def test_views_that_are_no_count_are_not_told(
    counter: YoutubeCounter, youtube: Youtube, views: object
) -> None:
    youtube.says("videos", {"items": [video(views=views)]})

    assert counter.look(IDS[:1]) == {IDS[0]: Video(views=None, seconds=192)}


@pytest.mark.parametrize(
    "duration",
    [
        "",
        "P0D",
        "PT0S",
        "three minutes",
        "192",
        "00:03:12",
        "-PT3M",
        "P" + "9" * 25 + "D",
        "P\x00",
        192,
        None,
        [],
    ],
)
def test_lengths_that_are_none_are_not_told(
    counter: YoutubeCounter, youtube: Youtube, duration: object
) -> None:
    youtube.says("videos", {"items": [video(duration=duration)]})

    assert counter.look(IDS[:1]) == {IDS[0]: Video(views=1200, seconds=None)}


def test_a_video_of_which_nothing_is_told_is_not_gone(counter: YoutubeCounter, youtube: Youtube) -> None:
    youtube.says("videos", {"items": [{"id": IDS[0]}, None, 7, {"id": [IDS[1]]}, video("stranger-00")]})

    assert counter.look(IDS[:2]) == {IDS[0]: Video(views=None, seconds=None)}


def test_few_videos_may_all_be_gone_and_many_may_not(counter: YoutubeCounter, youtube: Youtube) -> None:
    youtube.says("videos", {"items": []})

    assert counter.look(IDS[:9]) == {}
    with pytest.raises(BadPayload, match="with none of 10 videos"):
        counter.look(IDS[:10])


def test_more_than_fifty_are_a_mistake_and_none_is_no_call(counter: YoutubeCounter, youtube: Youtube) -> None:
    youtube.says("videos", {"items": [video()]})

    with pytest.raises(ValueError, match="51 ids in one call"):
        counter.look(IDS[:51])
    assert counter.look([]) == {}
    assert counter.look(["never,an,id", ""]) == {}
    assert youtube.asked == []
    counter.look(IDS[:50])
    assert len(youtube.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "[]",
        "{}",
        '{"items": null}',
        '{"items": {"0": {}}}',
        '{"items": "none"}',
        '{"items": [{"id"',
    ],
)
def test_a_body_that_is_no_list_is_neither_a_miss_nor_a_gap(
    counter: YoutubeCounter, youtube: Youtube, body: str
) -> None:
    youtube.says("search", body)
    youtube.says("videos", body)

    with pytest.raises(BadPayload):
        counter.search("Salt", "Mara Quill")
    with pytest.raises(BadPayload):
        counter.look(IDS[:1])


def test_searches_and_looks_are_counted_in_buckets_of_their_own(
    counting: Counting, counter: YoutubeCounter, youtube: Youtube
) -> None:
    youtube.says("search", {"items": []})
    youtube.says("videos", {"items": [video()]})

    counter.search("Salt", "Mara Quill")
    for _ in range(2):
        counter.look(IDS[:1])

    assert (counting.spent("youtube-search"), counting.spent("youtube")) == (1, 2)
    assert (counter.searches_left(), counter.looks_left()) == (99, 9_998)


def test_a_spent_bucket_of_searches_leaves_the_looks_alone(
    counting: Counting, counter: YoutubeCounter, youtube: Youtube
) -> None:
    spent = (
        "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day' of service 'x'."
    )
    youtube.says("search", an_error("rateLimitExceeded", spent), 429)
    youtube.says("videos", {"items": [video()]})

    with pytest.raises(UpstreamCoolingDown) as raised:
        counter.search("Salt", "Mara Quill")

    assert raised.value.upstream == "youtube-search"
    assert (counter.searches_left(), counter.looks_left()) == (0, 10_000)
    assert counter.look(IDS[:1])
    assert len(youtube.asked) == 2


def test_haste_is_tried_again(counting: Counting, counter: YoutubeCounter, youtube: Youtube) -> None:
    youtube.says("videos", an_error("userRateLimitExceeded"), 403)

    with pytest.raises(UpstreamUnavailable):
        counter.look(IDS[:1])

    assert (len(youtube.asked), counting.spent("youtube")) == (3, 3)


@pytest.mark.parametrize(
    ("status", "reason", "message"),
    [
        (400, "badRequest", "API key not valid. Please pass a valid API key."),
        (400, "keyInvalid", "Bad Request"),
        (
            403,
            "accessNotConfigured",
            'Enable it by visiting <a href="https://console.example">the console</a>',
        ),
    ],
)
def test_a_refused_key_is_told_with_its_setting_and_without_markup(
    counter: YoutubeCounter, youtube: Youtube, status: int, reason: str, message: str
) -> None:
    youtube.says("search", an_error(reason, message), status)

    with pytest.raises(UpstreamRejected, match="check YOUTUBE_API_KEY") as raised:
        counter.search("Salt", "Mara Quill")

    assert "<" not in str(raised.value)
    assert (raised.value.status, len(youtube.asked)) == (status, 1)
    assert raised.value.is_general


@pytest.mark.parametrize(("status", "reason"), [(400, "invalidFilters"), (404, "videoNotFound")])
def test_a_fault_of_ours_is_not_tried_again(
    counter: YoutubeCounter, youtube: Youtube, status: int, reason: str
) -> None:
    youtube.says("videos", an_error(reason), status)

    with pytest.raises(UpstreamRejected) as raised:
        counter.look(IDS[:1])

    assert len(youtube.asked) == 1
    assert not raised.value.is_general


def test_the_key_goes_with_every_call_and_is_never_told(counter: YoutubeCounter, youtube: Youtube) -> None:
    youtube.says("search", an_error("badRequest", f"API key not valid: {KEY}"), 400)
    youtube.says("videos", {"items": [video(IDS[0], KEY, KEY)]})

    with capture_logs() as lines:
        counter.look(IDS[:1])
        with pytest.raises(UpstreamError) as raised:
            counter.search("A Secret Wish", "Mara Quill")

    assert [request.headers["X-Goog-Api-Key"] for request in youtube.asked] == [KEY, KEY]
    assert all(KEY not in request.url for request in youtube.asked)
    told = f"{raised.value!r} {lines}"
    assert "[redacted]" in told
    assert "Planted" not in told
    # Nor what was asked for: a line names the path alone.
    assert {line["path"] for line in lines} == {"/v3/videos", "/v3/search"}
    assert "Wish" not in told
