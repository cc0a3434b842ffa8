"""What is to be said beside a chart: what is missing, what that costs, what else can be asked for."""

from collections.abc import Iterable

from tunemeld.application.charts import Charts
from tunemeld.application.lists import SAMPLE
from tunemeld.application.report import GenreReport, ListStatus
from tunemeld.container import Container
from tunemeld.domain.chart import Chart
from tunemeld.domain.list_kind import OPEN, kind_of
from tunemeld.domain.snapshot import SourceStatus

_FEW = 5


def notices(chart: Chart, charts: Charts, min_sources: int) -> list[str]:
    """A sentence for each thing that a reader of the chart should know."""
    said = [*_on_kind(chart.source)]
    said += [
        _about(service, chart, charts)
        for service, state in chart.sources.items()
        if state.status is not SourceStatus.FRESH
    ]
    if min_sources > len(chart.sources):
        there = len(chart.sources)
        said.append(f"--min-sources {min_sources} asks for more than the {there} services that there are")
    elif chart.eligible < _FEW and min_sources > 1:
        found = {0: "no recording is", 1: "only one recording is"}.get(
            chart.eligible, f"only {chart.eligible} recordings are"
        )
        said.append(f"{found} on {min_sources} services or more: --min-sources 1 shows what each lists")
    return said


def _about(service: str, chart: Chart, charts: Charts) -> str:
    state = chart.sources[service]
    if state.status is SourceStatus.STALE:
        return f"{service} is stale: the chart has its list of {state.fetched_at:%Y-%m-%d} ({state.reason})"
    absence = charts.absence(chart.genre_name, service)
    if absence is None:
        cost = kind_of(chart.source).absent
    else:
        hung = f"{absence.lost} of {absence.of} places hung on it"
        cost = f"on {absence.at:%Y-%m-%d}, when it was last there, {hung}"
    return f"{service} is missing ({state.reason}): {cost}"


def notes_on(source: str, container: Container) -> list[str]:
    """What a chart of this source is, and what the configuration leaves off where it is the configured one.

    A real chart is also shown where only the sample is configured by now.
    """
    left_off = container.notes() if source == container.settings().source else ()
    return [*_on_kind(source), *left_off]


def kinds_among(sources: Iterable[str]) -> list[str]:
    """What is to be known of the lists of these sources, each once."""
    return [notice for source in dict.fromkeys(sources) for notice in _on_kind(source)]


def _on_kind(source: str) -> tuple[str, ...]:
    notice = kind_of(source).notice
    return (notice,) if notice else ()


def unseen(source: str, stored: frozenset[str]) -> str:
    """What a store holds that is not shown, since the source by now is the sample; "" where nothing is."""
    real = ", ".join(sorted(stored - {SAMPLE}))
    if source != SAMPLE or not real:
        return ""
    how = "TUNEMELD_SOURCE=open" if real == OPEN else "RAPIDAPI_KEY"
    return f"the store's real lists ({real}) are not looked at, as the source is the sample: set {how}"


def why_nothing(genre: str, told: GenreReport) -> str:
    """Why there is no chart at all, and what to do."""
    there = [s for s, report in told.services.items() if report.status is ListStatus.FRESH]
    reasons = "; ".join(
        f"{s}: {r.reason}" for s, r in told.services.items() if r.status is not ListStatus.FRESH
    )
    had = f"only {' and '.join(there)} gave one" if there else "none gave one"
    return f"nothing is published for {genre}: a chart needs the lists of two services, and {had} ({reasons})"
