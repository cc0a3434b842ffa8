"""GET /events: how it is asked, what is refused, what is counted; other tests tell what is heard."""

import re
from collections.abc import Callable

import pytest
from tests.api_in_process import PAGE, Home, eventually
from tests.described import CheckedClient
from tests.ears import Heard, parted

HEADERS = {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "vary": "Origin",
}


def heard(text: str) -> list[Heard]:
    """What a listener heard who hung up at once."""
    return list(parted(text.split("\n")))


def test_a_stream_is_kept_by_nobody_on_its_way(api: CheckedClient) -> None:
    answer = api.get("/events", {"Accept-Encoding": "gzip", "Origin": PAGE})

    assert answer.status == 200
    assert HEADERS.items() <= answer.headers.items()
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert not {"content-length", "content-encoding", "etag"} & answer.headers.keys()
    assert [each.fields for each in heard(answer.text)] == [
        {"retry": "1000", "id": "country.2~dance.2~pop.2~rap.2"}
    ]


def test_head_tells_of_a_stream_and_listens_to_none(api: CheckedClient) -> None:
    answer = api.ask("HEAD", "/events")

    assert (answer.status, answer.body) == (200, b"")
    assert HEADERS.items() <= answer.headers.items()


@pytest.mark.parametrize(
    "query", ["genre=Pop,country", "genre=pop&genre=country", "genre=pop,pop&genre=COUNTRY"]
)
def test_genres_are_named_once_or_more_often_in_any_case(query: str, api: CheckedClient) -> None:
    (opening,) = heard(api.get(f"/events?{query}").text)

    assert opening.id == "country.2~pop.2"


@pytest.mark.parametrize(
    ("asked", "id_told"),
    [
        (("/events?genre=pop", {"Last-Event-ID": "pop.1"}), "pop.1"),
        (("/events?genre=pop&last_event_id=pop.1", {}), "pop.1"),
        (("/events?genre=pop&last_event_id=pop.0", {"Last-Event-ID": "pop.1"}), "pop.1"),
        (("/events?genre=pop&last_event_id=pop.0", {"Last-Event-ID": ""}), "pop.0"),
        (("/events?genre=pop,rap", {"Last-Event-ID": "pop.1~klezmer.7"}), "pop.1~rap.2"),
    ],
)
def test_a_listener_goes_on_behind_its_id_of_which_the_header_comes_first(
    asked: tuple[str, dict[str, str]], id_told: str, api: CheckedClient
) -> None:
    assert heard(api.get(*asked).text)[0].id == id_told


@pytest.mark.parametrize(
    ("target", "headers", "status", "said"),
    [
        ("/events?genre=pop,klezmer", {}, 404, "'klezmer'; known genres: country, dance, pop, rap"),
        ("/events?genre=", {}, 404, "known genres: country"),
        ("/events?limit=0", {}, 400, "limit is 0, expected 1 or more"),
        ("/events?limit=ten", {}, 400, "limit is 'ten', expected a whole number"),
        ("/events?limit=1&limit=2", {}, 400, "limit is given more than once"),
        ("/events?last_event_id=12", {}, 400, "last_event_id is '12', expected the id of an event, such as"),
        ("/events", {"Last-Event-ID": "yesterday"}, 400, "Last-Event-ID is 'yesterday', expected the id of"),
        ("/events?since=12", {}, 400, "since is no parameter here"),
    ],
)
def test_what_cannot_be_understood_is_refused(
    target: str, headers: dict[str, str], status: int, said: str, api: CheckedClient
) -> None:
    answer = api.get(target, headers)

    assert answer.status == status
    assert said in answer.message


def test_a_stream_follows_no_more_genres_than_its_id_can_name(new_home: Callable[..., Home]) -> None:
    home = new_home()
    playlists = home.folder / "playlists.toml"
    playlists.write_text(
        "\n".join(
            f'[genre-{number}.Spotify]\nid = "{number:022}"\n'
            f'[genre-{number}.SoundCloud]\nurl = "https://soundcloud.com/soundcloud/sets/g{number}"'
            for number in range(400)
        ),
        "utf-8",
    )
    settings = {"tunemeld_playlists_file": str(playlists), "tunemeld_source": "rapidapi"}
    with new_home(rapidapi_key="a-key", **settings).serve() as client:
        all_of_them = client.get("/events")
        some = client.get("/events?genre=genre-1,genre-399")

    assert all_of_them.status == 400
    assert "400 genres are too many for one stream" in all_of_them.message
    assert "?genre=country,pop" in all_of_them.message
    assert heard(some.text)[0].id == "genre-1.0~genre-399.0"


def test_pages_of_other_origins_may_say_where_they_were(api: CheckedClient) -> None:
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "GET"}

    allowed = api.ask("OPTIONS", "/events", asked).headers["access-control-allow-headers"]

    assert "Last-Event-ID" in allowed.split(", ")


def test_how_many_listen_is_told_and_how_long_they_do_is_no_slowness(api: CheckedClient) -> None:
    api.get("/events")

    metrics = api.get("/metrics").text

    assert "tunemeld_event_streams 0.0" in metrics
    slowest = re.search(r'_bucket\{le="1.0",method="GET",route="/events"\} (\S+)', metrics)
    counted = re.search(r'_count\{method="GET",route="/events"\} (\S+)', metrics)
    assert slowest
    assert counted
    assert slowest[1] == counted[1]


def test_the_document_says_what_an_event_is(api: CheckedClient) -> None:
    get = api.get("/openapi.json").document["paths"]["/events"]["get"]

    event = get["responses"]["200"]["content"]["text/event-stream"]["schema"]["properties"]
    parameters = {each["name"]: each for each in get["parameters"]}
    assert event["event"] == {"const": "ChartPublished"}
    assert [*event["data"]["contentSchema"]["properties"]] == [
        *("genre", "seq", "snapshot_id", "tracks", "at", "source")
    ]
    assert parameters["Last-Event-ID"]["in"] == "header"
    assert parameters["genre"]["schema"]["type"] == "array"
    assert {"X-Request-ID", "limit", "last_event_id"} <= parameters.keys()
    assert not {"ETag", "Content-Encoding"} & get["responses"]["200"]["headers"].keys()
    assert {"400", "404", "503"} <= get["responses"].keys()
    assert "304" not in get["responses"]


def test_the_store_that_is_away_keeps_nobody_from_listening(new_home: Callable[..., Home]) -> None:
    home = new_home()
    home.run("pop")
    with home.serve() as client:
        home.lose_store()
        eventually(lambda: client.get("/health/ready").data["store"] is False)

        assert heard(client.get("/events?genre=pop").text)[0].id == "pop.1"
