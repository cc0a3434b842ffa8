"""`as_of`: a chart as it stood on a day, or as a snapshot left it, for good."""

from collections.abc import Callable

import pytest
from tests.api_in_process import Home
from tests.described import CheckedClient
from tests.worlds import DAY, WEEK

IMMUTABLE = "public, max-age=31536000, immutable"
SHORT = "public, max-age=30, stale-while-revalidate=600"
FIRST, SECOND = "2024-06-22", "2024-06-29"


def test_a_day_shows_what_was_published_by_its_end(api: CheckedClient) -> None:
    charts = {
        day: api.get(f"/playlist-data/dance?as_of={day}").data[0]["insert_timestamp"][:10]
        for day in (FIRST, "2024-06-25", "2024-06-28", SECOND)
    }
    assert charts == {FIRST: FIRST, "2024-06-25": FIRST, "2024-06-28": FIRST, SECOND: SECOND}


def test_a_snapshot_is_found_by_its_id_and_by_the_beginning_of_it(api: CheckedClient) -> None:
    first = api.get(f"/playlist-data/dance?as_of={FIRST}").data
    snapshot_id = first[0]["snapshot_id"]
    assert len(snapshot_id) == 32
    assert api.get(f"/playlist-data/dance?as_of={snapshot_id}").data == first
    assert api.get(f"/playlist-data/dance?as_of={snapshot_id[:8]}").data == first


def test_every_published_snapshot_stays_readable(new_home: Callable[..., Home]) -> None:
    home = new_home()
    shown = []
    with home.serve() as api:
        for _ in range(4):
            home.run("rap")
            snapshot_id = _newest(home)
            shown.append(api.get(f"/playlist-data/rap?as_of={snapshot_id}").data)
            home.clock.put_forward(WEEK)
    with home.serve() as api:
        for chart in shown:
            assert api.get(f"/playlist-data/rap?as_of={chart[0]['snapshot_id']}").data == chart
    assert len({chart[0]["snapshot_id"] for chart in shown}) == 4


def test_other_parameters_apply_to_an_earlier_chart_too(api: CheckedClient) -> None:
    by_tiers = api.get(f"/playlist-data/dance?as_of={FIRST}&strategy=tiers&limit=2&min_sources=3").data[0]
    assert (by_tiers["strategy"], len(by_tiers["tracks"])) == ("tiers", 2)
    assert {len(track["sources"]) for track in by_tiers["tracks"]} == {3}
    assert (
        "2024-06-22.csv"
        in (api.get(f"/playlist-data/pop?as_of={FIRST}&format=csv").headers["content-disposition"])
    )


def test_the_past_may_be_kept_for_good_and_today_for_a_moment(api: CheckedClient) -> None:
    snapshot_id = api.get("/playlist-data/pop").data[0]["snapshot_id"]
    kept = {
        as_of: api.get(f"/playlist-data/pop?as_of={as_of}").headers["cache-control"]
        for as_of in (FIRST, "2024-06-28", SECOND, snapshot_id)
    }
    assert kept == {FIRST: IMMUTABLE, "2024-06-28": IMMUTABLE, SECOND: SHORT, snapshot_id: IMMUTABLE}


def test_today_is_kept_for_good_once_it_is_over(new_home: Callable[..., Home]) -> None:
    home = new_home()
    home.run("rap")
    with home.serve() as api:
        assert api.get(f"/playlist-data/rap?as_of={FIRST}").headers["cache-control"] == SHORT
    home.clock.put_forward(DAY)
    with home.serve() as api:
        assert api.get(f"/playlist-data/rap?as_of={FIRST}").headers["cache-control"] == IMMUTABLE


@pytest.mark.parametrize(
    ("as_of", "message"),
    [
        ("2024-06-30", "as_of is 2024-06-30, which is yet to come: name a day until 2024-06-29"),
        ("9999-12-31", "as_of is 9999-12-31, which is yet to come: name a day until 2024-06-29"),
        (
            "2024-06-21",
            "nothing was published for dance by 2024-06-21; its first chart is of 2024-06-22",
        ),
    ],
)
def test_a_day_without_a_chart_names_days_with_one(api: CheckedClient, as_of: str, message: str) -> None:
    answer = api.get(f"/playlist-data/dance?as_of={as_of}")
    assert (answer.status, answer.message) == (404, message)


def test_a_snapshot_of_another_genre_is_unknown_and_the_newest_is_named(api: CheckedClient) -> None:
    other = api.get("/playlist-data/rap").data[0]["snapshot_id"]
    newest = api.get("/playlist-data/dance").data[0]["snapshot_id"]
    answer = api.get(f"/playlist-data/dance?as_of={other}")
    assert answer.status == 404
    assert repr(other) in answer.message
    assert newest in answer.message


@pytest.mark.parametrize(
    "as_of",
    ["yesterday", "2024-02-30", "2024-6-1", "2024-06-22T00:00:00Z", "20240622", "1719014400", "ABCDEF12", ""],
)
def test_what_is_neither_a_day_nor_an_id_is_named_with_what_it_should_be(
    api: CheckedClient, as_of: str
) -> None:
    answer = api.get(f"/playlist-data/dance?as_of={as_of}")
    if as_of.isdigit():  # eight digits or more may begin an id
        assert answer.status == 404
    else:
        assert answer.status == 400
        assert answer.message.startswith(
            f"as_of is {as_of!r}, expected a day such as 2024-06-22, or a snapshot"
        )


def _newest(home: Home) -> str:
    current = home.container().stores().charts.current("rap")
    assert current is not None
    return str(current.snapshot_id)
