"""`/movers` and `/trending`: what moved since last week, and what is on the rise."""

from collections.abc import Callable
from functools import partial

import pytest
from tests.api_in_process import Home, eventually
from tests.described import CheckedClient
from tests.shapes import misfits
from tests.worlds import DAY, WEEK

SHORT = "public, max-age=30, stale-while-revalidate=600"
MOVER = {
    "id": str,
    "isrc": (str, None),
    "track_name": str,
    "artist_name": str,
    "rank": (int, None),
    "previous_rank": (int, None),
    "change": (int, None),
    "is_reentry": bool,
}
MOVERS = {"entered": [MOVER], "left": [MOVER], "up": [MOVER], "down": [MOVER]}
NOTHING: dict[str, list[object]] = {"entered": [], "left": [], "up": [], "down": []}
COUNTER = {
    "status": frozenset({"new", "warming", "insufficient", "stale", "ok"}),
    "per_day": (float, None),
    "relative": (float, None),
    "y": (float, None),
    "corrected": bool,
}
COMPARED = {"change": float, "z": float}
TREND = {
    "id": str,
    "isrc": (str, None),
    "rank": int,
    "track_name": str,
    "artist_name": str,
    "score": (float, None),
    "status": frozenset({"ok", "counts only", "charts only", "insufficient"}),
    "parts": {
        "counters": {str: COUNTER},
        "counts": (float, None),
        "rank_momentum": (COMPARED, None),
        "breadth": (COMPARED, None),
        "entry": (frozenset({"entered", "re-entered"}), None),
        "weights": {str: float},
    },
}


def statuses(api: CheckedClient, path: str) -> set[str]:
    """What trends rest on."""
    return {trend["status"] for trend in api.get(path).data}


def have_grown_old(api: CheckedClient, path: str) -> bool:
    """Whether no trend can be told any more."""
    return statuses(api, path) == {"insufficient"}


@pytest.mark.parametrize("strategy", ["consensus", "priority", "tiers"])
def test_movers_are_told_as_the_chart_tells_them(api: CheckedClient, strategy: str) -> None:
    shown = {t["id"]: t for t in api.get(f"/playlist-data/pop?strategy={strategy}").data[0]["tracks"]}
    moved = api.get(f"/movers/pop?strategy={strategy}").data

    assert not list(misfits(moved, MOVERS))
    assert [track["id"] for track in moved["entered"]] == [
        track["id"] for track in shown.values() if track["previous_rank"] is None
    ]
    for kind, sign in (("up", 1), ("down", -1)):
        changes = {t["id"]: t["previous_rank"] - t["rank"] for t in shown.values() if t["previous_rank"]}
        assert {track["id"]: track["change"] for track in moved[kind]} == {
            key: change for key, change in changes.items() if change * sign > 0
        }
        assert [abs(track["change"]) for track in moved[kind]] == sorted(
            (abs(track["change"]) for track in moved[kind]), reverse=True
        )


def test_what_left_was_on_the_chart_of_last_week(api: CheckedClient) -> None:
    now = {track["id"] for track in api.get("/playlist-data/pop").data[0]["tracks"]}
    then = api.get("/playlist-data/pop?as_of=2024-06-22").data[0]["tracks"]

    assert api.get("/movers/pop").message.startswith("what moved in pop since 2024-06-22: ")
    left = [(track["id"], track["rank"], track["track_name"]) for track in then if track["id"] not in now]

    assert left
    assert [
        (track["id"], track["previous_rank"], track["track_name"])
        for track in api.get("/movers/pop").data["left"]
    ] == left


def test_every_track_of_the_chart_has_its_trend_the_greatest_first(api: CheckedClient) -> None:
    shown = {(track["id"], track["rank"]) for track in api.get("/playlist-data/dance").data[0]["tracks"]}
    answer = api.get("/trending/dance")
    scores = [trend["score"] for trend in answer.data if trend["score"] is not None]

    assert not list(misfits(answer.data, [TREND]))
    assert {(trend["id"], trend["rank"]) for trend in answer.data} == shown
    assert scores
    assert scores == sorted(scores, reverse=True)
    assert f"{len(shown)} tracks, {len(scores)} with a score" in answer.message
    assert api.get("/trending/dance?limit=3").data == answer.data[:3]


def test_youtube_takes_part_in_trends_where_that_is_asked_for(
    api: CheckedClient, new_home: Callable[..., Home]
) -> None:
    home = new_home(youtube_in_trending=True)
    home.run("pop")
    with home.serve() as with_youtube:
        told = with_youtube.get("/trending/pop?limit=1").data[0]["parts"]["counters"]

    assert [*told] == ["SoundCloud", "Spotify", "Youtube"]
    assert [*api.get("/trending/pop?limit=1").data[0]["parts"]["counters"]] == ["SoundCloud", "Spotify"]


def test_in_the_first_week_nothing_has_moved(new_home: Callable[..., Home]) -> None:
    home = new_home()
    home.run("pop")
    with home.serve() as api:
        answer = api.get("/movers/pop")
        assert (answer.status, answer.data) == (200, NOTHING)
        assert answer.message.endswith("there is no chart of an earlier week to compare with")
        assert {trend["parts"]["rank_momentum"] for trend in api.get("/trending/pop").data} == {None}


def test_a_trend_grows_old_though_nothing_is_stored(new_home: Callable[..., Home]) -> None:
    home = new_home()
    home.run("pop")
    home.clock.put_forward(WEEK)
    home.run("pop")
    with home.serve() as api:
        for path in ("/trending/pop", "/trending/pop?limit=3"):
            assert "insufficient" not in statuses(api, path)
        home.clock.put_forward(60 * DAY)
        for path in ("/trending/pop", "/trending/pop?limit=3"):
            assert eventually(partial(have_grown_old, api, path))


def test_movers_change_with_the_chart_and_both_are_told_while_the_store_is_away(
    new_home: Callable[..., Home],
) -> None:
    home = new_home()
    home.run("pop")
    with home.serve() as api:
        assert api.get("/movers/pop").data == NOTHING
        home.clock.put_forward(WEEK)
        home.run("pop")
        moved = eventually(lambda: (told := api.get("/movers/pop").data) != NOTHING and told)
        home.lose_store()
        eventually(lambda: not api.get("/health/ready").data["store"])
        assert api.get("/movers/pop").data == moved
        assert api.get("/movers/pop?strategy=tiers").status == 200
        assert api.get("/trending/pop").status == 200


@pytest.mark.parametrize("path", ["/movers/pop", "/movers/pop?strategy=tiers", "/trending/pop?limit=5"])
def test_both_may_be_kept_for_a_moment_and_asked_for_anew(api: CheckedClient, path: str) -> None:
    answer = api.get(path)

    assert answer.headers["cache-control"] == SHORT
    assert api.get(path, {"If-None-Match": answer.headers["etag"]}).status == 304
    assert api.get(path.replace("pop", "POP")).data == answer.data


@pytest.mark.parametrize(
    ("target", "status", "said"),
    [
        ("/movers/polka", 404, "genre 'polka'; known genres: country, dance, pop, rap"),
        ("/trending/polka", 404, "genre 'polka'; known genres: country, dance, pop, rap"),
        (
            "/movers/pop?strategy=borda",
            400,
            "strategy is 'borda', expected 'consensus', 'priority' or 'tiers'",
        ),
        ("/movers/pop?limit=3", 400, "limit is no parameter here"),
        ("/trending/pop?limit=0", 400, "limit is 0, expected 1 or more"),
        ("/trending/pop?limit=ten", 400, "expected a whole number"),
        ("/trending/pop?strategy=tiers", 400, "strategy is no parameter here"),
    ],
)
def test_what_cannot_be_told_is_named(api: CheckedClient, target: str, status: int, said: str) -> None:
    answer = api.get(target)

    assert answer.status == status
    assert said in answer.message


def test_where_nothing_is_published_it_says_how_to_get_it(new_home: Callable[..., Home]) -> None:
    with new_home().serve() as api:
        for path in ("/movers/rap", "/trending/rap"):
            answer = api.get(path)
            assert (answer.status, "`tunemeld aggregate --genre rap`" in answer.message) == (404, True)
