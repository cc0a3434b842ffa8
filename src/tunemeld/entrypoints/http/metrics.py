"""What Prometheus reads: the traffic of all workers, and what the store says of charts, lists and runs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from tunemeld.application.current import Shown
from tunemeld.application.report import RunReport, RunStatus
from tunemeld.domain.snapshot import SourceStatus
from tunemeld.entrypoints.http import counts
from tunemeld.entrypoints.http.site import Site

_DAY_SECONDS = 86_400


def scraped(site: Site) -> CollectorRegistry:
    """A registry for one answer: what all workers counted, and how things stand as this one sees them."""
    registry = CollectorRegistry()
    if counts.are_shared():
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(site.registry)
    registry.register(Standing(site))
    return registry


class Standing(Collector):
    """Gauges of what is served and of the last run of each stage; every worker tells the same."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        """By what the worker holds; the store is not asked."""
        now = self._site.clock.now()
        yield from _charts(self._site.current.known, now)
        yield from self._store()
        yield from _last_runs(self._site.runs_seen, now)

    def _store(self) -> Iterator[Metric]:
        current = self._site.current
        limit = _gauge("tunemeld_stale_after_seconds", "How old a list may be that counts.")
        limit.add_metric((), self._site.charts.lists.stale_after_days * _DAY_SECONDS)
        store = _gauge("tunemeld_store_up", "1 while the store can be read, else 0.")
        store.add_metric((), float(not current.trouble))
        yield from (limit, store)
        if current.age_seconds is not None:
            data = _gauge("tunemeld_data_age_seconds", "Since the store confirmed what is served.")
            data.add_metric((), current.age_seconds)
            yield data


def _charts(known: Mapping[str, Shown], now: datetime) -> Iterator[Metric]:
    """What every genre shows, and how far its lists can be relied on."""
    charts = _gauge("tunemeld_chart_age_seconds", "Since a genre's chart was published.", "genre")
    lists = _gauge("tunemeld_list_age_seconds", "Since a service's list was read.", "genre", "service")
    usable = _gauge("tunemeld_list_counts", "1 where a service's list counts, else 0.", "genre", "service")
    statuses = _gauge("tunemeld_list_status", "1 for what a list is.", "genre", "service", "status")
    for genre, shown in known.items():
        if shown.published:
            charts.add_metric((genre,), _age(shown.published.publication.at, now))
        for service, state in shown.states.items():
            usable.add_metric((genre, service), float(service not in shown.missing))
            for status in SourceStatus:
                statuses.add_metric((genre, service, status), float(state.status is status))
            if state.fetched_at:
                lists.add_metric((genre, service), _age(state.fetched_at, now))
    yield from (charts, lists, usable, statuses)


def _last_runs(runs: Iterable[RunReport], now: datetime) -> Iterator[Metric]:
    """The newest run that has ended, of each stage."""
    results = _gauge(
        "tunemeld_last_run_status", "1 for how the last run of a stage ended.", "stage", "status"
    )
    ages = _gauge("tunemeld_last_run_age_seconds", "Since the last run of a stage ended.", "stage")
    took = _gauge("tunemeld_last_run_duration_seconds", "What the last run of a stage took.", "stage")
    steps = _gauge(
        "tunemeld_last_run_step_duration_seconds", "What each step took in it.", "stage", "genre", "step"
    )
    calls = _gauge("tunemeld_last_run_upstream_calls", "Calls upstream in it.", "stage", "upstream")
    counted = _gauge("tunemeld_last_run_readings", "New readings in it.", "stage", "counter")
    gaps = _gauge("tunemeld_last_run_gaps", "Counts that could not be had.", "stage", "counter", "reason")
    searches = _gauge("tunemeld_searches_left", "Searches that its day's quota still allowed.", "counter")
    seen: set[str] = set()
    for run in runs:
        if run.finished_at is None or run.stage in seen:
            continue
        seen.add(run.stage)
        for status in RunStatus:
            results.add_metric((run.stage, status), float(run.status is status))
        ages.add_metric((run.stage,), _age(run.finished_at, now))
        took.add_metric((run.stage,), run.seconds)
        for genre, told in run.genres.items():
            for step, seconds in told.seconds.items():
                steps.add_metric((run.stage, genre, step), seconds)
        for upstream, count in run.calls.items():
            calls.add_metric((run.stage, upstream), float(count))
        for counter, its in run.counters.items():
            counted.add_metric((run.stage, counter), float(its.counted))
            for reason, count in its.gaps.items():
                gaps.add_metric((run.stage, counter, reason), float(count))
            if its.searches_left is not None and not searches.samples:
                searches.add_metric((counter,), float(its.searches_left))
    yield from (results, ages, took, steps, calls, counted, gaps, searches)


def _gauge(name: str, meaning: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, labels=labels)


def _age(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())
