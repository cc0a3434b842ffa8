"""`tunemeld history`: where a recording stood, and how often it was played, by date."""

from datetime import datetime

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import printed_as


@click.command(epilog="Example: tunemeld history USRC17607839 --genre country")
@click.argument("isrc_or_id", metavar="ISRC|ID")
@click.option("-g", "--genre", type=str.lower, metavar="GENRE", help="Look in this genre only.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Print the readings of this day and later, such as 2024-06-22; those of a year unless told.",
)
@printed_as("table", "json", meaning="How it is printed.")
@click.pass_obj
def history(
    options: Options, *, isrc_or_id: str, genre: str | None, since: datetime | None, form: str
) -> int:
    """Print by date where a recording stood on the services and on the chart, and how often it was played.

    A recording that no list has any more is told too. An ISRC is taken with or without hyphens; ID is what
    --format json and csv call id. What is stored is read; nobody is asked.
    """
    from tunemeld.application.answers.history import history_answer
    from tunemeld.entrypoints.cli.console import show
    from tunemeld.entrypoints.cli.history_table import history_parts
    from tunemeld.entrypoints.cli.notices import kinds_among, unseen
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.sought import sought
    from tunemeld.entrypoints.cli.streams import note, say_json

    recording = sought(isrc_or_id)
    with session(options, reads_only=True) as container:
        genres = [genre] if genre else list(container.configured())
        if hidden := unseen(container.settings().source, container.stores().playlists.sources()):
            note(f"Note: {hidden}")
        followed = container.track_history().run(recording, genres, since.date() if since else None)
        answer = history_answer(followed)
        for notice in kinds_among([followed.source]):
            note(f"Note: {notice}")
    if form == "json":
        say_json(answer.model_dump(mode="json"))
    else:
        show(*history_parts(answer))
    return 0
