"""`/playlist-data/{genre}`: the fields that clients rely on, and what its parameters change."""

import csv
import io
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from tests.api_in_process import GENRES, Home
from tests.asgi_client import Answer
from tests.described import CheckedClient
from tests.integration.http_api.contract import CHART
from tests.shapes import misfits


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("strategy", ["consensus", "priority", "tiers"])
def test_a_chart_has_the_fields_that_clients_rely_on(api: CheckedClient, genre: str, strategy: str) -> None:
    answer = api.get(f"/playlist-data/{genre}?strategy={strategy}")
    assert answer.status == 200
    assert not list(misfits(answer.data, [CHART]))
    (chart,) = answer.data
    assert (chart["genre_name"], chart["strategy"]) == (genre, strategy)
    assert [track["rank"] for track in chart["tracks"]] == list(range(1, len(chart["tracks"]) + 1))
    assert len(chart["tracks"]) > 20
    assert all(len(track["sources"]) >= 2 for track in chart["tracks"])


def test_a_genre_is_found_in_any_case_and_with_a_slash_behind_it(api: CheckedClient) -> None:
    chart = api.get("/playlist-data/dance").body
    assert api.get("/playlist-data/DaNcE").body == chart
    assert api.get("/playlist-data/dance/").body == chart


def test_strategies_order_the_same_tracks_in_different_ways(api: CheckedClient) -> None:
    charts = [
        [t["id"] for t in api.get(f"/playlist-data/pop?strategy={strategy}").data[0]["tracks"]]
        for strategy in ("consensus", "priority", "tiers")
    ]
    assert charts[0] == [t["id"] for t in api.get("/playlist-data/pop").data[0]["tracks"]]
    assert {*charts[0]} == {*charts[1]} == {*charts[2]}
    assert charts[0] != charts[1] != charts[2] != charts[0]


def test_a_limit_shows_the_first_places_of_the_same_chart(api: CheckedClient) -> None:
    whole = api.get("/playlist-data/rap").data[0]
    for limit in (1, 5, 10_000):
        assert api.get(f"/playlist-data/rap?limit={limit}").data == [
            {**whole, "tracks": whole["tracks"][:limit]}
        ]


def test_min_sources_says_on_how_many_services_a_track_has_to_be(api: CheckedClient) -> None:
    tracks = {n: api.get(f"/playlist-data/rap?min_sources={n}").data[0]["tracks"] for n in (1, 2, 3, 4)}
    assert [min(len(track["sources"]) for track in tracks[n]) for n in (1, 2, 3)] == [1, 2, 3]
    assert tracks[4] == []
    assert len(tracks[1]) > len(tracks[2]) > len(tracks[3]) > 0
    assert tracks[2] == api.get("/playlist-data/rap").data[0]["tracks"]


def test_a_chart_of_a_later_week_tells_where_its_tracks_stood_before(api: CheckedClient) -> None:
    before = api.get("/playlist-data/country?as_of=2024-06-22").data[0]["tracks"]
    ranks = {track["id"]: track["rank"] for track in before}
    assert {(track["previous_rank"], track["weeks_on_chart"]) for track in before} == {(None, 1)}
    now = api.get("/playlist-data/country").data[0]["tracks"]
    assert [track["previous_rank"] for track in now] == [ranks.get(track["id"]) for track in now]
    assert {track["weeks_on_chart"] for track in now} == {1, 2}


def test_a_chart_comes_as_a_table(api: CheckedClient) -> None:
    answer = api.get("/playlist-data/dance?format=csv&limit=7")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="tunemeld-dance-2024-06-29.csv"'
    shown = api.get("/playlist-data/dance?limit=7").data[0]["tracks"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["isrc"] for row in rows] == [track["isrc"] or "" for track in shown]


def test_a_chart_comes_as_playlists_for_players(api: CheckedClient) -> None:
    shown = [track["track_url"] for track in api.get("/playlist-data/dance").data[0]["tracks"]]
    xspf = api.get("/playlist-data/dance?format=xspf")
    assert xspf.headers["content-type"] == "application/xspf+xml"
    assert [each.text for each in _elements(xspf, "{http://xspf.org/ns/0/}location")] == shown
    m3u8 = api.get("/playlist-data/dance?format=m3u8")
    assert m3u8.headers["content-type"] == "application/vnd.apple.mpegurl"
    assert [line for line in m3u8.text.splitlines() if not line.startswith("#")] == shown


def test_what_entered_a_chart_comes_as_a_feed_that_a_browser_shows(api: CheckedClient) -> None:
    answer = api.get("/playlist-data/country?format=atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert re.fullmatch(
        r'inline; filename="tunemeld-country-[-0-9]+\.atom"', answer.headers["content-disposition"]
    )
    tracks = api.get("/playlist-data/country").data[0]["tracks"]
    entries = _elements(answer, "{http://www.w3.org/2005/Atom}entry")
    assert 0 < len(entries) == sum(track["weeks_on_chart"] == 1 for track in tracks)


def test_a_genre_without_a_chart_says_how_to_get_one(new_home: Callable[..., Home]) -> None:
    home = new_home()
    home.run("pop")
    with home.serve() as api:
        assert api.get("/playlist-data/pop").status == 200
        for path in ("/playlist-data/rap", "/graph-data/rap", "/header-art/RAP", "/last-updated/rap"):
            answer = api.get(path)
            assert answer.status == 404
            assert answer.message == (
                "nothing is published for rap yet; `tunemeld aggregate --genre rap` makes a chart"
            )


def _elements(answer: Answer, name: str) -> list[ET.Element]:
    return list(ET.fromstring(answer.text).iter(name))  # noqa: S314 - our own
