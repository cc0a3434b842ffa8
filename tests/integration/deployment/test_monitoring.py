"""Alerts, and what panels show: they ask for what a running API tells, and Prometheus can read the rules."""

import re

import pytest
import requests
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from tests.api_server import ApiServer
from tests.integration.deployment.files import DEPLOY, alerts, dashboard, read_yaml
from tests.integration.deployment.promql import Selector, is_balanced, named

_ALERTS = {rule["alert"]: rule for rule in alerts()}
_EXPRESSIONS = {
    **{f"alert {name}": rule["expr"] for name, rule in _ALERTS.items()},
    **{
        f"panel {panel['title']} {target['refId']}": target["expr"]
        for panel in dashboard()["panels"]
        for target in panel.get("targets", [])
    },
}
_SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
# What Prometheus makes itself of whom it asks, and of rules that hold.
_OF_PROMETHEUS: dict[str, set[str]] = {"up": set(), "ALERTS": {"alertname", "alertstate"}}
_EVERYWHERE = {"job", "instance"}
# The sample is asked without a call.
_WITHOUT_SERIES = {"tunemeld_last_run_upstream_calls": {"stage", "upstream"}}
# Of https://prometheus.io/docs/prometheus/latest/querying/functions and …/operators.
_FUNCTIONS = {
    *("absent", "count", "histogram_quantile", "max", "min", "rate", "sum", "topk", "vector"),
}
_DURATION = re.compile(r"(?:\d+(?:ms|[smhdwy]))+")


@pytest.fixture(scope="session")
def told(server: ApiServer) -> dict[str, set[str]]:
    """The labels of every metric that the API tells, by its name."""
    requests.get(f"{server.url}/genres", timeout=30)
    text = requests.get(f"{server.url}/metrics", timeout=30).text
    found = dict(_OF_PROMETHEUS)
    for family in text_string_to_metric_families(text):
        found |= _labels(family)
    return found


def _labels(family: Metric) -> dict[str, set[str]]:
    names = [f"{family.name}{suffix}" for suffix in _SUFFIXES.get(family.type, ())]
    told = {
        name: {label for each in family.samples if each.name == name for label in each.labels}
        for name in names
    }
    return told if family.samples else {name: _WITHOUT_SERIES.get(name, set()) for name in names}


@pytest.mark.parametrize("place", _EXPRESSIONS)
def test_an_expression_asks_for_metrics_that_are_told(place: str, told: dict[str, set[str]]) -> None:
    asked = named(_EXPRESSIONS[place])

    assert asked.selectors
    assert {each.metric for each in asked.selectors} <= told.keys()
    assert asked.functions <= _FUNCTIONS


@pytest.mark.parametrize("place", _EXPRESSIONS)
def test_an_expression_chooses_and_groups_by_labels_that_are_told(
    place: str, told: dict[str, set[str]]
) -> None:
    asked = named(_EXPRESSIONS[place])
    labels = {each.metric: told[each.metric] | _EVERYWHERE for each in asked.selectors}

    assert [each for each in asked.selectors if each.labels - labels[each.metric]] == []
    assert asked.kept <= set[str]().union(*labels.values())


@pytest.mark.parametrize("place", _EXPRESSIONS)
def test_the_brackets_of_an_expression_are_closed(place: str) -> None:
    assert is_balanced(_EXPRESSIONS[place])


def test_expressions_are_understood() -> None:
    asked = named('sum by (job) (rate(a_total{b=~"c(", d!="e"}[5m])) / on (f) group_left () max(g) > 8 * 1e3')

    assert asked.selectors == (Selector("a_total", frozenset({"b", "d"})), Selector("g", frozenset()))
    assert asked.functions == frozenset({"sum", "rate", "max"})
    assert asked.kept == frozenset({"job", "f"})
    assert is_balanced('a{b="("}')
    assert not is_balanced("sum(a[5m)]")


def test_nothing_that_goes_wrong_is_without_an_alert() -> None:
    asked = {name: {s.metric for s in named(rule["expr"]).selectors} for name, rule in _ALERTS.items()}

    assert asked["ApiDown"] == {"up"}
    assert asked["ApiFails"] == {"tunemeld_http_requests_total"}
    assert asked["ApiSlow"] == {"tunemeld_http_request_duration_seconds_bucket"}
    assert asked["StoreAway"] | asked["DataOld"] == {"tunemeld_store_up", "tunemeld_data_age_seconds"}
    assert asked["ChartOld"] == {"tunemeld_chart_age_seconds", "tunemeld_stale_after_seconds"}
    assert asked["ListStale"] | asked["ListMissing"] == {"tunemeld_list_status"}
    assert "tunemeld_last_run_age_seconds" in asked["NoRunEnds"]
    assert len(_ALERTS) == len(alerts()), "two alerts have one name"


@pytest.mark.parametrize("name", _ALERTS)
def test_an_alert_says_how_bad_it_is_what_happened_and_what_to_do(name: str) -> None:
    rule = _ALERTS[name]

    assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"[A-Z][A-Za-z]+", name)
    assert _DURATION.fullmatch(rule["for"])
    assert rule["labels"].keys() == {"severity"}
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"].keys() == {"summary", "description"}
    assert all(rule["annotations"].values())


@pytest.mark.parametrize("name", _ALERTS)
def test_an_alert_is_tried_by_the_rules_own_tests(name: str) -> None:
    tried = read_yaml(DEPLOY / "prometheus" / "alerts.test.yml")["tests"]

    fired = {
        sample["labels"]
        for case in tried
        for expected in case["promql_expr_test"]
        for sample in expected["exp_samples"]
    }
    assert f'{{alertname="{name}"}}' in fired


def test_the_labels_that_an_alert_speaks_of_are_there() -> None:
    for rule in _ALERTS.values():
        asked = named(rule["expr"])
        spoken = re.findall(r"\$labels\.(\w+)", str(rule["annotations"]))
        grouped = asked.kept if asked.functions & {"sum", "min", "max"} else None
        assert grouped is None or set(spoken) <= grouped


def test_prometheus_reads_the_rules_and_asks_the_job_that_they_name() -> None:
    read = read_yaml(DEPLOY / "prometheus" / "prometheus.yml")
    jobs = {job["job_name"] for job in read["scrape_configs"]}
    asked = set(re.findall(r'job="([^"]+)"', " ".join(_EXPRESSIONS.values())))

    assert [(DEPLOY / "prometheus" / name).is_file() for name in read["rule_files"]] == [True]
    assert asked == {"tunemeld"} < jobs
    assert all(_DURATION.fullmatch(value) for value in read["global"].values())
