"""Every chart of the recorded weeks, made by the command and served: what a client relies on is there."""

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.api_server import ApiServer, api_server
from tests.proof import client_contract as contract
from tests.proof.client_values import instant, text, unlike
from tests.proof.figures import Tell
from tests.proof.publishing import Installation
from tests.proof.readers import ask
from tests.proof.recorded import EARLIER_WEEKS, WEEKS
from tests.proof.simulated import upstreams
from tests.proof.simulator_apart import KV

DAYS = (*EARLIER_WEEKS, *WEEKS)
STRATEGIES = ("consensus", "priority", "tiers")
WRONG_LISTS = "2025-08-15"
"""A day with three genres, on which one service's lists are no lists: charts are short, one is empty."""

CHANGED: tuple[Any, ...] = (None, "", [1])
NULLABLE = {"isrc", "album_cover_url", "youtube_url", "previous_rank"}


def finished(genre: str) -> dict[str, Any]:
    """The paths whose answers are finished once for each chart, and the shape of their data."""
    return {
        f"/playlist-data/{genre}": [contract.CHART],
        f"/graph-data/{genre}": [contract.PLAYED],
        f"/header-art/{genre}": contract.HEADERS,
        f"/last-updated/{genre}": {"last_updated": instant},
        **{f"/service-playlist/{genre}/{service}": [contract.LIST] for service in contract.SERVICES},
    }


class Client:
    """Asks a server, and notes whatever is not as a client may expect it."""

    def __init__(self, server: ApiServer) -> None:
        self._server = server
        self.asked = 0
        self.wrong: list[str] = []

    def data(self, path: str, shape: Any, status: int = 200) -> Any:
        """The data of an answer; its envelope and its shape are looked at."""
        done = ask(self._server, path)
        self.asked += 1
        document = json.loads(done.body)
        wanted = "success" if status == 200 else "error"
        if done.outcome != status or list(document) != ["status", "message", "data"]:
            self._note(path, [f"{done.outcome}, an envelope of {list(document)}"])
        if document["status"] != wanted or not text(document["message"]):
            self._note(path, [f"{document['status']}: {document['message']!r}"])
        self._note(path, unlike(document["data"], shape))
        return document["data"]

    def _note(self, path: str, wrong: Any) -> None:
        self.wrong += [f"{path}: {each}" for each in wrong]

    def chart(self, path: str) -> dict[str, Any]:
        """A chart, whose places are looked at as well."""
        chart: dict[str, Any] = self.data(path, [contract.CHART])[0]
        self._note(path, contract.wrong_order(chart))
        return chart


@pytest.mark.parametrize("cache", ["memory", "kv"])
def test_every_field_of_every_chart_is_as_the_design_says(cache: str, tmp_path: Path, tell: Tell) -> None:
    asked, places, wrong = 0, 0, []
    with upstreams(DAYS[0]) as simulated:
        installation = Installation(tmp_path, simulated, **(KV if cache == "kv" else {}))
        for day in DAYS:
            printed = installation.publish(day)
            with _serving(installation, day) as server:
                client = Client(server)
                served = _look_at_everything(client, "dance")
                client.wrong += [
                    f"not as printed: {name}" for name in served if served[name] != printed[name]
                ]
                client.wrong += _unlike_in_kv(installation, server) if cache == "kv" else []
            asked, places = asked + client.asked, places + len(served["tracks"])
            wrong += [f"{day} {each}" for each in client.wrong]

    kept = (
        f"; {len(finished('dance'))} answers a chart in KV, byte for byte the API's" if cache == "kv" else ""
    )
    tell(
        f"{cache}: {len(DAYS)} charts of {places} places, {asked} answers looked at, {len(wrong)} wrong{kept}"
    )
    assert wrong == []


def test_short_empty_and_missing_charts_have_the_same_fields(tmp_path: Path, tell: Tell) -> None:
    with upstreams(WRONG_LISTS) as simulated:
        installation = Installation(tmp_path, simulated)
        assert installation.tunemeld("etl", "run", TUNEMELD_NOW=f"{WRONG_LISTS}T12:00:00Z").code == 3
        with _serving(installation, WRONG_LISTS) as server:
            client = Client(server)
            charts = [_look_at_everything(client, genre) for genre in ("country", "dance", "pop")]

    lengths = [len(chart["tracks"]) for chart in charts]
    tell(
        f"charts of {', '.join(map(str, lengths))} places: {client.asked} answers, {len(client.wrong)} wrong"
    )
    assert 0 in lengths
    assert client.wrong == []


def test_the_look_at_a_chart_finds_whatever_is_changed(tmp_path: Path) -> None:
    with upstreams(WEEKS[-1]) as simulated:
        installation = Installation(tmp_path, simulated)
        installation.publish(WEEKS[-1])
        with _serving(installation, WEEKS[-1]) as server:
            chart = Client(server).chart("/playlist-data/dance")

    for part, fields in ((chart, contract.CHART), (chart["tracks"][0], contract.TRACK)):
        for name in fields:
            for changed in CHANGED:
                kept, part[name] = part[name], changed
                may_be = changed is None and name in NULLABLE
                assert may_be or list(unlike(chart, contract.CHART)), (name, changed)
                part[name] = kept
            kept = part.pop(name)
            assert list(unlike(chart, contract.CHART)), name
            part[name] = kept
        part["more"] = None
        assert list(unlike(chart, contract.CHART))
        del part["more"]
    assert not list(unlike(chart, contract.CHART))


def _serving(installation: Installation, day: str) -> AbstractContextManager[ApiServer]:
    """A server half a minute after that day's chart was made."""
    now = {**installation.settings, "TUNEMELD_NOW": f"{day}T12:00:30Z"}
    return api_server(installation.folder, now)


def _look_at_everything(client: Client, genre: str) -> dict[str, Any]:
    """Ask for all that a client can ask for, with what the chart names; the chart."""
    chart = client.chart(f"/playlist-data/{genre}")
    for path, shape in finished(genre).items():
        client.data(path, shape)
    for strategy in STRATEGIES:
        client.chart(f"/playlist-data/{genre}?strategy={strategy}")
    client.chart(f"/playlist-data/{genre}?as_of={chart['snapshot_id']}&limit=3")
    genres = client.data("/genres", [contract.GENRE])
    played = client.data(f"/graph-data/{genre}", [contract.PLAYED])
    same = [(track["isrc"], track["track_name"]) for track in chart["tracks"]]
    if [(track["isrc"], track["track_name"]) for track in played] != same:
        client.wrong.append("/graph-data: other tracks than the chart's")
    if {each["name"]: each["tracks"] for each in genres}[genre] != len(chart["tracks"]):
        client.wrong.append("/genres: another number of tracks than the chart's")
    for track in chart["tracks"]:
        _look_at_a_track(client, track)
    for path, status in (("/playlist-data/polka", 404), ("/playlist-data/rap", 404), ("/tracks/x", 400)):
        client.data(path, lambda data: data is None, status)
    return chart


def _look_at_a_track(client: Client, track: dict[str, Any]) -> None:
    told = client.data(f"/tracks/{track['isrc'] or track['id']}", lambda data: isinstance(data, dict))
    found = client.data(f"/search?q={quote(track['track_name'])}", lambda data: isinstance(data, list))
    shared = ("id", "isrc", "track_name", "artist_name", "track_url", "additional_sources", "source_name")
    if any(told[name] != track[name] for name in shared):
        client.wrong.append(f"/tracks: another one than at place {track['rank']}")
    if track["id"] not in [each["id"] for each in found]:
        client.wrong.append(f"/search: not the one at place {track['rank']}")


def _unlike_in_kv(installation: Installation, server: ApiServer) -> list[str]:
    """The finished answers that KV has too much, too little, or in other bytes than the server."""
    kept = {
        name: value
        for name, (value, *_) in installation.simulated.state.kv.items()
        if name.startswith("tunemeld:answer:")
    }
    served = {f"tunemeld:answer:v1:real:{path}": ask(server, path).body for path in finished("dance")}
    return sorted(name for name in kept.keys() | served.keys() if kept.get(name) != served.get(name))
