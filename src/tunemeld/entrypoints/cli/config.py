"""`tunemeld config`: show and check the settings."""

import sys

import click

from tunemeld.entrypoints.cli.main import Options

_WIDTH_OF_A_PIPE = 200


@click.group(epilog="Example: tunemeld config show")
def config() -> None:
    """Show and check the settings."""


@config.command(epilog="Example: tunemeld config show --env production")
@click.option("--env", metavar="E", help="As the option before the command.")
@click.pass_obj
def show(options: Options, env: str | None) -> int:
    """Print each setting with its value and where that comes from; secrets are only said to be set."""
    from rich.console import Console
    from rich.table import Table

    from tunemeld.settings import load_settings

    settings = load_settings(env or options.env, log_level=options.log_level)
    table = Table("Setting", "Value", "From", box=None, padding=(0, 2, 0, 0))
    for described in settings.describe():
        table.add_row(described.name, described.value, described.origin)
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
    Console(width=width, highlight=False, markup=False).print(table)
    return 0


@config.command(epilog="Example: tunemeld --env production config validate")
@click.pass_obj
def validate(options: Options) -> int:
    """Check all settings and the files that they name; every problem is told at once."""
    from tunemeld.entrypoints.cli.session import session

    with session(options) as container:
        genres = container.configured()
        corrections = container.corrections()
        decided = len(corrections.links) + len(corrections.never_join) + len(corrections.unlinked)
        settings = container.settings()
        click.echo(
            f"The settings are valid: {settings.tunemeld_env}, store {settings.storage}, "
            f"source {settings.source}, cache {settings.cache}; "
            f"genres {', '.join(genres)}; {decided} corrections by hand."
        )
    return 0
