"""`tunemeld movers`: what entered a chart, left it, climbed and fell since last week."""

import click

from tunemeld.entrypoints.cli.main import Options


@click.command(epilog="Example: tunemeld movers --genre dance --strategy tiers")
@click.option(
    "-g",
    "--genre",
    type=str.lower,
    required=True,
    metavar="GENRE",
    help="Such as country, dance, pop or rap.",
)
@click.option(
    "--strategy",
    type=click.Choice(["consensus", "priority", "tiers"], case_sensitive=False),
    default="consensus",
    show_default=True,
    help="How the chart is ordered.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"], case_sensitive=False),
    default="table",
    show_default=True,
    help="How it is printed.",
)
@click.pass_obj
def movers(options: Options, *, genre: str, strategy: str, form: str) -> int:
    """Print what moved on a genre's chart against the last one of an earlier week.

    The stored charts are read; nobody is asked.
    """
    from tunemeld.domain.movers import movers as moved_on
    from tunemeld.domain.ranking import Strategy
    from tunemeld.entrypoints.cli.console import result_width, show
    from tunemeld.entrypoints.cli.movement_tables import WIDTH_IN_A_PIPE, movers_parts
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.streams import note, say_json

    with session(options, reads_only=True) as container:
        published = container.charts().published(genre)
        notices = (
            list(container.notes()) if published.publication.source == container.settings().source else []
        )
    moved = moved_on(published, Strategy(strategy))
    if form == "json":
        for notice in notices:
            note(f"Note: {notice}")
        say_json(moved.model_dump(mode="json"))
    else:
        width = result_width(in_a_pipe=WIDTH_IN_A_PIPE)
        show(*movers_parts(moved, published, notices, width), width=width)
    return 0
