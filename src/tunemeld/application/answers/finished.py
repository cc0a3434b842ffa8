"""The answers of a genre that depend on nothing but what it shows, by the path under which they are asked."""

from typing import Any

from tunemeld.application.answers.charts import chart_answer, graph_answer
from tunemeld.application.answers.envelope import Success
from tunemeld.application.answers.genres import LastUpdated
from tunemeld.application.answers.lists import headers_answer, list_answer
from tunemeld.domain.chart import Chart, chart_of
from tunemeld.domain.list_kind import with_notice
from tunemeld.domain.snapshot import Published


def finished_answers(published: Published) -> dict[str, Success[Any]]:
    """Every answer by path, such as `/playlist-data/dance`."""
    chart = chart_of(published)
    genre = chart.genre_name
    updated = LastUpdated(last_updated=published.publication.at)
    source = published.publication.source
    lists = {service: list_answer(published, service) for service in published.sources}
    return {
        f"/playlist-data/{genre}": chart_success(chart),
        f"/graph-data/{genre}": Success(
            message=with_notice(f"the plays of {genre}", source), data=graph_answer(chart, published)
        ),
        f"/header-art/{genre}": Success(
            message=with_notice(f"headers of {genre}", source), data=headers_answer(published)
        ),
        f"/last-updated/{genre}": Success(message=f"the last update of {genre}", data=updated),
        **{
            f"/service-playlist/{genre}/{service}": Success(
                message=with_notice(f"{service} {genre}", source), data=[listed]
            )
            for service, listed in lists.items()
        },
    }


def chart_success(chart: Chart) -> Success[Any]:
    """The answer with one chart."""
    message = f"the {chart.genre_name} chart, {chart.strategy.value}, {len(chart.tracks)} tracks"
    return Success(message=with_notice(message, chart.source), data=[chart_answer(chart)])
