"""`tunemeld dev`: what whoever works on TuneMeld needs, in a checkout of it."""

import click

from tunemeld.entrypoints.cli.main import Options

# pytest's own choice of folders, where no component is named, is in pyproject.toml.
COMPONENTS = (
    "domain",
    "application",
    "adapters",
    "entrypoints",
    "unit",
    "integration",
    "contracts",
    "proof",
)


@click.group(epilog="Example: tunemeld dev setup")
def dev() -> None:
    """Set up, test and check a checkout of TuneMeld; it is found from any folder in it."""


@dev.command(epilog="Example: tunemeld dev setup", short_help="Set up what development needs.")
@click.pass_obj
def setup(options: Options) -> int:
    """Set up what the tests need, make .env from .env.example where there is none, check the settings.

    Exit codes: 0 done, 1 something cannot be set up, 2 wrong settings, or this is no checkout.
    """
    from tunemeld.entrypoints.cli.workshop import set_up

    return set_up(options.env)


@dev.command(epilog="Example: tunemeld dev start", short_help="Run the API, its page and a scheduler.")
@click.pass_obj
def start(options: Options) -> int:
    """Run the API, the page that it serves and a scheduler together, until Ctrl-C or until one of them ends.

    The API takes over what changes in the code at once; the scheduler is of the code that it began with.

    Exit codes: 0 stopped by Ctrl-C, else of the one that ended; 2 also where this is no checkout.
    """
    from tunemeld.entrypoints.cli.workshop import start as start_all

    return start_all(options.env)


@dev.command(epilog="Example: tunemeld dev test -c domain --coverage", short_help="Run the tests, or some.")
@click.option(
    "-c",
    "--component",
    type=click.Choice(COMPONENTS, case_sensitive=False),
    help="The tests of one layer, of one kind, or the long proofs.  [default: unit and integration]",
)
@click.option("--coverage", is_flag=True, help="Print how much was run, and the lines that were not.")
@click.option("-v", "--verbose", is_flag=True, help="Name every test.")
def test(component: str | None, *, coverage: bool, verbose: bool) -> int:
    """Run the tests, all but the long proofs where no component is named.

    Exit codes are pytest's: 0 all passed, 1 some failed, 5 there were none; 2 also where this is no checkout.
    """
    from tunemeld.entrypoints.cli.workshop import run_tests

    return run_tests(component, coverage=coverage, verbose=verbose)


@dev.command("format", epilog="Example: tunemeld dev format", short_help="Mend style.")
def format_() -> int:
    """Mend style where that can be done without a decision, as `make format` does.

    Exit codes: 0 done, 1 something is left to decide, 2 this is no checkout.
    """
    from tunemeld.entrypoints.cli.workshop import make

    return make("format")


@dev.command(epilog="Example: tunemeld dev lint", short_help="Check style, types and layers.")
def lint() -> int:
    """Check style, types and layers, as `make lint` does; nothing is changed.

    Exit codes: 0 all is well, 1 something is not, 2 this is no checkout.
    """
    from tunemeld.entrypoints.cli.workshop import make

    return make("lint")
