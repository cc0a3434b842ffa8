"""`tunemeld events`: what has happened, and what happens."""

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import meant, of_genres, printed_as


@click.group(epilog="Example: tunemeld events tail")
def events() -> None:
    """See what has happened: lists fetched, charts published, plays counted, runs ended."""


@events.command(
    "list",
    epilog="Example: tunemeld events list --genre country --type ChartPublished -n 5",
    short_help="Print the newest events.",
)
@click.option("-g", "--genre", type=str.lower, default="", metavar="GENRE", help="Those of this genre only.")
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="PlaylistExtracted, ExtractionFailed, PlaylistTransformed, ChartPublished, ReadingsRecorded or "
    "RunFinished; may be given more than once.",
)
@click.option(
    "-n", "count", type=click.IntRange(1, 10_000), default=20, show_default=True, help="So many at most."
)
@printed_as("table", "json", meaning="How they are printed.")
@click.pass_obj
def list_(options: Options, *, genre: str, types: tuple[str, ...], count: int, form: str) -> int:
    """Print the newest events, the newest last. Events of a genre are those of its lists and charts."""
    from tunemeld.entrypoints.cli.event_lines import print_last

    return print_last(options, genre=genre, types=types, count=count, form=form)


@events.command(
    epilog="Example: tunemeld events tail --format json", short_help="Print events as they happen."
)
@click.option(
    "-n",
    "count",
    type=click.IntRange(0, 10_000),
    default=10,
    show_default=True,
    help="So many that have happened already, before those that happen.",
)
@printed_as("text", "json", meaning="A line for people, or for a program, each event.")
@click.pass_obj
def tail(options: Options, *, count: int, form: str) -> int:
    """Print events as they happen, whoever brings them about, one a line, until Ctrl-C."""
    from tunemeld.entrypoints.cli.event_lines import follow

    return follow(options, count=count, form=form)


@events.command(
    epilog="Example: tunemeld events replay --dry-run",
    short_help="Make all that is derived once more, from raw answers.",
)
@of_genres()
@click.option("--dry-run", is_flag=True, help="Show what is lost or differs; change nothing.")
@click.pass_obj
def replay(options: Options, *, genres: tuple[str, ...], dry_run: bool) -> int:
    """Make charts, lists, recordings and caches once more, out of what services answered; ask nobody.

    Each run is done again with the lists that it had, under today's rules and corrections. What is lost is
    put back; what was shown and differs stays, and where the newest chart differs the right one follows it.

    Exit codes: 0 what is stored is right now, 1 a dry run found that it is not, or a copy could not be
    made, 2 wrong usage or settings.
    """
    from tunemeld.entrypoints.cli.replay_report import print_replayed
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.streams import note

    with session(options, reads_only=dry_run) as container:
        named = meant(genres, list(container.configured()))
        replayed, troubles = container.replay().run(named, dry_run=dry_run)
        print_replayed(replayed, dry_run=dry_run)
        for trouble in troubles:
            note(f"Note: {trouble}")
    wrong = dry_run and not all(each.is_equal for each in replayed)
    return 1 if wrong or troubles else 0
