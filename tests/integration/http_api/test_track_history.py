"""`/tracks/{isrc}/history`: where a recording stood, and how often it was played, by date."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from tests.api_in_process import GENRES, Home, eventually
from tests.asgi_client import Answer
from tests.builders import a_draft, a_listing, a_recording, a_snapshot
from tests.described import CheckedClient
from tests.followed import Told, tell
from tests.integration.http_api.contract import SERVICES
from tests.shapes import TIME, misfits

from tunemeld.domain.epochs import Change
from tunemeld.domain.reading import SPOTIFY, YOUTUBE, GapReason

FIRST, SECOND = "2024-06-22", "2024-06-29"
RECORDING, CODE = "0123456789abcdef", "QZTM42400001"
PATH = f"/tracks/{RECORDING}/history"
SHORT = "public, max-age=30, stale-while-revalidate=600"
HISTORY = {
    "id": str,
    "isrc": (str, None),
    "isrcs": [str],
    "track_name": str,
    "artist_name": str,
    "charts": [
        {
            "genre_name": frozenset(GENRES),
            "first_listed": str,
            "peak_rank": (int, None),
            "weeks_on_chart": int,
            "positions": [
                {
                    "date": str,
                    "insert_timestamp": TIME,
                    "snapshot_id": str,
                    "rank": (int, None),
                    "sources": {str: int},
                }
            ],
        }
    ],
    "since": str,
    "readings": {
        str: {
            "metric": frozenset({"plays", "index"}),
            "readings": [
                {
                    "date": str,
                    "timestamp": TIME,
                    "value": (int, None),
                    "change": (int, None),
                    "kind": (frozenset(Change), None),
                    "gap": (frozenset(GapReason), None),
                }
            ],
        }
    },
    "other_recordings": [str],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A chart of pop with one recording, of which YouTube and Spotify tell."""
    home = Home(tmp_path_factory.mktemp("home"))
    publish(home)
    read(home, YOUTUBE, (3, 1_000), (2, 1_700), (1, GapReason.HIDDEN), (0, 1_650))
    read(home, SPOTIFY, (7, 60), (0, 58))
    return home


def publish(home: Home) -> None:
    """Publish the recording in pop now."""
    listings = [a_listing(service, 1, isrc=CODE) for service in SERVICES]
    recording = a_recording(*listings, recording_id=RECORDING)
    snapshot = a_snapshot(recording, genre="pop", source="sample")
    home.stores.charts.publish(a_draft(snapshot, at=home.clock.now()))


def read(home: Home, counter: str, *told: Told) -> None:
    """Have a counter tell of the recording."""
    tell(home.stores.readings, counter, RECORDING, home.clock.now(), *told, genre="pop")


@pytest.fixture(scope="module")
def pop(home: Home) -> Iterator[CheckedClient]:
    """A worker that serves it."""
    with home.serve() as api:
        yield api


def rows(answer: Answer, counter: str) -> list[list[object]]:
    """Date, value, change, kind and gap of each reading."""
    return [
        [reading[name] for name in ("date", "value", "change", "kind", "gap")]
        for reading in answer.data["readings"][counter]["readings"]
    ]


def test_places_are_those_of_the_charts_that_were_published(api: CheckedClient) -> None:
    for day in (FIRST, SECOND):
        for shown in api.get(f"/playlist-data/pop?as_of={day}").data[0]["tracks"][::9]:
            history = api.get(f"/tracks/{shown['id']}/history?genre=pop").data
            assert not list(misfits(history, HISTORY))
            (chart,) = history["charts"]
            (place,) = [each for each in chart["positions"] if each["date"] == day]
            assert (place["rank"], place["sources"]) == (shown["rank"], shown["sources"])


def test_peak_and_weeks_are_those_of_the_chart(api: CheckedClient) -> None:
    for shown in api.get("/playlist-data/pop").data[0]["tracks"]:
        (chart,) = api.get(f"/tracks/{shown['id']}/history?genre=pop").data["charts"]
        assert (chart["peak_rank"], chart["weeks_on_chart"]) == (shown["peak_rank"], shown["weeks_on_chart"])


def test_what_has_left_every_list_is_told_with_the_day_when_it_was_gone(api: CheckedClient) -> None:
    before = api.get(f"/playlist-data/pop?as_of={FIRST}&min_sources=1").data[0]["tracks"]
    now = {track["id"] for track in api.get("/playlist-data/pop?min_sources=1").data[0]["tracks"]}
    gone = next(track for track in before if track["id"] not in now and track["isrc"])
    assert api.get(f"/tracks/{gone['isrc']}").status == 404

    history = api.get(f"/tracks/{gone['isrc']}/history?genre=pop").data

    assert (history["id"], history["track_name"]) == (gone["id"], gone["track_name"])
    assert [
        (place["date"], place["rank"] is None, bool(place["sources"]))
        for place in history["charts"][0]["positions"]
    ] == [(FIRST, len(gone["sources"]) < 2, True), (SECOND, True, False)]


def test_readings_are_told_by_date_and_gaps_as_gaps(pop: CheckedClient) -> None:
    answer = pop.get(PATH)

    assert not list(misfits(answer.data, HISTORY))
    assert (answer.data["since"], [*answer.data["readings"]]) == ("2023-06-23", [YOUTUBE, SPOTIFY])
    assert rows(answer, YOUTUBE) == [
        ["2024-06-19", 1_000, None, "first", None],
        ["2024-06-20", 1_700, 700, "growth", None],
        ["2024-06-21", None, None, None, "hidden"],
        ["2024-06-22", 1_650, -50, "correction", None],
    ]


def test_popularity_is_told_as_an_index(pop: CheckedClient) -> None:
    answer = pop.get(f"/tracks/{CODE}/history")

    assert {counter: told["metric"] for counter, told in answer.data["readings"].items()} == {
        YOUTUBE: "plays",
        SPOTIFY: "index",
    }
    assert rows(answer, SPOTIFY)[1] == [FIRST, 58, -2, "move", None]


def test_genre_and_first_day_may_be_named(pop: CheckedClient) -> None:
    assert pop.get(f"{PATH}?genre=POP").data == pop.get(PATH).data
    told = pop.get(f"{PATH}?since={FIRST}")
    assert told.data["since"] == FIRST
    assert [len(rows(told, counter)) for counter in (YOUTUBE, SPOTIFY)] == [1, 1]
    assert pop.get(f"{PATH}?since=2999-01-01").data["readings"] == {}


def test_it_may_be_kept_for_a_moment_and_asked_for_anew(pop: CheckedClient) -> None:
    answer = pop.get(PATH)

    assert answer.headers["cache-control"] == SHORT
    assert pop.get(PATH, {"If-None-Match": answer.headers["etag"]}).status == 304


def test_a_reading_of_what_is_charted_is_told_at_once_and_of_what_is_gone_within_the_hour(
    new_home: Callable[..., Home],
) -> None:
    home = new_home()
    publish(home)
    with home.serve() as api:
        assert api.get(PATH).data["readings"] == {}
        read(home, YOUTUBE, (0, 5))
        eventually(partial(are_told, api, 1))
        home.stores.charts.publish(a_draft(a_snapshot(genre="pop", source="sample"), at=home.clock.now()))
        eventually(partial(is_gone, api))
        read(home, YOUTUBE, (1, 4))
        home.clock.put_forward(3_600)
        eventually(partial(are_told, api, 2))


def are_told(api: CheckedClient, count: int) -> bool:
    """Whether so many readings of YouTube's are told."""
    told = api.get(PATH)
    return YOUTUBE in told.data["readings"] and len(rows(told, YOUTUBE)) == count


def is_gone(api: CheckedClient) -> bool:
    """Whether the recording is told to be on no list any more."""
    return not api.get(PATH).data["charts"][0]["positions"][-1]["sources"]


def test_while_the_store_is_away_that_is_told_which_was_told_before(new_home: Callable[..., Home]) -> None:
    home = new_home()
    publish(home)
    with home.serve() as api:
        before = api.get(PATH)
        home.lose_store()
        eventually(lambda: not api.get("/health/ready").data["store"])
        assert (api.get(PATH).status, api.get(PATH).body) == (200, before.body)
        answer = api.get(f"{PATH}?since={FIRST}")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize(
    ("target", "status", "said"),
    [
        ("GBAYE0601498/history", 404, "no list of country, dance, pop, rap that was published has GBAYE"),
        ("fedcba9876543210/history", 404, "has fedcba9876543210"),
        ("GBAYE0601498/history?genre=pop", 404, "no list of pop that was published"),
        ("GBAYE0601498/history?genre=polka", 404, "genre 'polka'; known genres: country, dance, pop, rap"),
        ("GBAYE0601498/history?genre=rap", 404, "nothing is published for rap yet"),
        ("GBAYE060149/history", 400, "is not an ISRC"),
        ("GBAYE0601498/history?since=yesterday", 400, "expected a day such as 2024-06-22"),
        ("GBAYE0601498/history?since=2024-02-30", 400, "since is '2024-02-30'"),
        ("GBAYE0601498/history?since=20240622", 400, "since is '20240622'"),
        ("GBAYE0601498/history?limit=3", 400, "limit is no parameter here"),
    ],
)
def test_what_cannot_be_told_is_named(pop: CheckedClient, target: str, status: int, said: str) -> None:
    answer = pop.get(f"/tracks/{target}")

    assert answer.status == status
    assert said in answer.message
