"""`tunemeld movers`: what entered a chart, left it, climbed and fell since last week."""

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import by_strategy, of_genre, printed_as


@click.command(epilog="Example: tunemeld movers --genre dance --strategy tiers")
@of_genre()
@by_strategy("How the chart is ordered.")
@printed_as("table", "json", meaning="How it is printed.")
@click.pass_obj
def movers(options: Options, *, genre: str, strategy: str, form: str) -> int:
    """Print what moved on a genre's chart against the last one of an earlier week.

    The stored charts are read; nobody is asked.
    """
    from tunemeld.domain.movers import movers as moved_on
    from tunemeld.domain.ranking import Strategy
    from tunemeld.entrypoints.cli.console import result_width, show
    from tunemeld.entrypoints.cli.movement_tables import WIDTH_IN_A_PIPE, movers_parts
    from tunemeld.entrypoints.cli.notices import notes_on
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.streams import note, say_json

    with session(options, reads_only=True) as container:
        published = container.charts().published(genre)
        notices = notes_on(published.publication.source, container)
    moved = moved_on(published, Strategy(strategy))
    if form == "json":
        for notice in notices:
            note(f"Note: {notice}")
        say_json(moved.model_dump(mode="json"))
    else:
        width = result_width(in_a_pipe=WIDTH_IN_A_PIPE)
        show(*movers_parts(moved, published, notices, width), width=width)
    return 0
