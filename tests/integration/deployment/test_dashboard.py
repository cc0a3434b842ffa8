"""The dashboard: Grafana finds it, its panels have names and places of their own, and a source to ask."""

from itertools import combinations
from typing import Any

from tests.integration.deployment.files import DEPLOY, dashboard, read_yaml, services

_DASHBOARD = dashboard()
_PANELS = [panel for panel in _DASHBOARD["panels"] if panel["type"] != "row"]


def test_panels_and_what_they_ask_have_names_of_their_own() -> None:
    titles = [panel["title"] for panel in _DASHBOARD["panels"]]
    ids = [panel["id"] for panel in _DASHBOARD["panels"]]

    assert len(set(titles)) == len(titles)
    assert len(set(ids)) == len(ids)
    for panel in _PANELS:
        refs = [target["refId"] for target in panel["targets"]]
        assert len(set(refs)) == len(refs) > 0


def test_panels_fit_beside_each_other() -> None:
    places = {panel["title"]: panel["gridPos"] for panel in _DASHBOARD["panels"]}

    assert all(p["w"] > 0 < p["h"] for p in places.values())
    assert all(p["x"] >= 0 and p["x"] + p["w"] <= 24 for p in places.values())
    assert [pair for pair in combinations(places, 2) if _overlap(places[pair[0]], places[pair[1]])] == []


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "w"), ("y", "h"))
    )


def _sources(panel: dict[str, Any]) -> list[dict[str, str]]:
    return [panel["datasource"], *(target["datasource"] for target in panel["targets"])]


def test_panels_ask_the_source_that_grafana_is_given_and_that_is_in_the_composition() -> None:
    (given,) = read_yaml(DEPLOY / "grafana/provisioning/datasources/prometheus.yml")["datasources"]
    wanted = {"type": given["type"], "uid": given["uid"]}

    assert all(source == wanted for panel in _PANELS for source in _sources(panel))
    assert given["url"] == "http://prometheus:9090"
    assert set(services()["grafana"]["networks"]) & set(services()["prometheus"]["networks"])


def test_grafana_finds_the_dashboard_where_it_is_mounted() -> None:
    (provider,) = read_yaml(DEPLOY / "grafana/provisioning/dashboards/tunemeld.yml")["providers"]
    mounts = {mount.split(":")[1]: mount.split(":")[0] for mount in services()["grafana"]["volumes"]}

    assert mounts[provider["options"]["path"]] == "./deploy/grafana/dashboards"
    assert mounts["/etc/grafana/provisioning"] == "./deploy/grafana/provisioning"
    assert _DASHBOARD["uid"] == "tunemeld"
