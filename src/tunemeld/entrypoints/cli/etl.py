"""`tunemeld etl`: run the pipeline, see how it went, check what it needs."""

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import meant, of_genres

_STAGES = ("extract", "transform", "aggregate", "view_count", "full")


@click.group(epilog="Example: tunemeld etl run --genre all")
def etl() -> None:
    """Run the pipeline, see how it went, check what it needs."""


@etl.command(
    epilog="Example: tunemeld etl run extract --genre country --genre rap --threads 4",
    short_help="Run the pipeline, or one stage of it.",
)
@click.argument("stage", required=False, type=click.Choice(_STAGES, case_sensitive=False))
@click.option(
    "--stage", "named", type=click.Choice(_STAGES, case_sensitive=False), help="The same as the argument."
)
@click.option("--full-pipeline", is_flag=True, help="All stages in their order, as without a stage.")
@of_genres()
@click.option(
    "--threads",
    type=click.IntRange(1, 500),
    metavar="N",
    help="Calls upstream at once, in place of ETL_THREAD_COUNT.",
)
@click.option("--parallel/--sequential", default=True, help="Sequential is --threads 1.")
@click.option("--dry-run", is_flag=True, help="Show what would be asked and what it costs; ask nobody.")
@click.option("--accept-short", is_flag=True, help="Take lists at once that would be held back.")
@click.option(
    "--distributed", is_flag=True, help="Have it done by workers (`tunemeld worker start`), and wait."
)
@click.pass_obj
def run(
    options: Options,
    *,
    stage: str | None,
    named: str | None,
    full_pipeline: bool,
    genres: tuple[str, ...],
    threads: int | None,
    parallel: bool,
    dry_run: bool,
    accept_short: bool,
    distributed: bool,
) -> int:
    """Run the pipeline, or one STAGE of it, for some genres or all.

    view_count counts plays and views, each once a day; full does it at the end.

    Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 a service's list is stale or missing.
    """
    from tunemeld.application.pipeline import Order
    from tunemeld.application.report import Stage
    from tunemeld.entrypoints.cli.distributed import run_by_workers
    from tunemeld.entrypoints.cli.run_plan import print_plan
    from tunemeld.entrypoints.cli.run_report import exit_code, print_report
    from tunemeld.entrypoints.cli.session import session, watched

    chosen = Stage(_stage(stage, named, "full" if full_pipeline else None))
    if threads and threads > 1 and not parallel:
        raise click.UsageError(f"--sequential is --threads 1, and contradicts --threads {threads}: drop one")
    with session(options, reads_only=dry_run) as container:
        order = Order(
            stage=chosen,
            genres=meant(genres, list(container.configured())),
            threads=(threads or container.settings().etl_thread_count) if parallel else 1,
            accept_held=accept_short,
        )
        if dry_run:
            print_plan(container.plan().of(order))
            return 0
        if distributed:
            report = run_by_workers(container, order)
        else:
            with watched(container):
                report = container.pipeline().run(order)
        print_report(report)
        return exit_code(report)


@etl.command(epilog="Example: tunemeld etl status", short_help="Print the last runs, charts and lists.")
@click.pass_obj
def status(options: Options) -> int:
    """Print for each genre the last run of each stage, its chart, and the state and age of every list."""
    from tunemeld.entrypoints.cli.notices import unseen
    from tunemeld.entrypoints.cli.overview import print_status
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.streams import note

    with session(options, reads_only=True) as container:
        print_status(container.status().run(list(container.configured())), container.clock().now())
        if hidden := unseen(container.settings().source, container.stores().playlists.sources()):
            note(f"Note: {hidden}")
    return 0


@etl.command(epilog="Example: tunemeld etl validate", short_help="Check what a run needs.")
@click.pass_obj
def validate(options: Options) -> int:
    """Check what a run needs, each thing with its remedy; spends no quota.

    The store, its schema and disk, the cache, clock, files, keys, quotas, schedule, age of lists and charts.

    Exit codes: 0 all is well, 1 something is wrong, 2 wrong settings.
    """
    from tunemeld.entrypoints.cli.overview import print_checks
    from tunemeld.entrypoints.cli.session import session

    with session(options) as container:
        health = container.doctor().run()
        print_checks(health)
        return 0 if health.overall_healthy else 1


def _stage(*named: str | None) -> str:
    """The one stage that is meant, however often it is named; all of them where none is."""
    meant = {stage for stage in named if stage} or {"full"}
    if len(meant) > 1:
        raise click.UsageError(f"one stage at a time: {' and '.join(sorted(meant))} were named")
    return meant.pop()
