"""`tunemeld trending`: which tracks of a chart are on the rise."""

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import of_genre, printed_as


@click.command(epilog="Example: tunemeld trending --genre dance --limit 10")
@of_genre()
@click.option("-n", "--limit", type=click.IntRange(min=1), metavar="N", help="Print the first N tracks only.")
@printed_as("table", "json", meaning="How it is printed.")
@click.pass_obj
def trending(options: Options, *, genre: str, limit: int | None, form: str) -> int:
    """Print the tracks of a genre's chart, those first that are on the rise most.

    By plays, by rank, and by the number of services that list them, each against the others of the genre. The
    stored charts and readings are read; nobody is asked.
    """
    from tunemeld.application.answers.movement import trending_answer
    from tunemeld.domain.trending import trending as trends_of
    from tunemeld.entrypoints.cli.console import result_width, show
    from tunemeld.entrypoints.cli.movement_tables import WIDTH_IN_A_PIPE, trending_parts
    from tunemeld.entrypoints.cli.notices import notes_on
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.streams import note, say_json

    with session(options, reads_only=True) as container:
        published = container.charts().published(genre)
        notices = notes_on(published.publication.source, container)
        counters = container.trending_counters()
        trends = trends_of(published, container.clock().now(), counters=counters)
    if form == "json":
        for notice in notices:
            note(f"Note: {notice}")
        say_json([each.model_dump(mode="json") for each in trending_answer(trends[:limit])])
    else:
        width = result_width(in_a_pipe=WIDTH_IN_A_PIPE)
        show(*trending_parts(trends, limit, published, notices, width), width=width)
    return 0
