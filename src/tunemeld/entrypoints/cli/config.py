"""`tunemeld config`: show and check the settings, and carry over those of the earlier TuneMeld."""

from pathlib import Path

import click

from tunemeld.entrypoints.cli.main import Options


@click.group(epilog="Example: tunemeld config show")
def config() -> None:
    """Show and check the settings, and carry over those of the earlier TuneMeld."""


@config.command(
    epilog="Example: tunemeld config show --env production",
    short_help="Print each setting, its value and its origin.",
)
@click.option("--env", metavar="E", help="As the option before the command.")
@click.pass_obj
def show(options: Options, env: str | None) -> int:
    """Print each setting with its value and where that comes from; secrets are only said to be set.

    Wrong values do not stop it: they are named, and the others are printed.

    Exit codes: 0 all is valid, 2 wrong settings.
    """
    from tunemeld.entrypoints.cli.failures import WRONG_USAGE, tell
    from tunemeld.entrypoints.cli.settings_table import print_settings, survey

    surveyed = survey(env or options.env, options.log_level)
    print_settings(surveyed)
    if surveyed.invalid is None:
        return 0
    tell(surveyed.invalid)
    return WRONG_USAGE


@config.command(
    epilog="Example: tunemeld --env production config validate",
    short_help="Check the settings and the files that they name.",
)
@click.pass_obj
def validate(options: Options) -> int:
    """Check all settings and the files that they name; every problem is told at once.

    Exit codes: 0 all is valid, 2 wrong settings.
    """
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.streams import say

    with session(options, reads_only=True) as container:
        container.playlists()  # also where the sample or public charts stand in for them today
        container.public_charts()
        genres = container.configured()
        corrections = container.corrections()
        count = len(corrections.links) + len(corrections.never_join) + len(corrections.unlinked)
        decided = "1 correction" if count == 1 else f"{count} corrections"
        settings = container.settings()
        say(
            f"The settings are valid: {settings.tunemeld_env}, store {settings.storage}, "
            f"source {settings.source}, cache {settings.cache}; "
            f"genres {', '.join(genres)}; {decided} by hand."
        )
    return 0


@config.command(
    "migrate-env",
    epilog="Example: tunemeld config migrate-env ../earlier-tunemeld/.env --dry-run",
    short_help="Carry over the settings of the earlier TuneMeld.",
)
@click.argument("file", type=click.Path(path_type=Path), default=Path(".env"))
@click.option("--dry-run", is_flag=True, help="Show what would be added; write nothing.")
def migrate_env(file: Path, *, dry_run: bool) -> int:
    """Add to .env what follows from the settings of the earlier TuneMeld in FILE, by default .env itself.

    What stands in .env already stays as it is, so that the earlier TuneMeld can still read it.

    Exit codes: 0 done, 1 FILE cannot be read or .env not written, 2 a value is refused.
    """
    from tunemeld.entrypoints.cli.migration import migrate

    return migrate(file, dry_run=dry_run)
