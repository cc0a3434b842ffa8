"""`tunemeld explain`: why a recording stands where it stands."""

import click

from tunemeld.entrypoints.cli.main import Options


@click.command(epilog="Example: tunemeld explain USRC17607839 --genre country")
@click.argument("isrc_or_id", metavar="ISRC|ID")
@click.option("-g", "--genre", type=str.lower, metavar="GENRE", help="Look in this genre only.")
@click.pass_obj
def explain(options: Options, isrc_or_id: str, genre: str | None) -> int:
    """Print a recording's positions, its score under each strategy, and why entries were joined or not.

    An ISRC is taken with or without hyphens; ID is what --format json and csv call id, for a recording
    whose ISRC nobody knows. The stored charts are read; nobody is asked.
    """
    from tunemeld.entrypoints.cli.explanation import print_explanation
    from tunemeld.entrypoints.cli.notices import kinds_among, unseen
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.sought import sought
    from tunemeld.entrypoints.cli.streams import note

    recording = sought(isrc_or_id)
    with session(options, reads_only=True) as container:
        genres = [genre] if genre else list(container.configured())
        if hidden := unseen(container.settings().source, container.stores().playlists.sources()):
            note(f"Note: {hidden}")
        explanations = container.explain().run(recording, genres)
        for explanation in explanations:
            print_explanation(explanation)
        for notice in kinds_among(explanation.source for explanation in explanations):
            note(f"Note: {notice}")
    return 0
