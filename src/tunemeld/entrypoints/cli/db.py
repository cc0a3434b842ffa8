"""`tunemeld db`: bring the store up to date, see that it can be used, back it up, bring a backup back."""

import re
from pathlib import Path

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import printed_as

_FILE = click.Path(path_type=Path)
# https://www.mongodb.com/docs/manual/reference/limits, naming restrictions
_DATABASE = re.compile(r"[^/\\. \"$*<>:|?\x00-\x1f]{1,63}")


@click.group(epilog="Example: tunemeld db test-connection")
def db() -> None:
    """Bring the store up to date, check it, back it up, bring a backup back."""


def _database(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    if name is not None and not _DATABASE.fullmatch(name):
        raise click.BadParameter(f"{name!r} cannot be the name of a database in MongoDB")
    return name


@db.command(
    epilog="Example: tunemeld db migrate --from playlist_etl --dry-run",
    short_help="Make indexes, and carry over what an earlier TuneMeld left.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.option(
    "--from",
    "named",
    metavar="DATABASE",
    callback=_database,
    help="The earlier TuneMeld's database on the same server, by default MONGODB_DATABASE; it is only read.",
)
@click.pass_obj
def migrate(options: Options, named: str | None, *, dry_run: bool) -> int:
    """Make the indexes that are missing, and carry over the MongoDB database of an earlier TuneMeld.

    It adds, and never rewrites or drops, so that the earlier TuneMeld still runs on the same database. It
    can be done any number of times.

    Exit codes: 0 done, 1 a store failed, 2 wrong usage or settings.
    """
    from tunemeld.entrypoints.cli.db_migration import migrate as carry_out
    from tunemeld.entrypoints.cli.session import session

    with session(options) as container:
        carry_out(container, named, dry_run=dry_run)
    return 0


@db.command(
    "test-connection",
    epilog="Example: tunemeld db test-connection --format json | jq .latency_ms",
    short_help="See that the store can be used, and what it holds.",
)
@printed_as("table", "json", meaning="How the finding is printed.")
@click.pass_obj
def test_connection(options: Options, form: str) -> int:
    """See that the store can be read and written, and what it holds; a store is never made.

    Exit codes: 0 it can be used, or will be made at first use, 1 it cannot, 2 wrong settings.
    """
    from tunemeld.entrypoints.cli.failures import FAILED
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.store_table import print_state
    from tunemeld.entrypoints.cli.streams import note

    with session(options) as container:
        state = container.stores().upkeep.look()
        print_state(state, form)
    if state.unwritable:
        note(f"Error: {state.unwritable}")
        return FAILED
    return 0


@db.command(
    epilog="Example: tunemeld db backup tunemeld-monday.db", short_help="Copy the store while it is in use."
)
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
@click.pass_obj
def backup(options: Options, file: Path, *, force: bool) -> int:
    """Copy the store into FILE, as it is at one moment, while others go on using it.

    FILE is there whole or not at all.

    Exit codes: 0 done, 1 no backup was written, 2 FILE may not be written, or wrong settings.
    """
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.store_table import amounts
    from tunemeld.entrypoints.cli.streams import say

    with session(options) as container:
        written = container.stores().upkeep.back_up(file, replace=force)
        say(f"Backed up to {file}: {written.size:,} bytes, {amounts(written.holds)}.")
    return 0


@db.command(
    epilog="Example: tunemeld db restore tunemeld-monday.db --yes",
    short_help="Put a backup in the place of what the store holds.",
)
@click.argument("file", type=_FILE)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore(options: Options, file: Path, *, yes: bool) -> int:
    """Put the backup FILE in the place of all that the store holds, which is kept beside the store.

    Exit codes: 0 done, 1 nothing was changed, 2 not confirmed and nobody to ask, or wrong settings.
    """
    from tunemeld.entrypoints.cli.failures import FAILED
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.store_table import amounts, confirmed
    from tunemeld.entrypoints.cli.streams import note, say

    with session(options) as container:
        # Only a file can be replaced here: where another store refuses, nobody is asked first.
        is_replaced = container.settings().storage == "sqlite"
        if is_replaced and not (yes or confirmed(file)):
            note("Nothing was changed.")
            return FAILED
        restored = container.stores().upkeep.restore(file, at=container.clock().now())
        say(f"Restored from {file}: {amounts(restored.holds)}.")
        if restored.kept:
            say(f"What was there before is kept as {restored.kept}.")
    return 0
