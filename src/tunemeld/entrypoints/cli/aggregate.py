"""`tunemeld aggregate`: the main job for one genre, from the lists to the printed chart."""

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import by_strategy, of_genre, printed_as


@click.command(epilog="Example: tunemeld aggregate --genre dance --format json | jq .tracks")
@of_genre()
@click.option(
    "--source",
    type=click.Choice(["auto", "rapidapi", "open", "sample"]),
    help="Where lists come from, in place of TUNEMELD_SOURCE.",
)
@by_strategy("How the chart is ordered; changes what is printed only.")
@click.option("-n", "--limit", type=click.IntRange(min=1), metavar="N", help="Print the first N places only.")
@click.option(
    "--min-sources",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    metavar="N",
    help="Print what at least N services list; 1 prints all.",
)
@printed_as("table", "json", "csv", meaning="How the chart is printed.")
@click.option("--offline", is_flag=True, help="Ask nobody: print the chart that is stored.")
@click.pass_obj
def aggregate(
    options: Options,
    *,
    genre: str,
    source: str | None,
    strategy: str,
    limit: int | None,
    min_sources: int,
    form: str,
    offline: bool,
) -> int:
    """Fetch a genre's lists, recognise the recordings that they share, rank and print them.

    Exit codes: 0 done, 1 nothing published, 2 wrong usage or settings, 3 a list is stale or missing.
    """
    from tunemeld.application.pipeline import Order
    from tunemeld.application.report import RunStatus, Stage
    from tunemeld.domain.list_kind import OPEN
    from tunemeld.domain.ranking import Strategy
    from tunemeld.entrypoints.cli.chart import print_chart
    from tunemeld.entrypoints.cli.failures import FAILED, INCOMPLETE
    from tunemeld.entrypoints.cli.notices import notices, why_nothing
    from tunemeld.entrypoints.cli.session import give_up_early, session, watched
    from tunemeld.entrypoints.cli.streams import note

    with session(options, reads_only=offline, tunemeld_source=source) as container:
        notes: list[str] = list(container.notes())
        if container.settings().source == OPEN:
            give_up_early(container)
        if not offline:
            threads = container.settings().etl_thread_count
            # Searches for videos are few a day: `etl run` spends them on all genres together.
            order = Order(stage=Stage.FULL, genres=[genre], threads=threads, counts_videos=False)
            with watched(container):
                report = container.pipeline().run(order)
            notes = report.notes
            if report.status is RunStatus.FAILED:
                note(f"Error: {why_nothing(genre, report.genres[genre])}")
                return FAILED
        chart = container.charts().chart(
            genre, strategy=Strategy(strategy), min_sources=min_sources, limit=limit
        )
        if chart.source != container.settings().source:  # real, and only the sample is configured by now
            notes = []
        print_chart(chart, form, [*notices(chart, container.charts(), min_sources), *notes])
        return 0 if chart.complete else INCOMPLETE
