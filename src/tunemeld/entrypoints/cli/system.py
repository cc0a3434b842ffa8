"""`tunemeld system`: how it is, and a report for whoever shall find out why it is not well."""

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import printed_as


@click.group(epilog="Example: tunemeld system health")
def system() -> None:
    """See how TuneMeld is, and make a report for a bug."""


@system.command(
    epilog="Example: tunemeld system health --format json | jq .overall_healthy",
    short_help="Check store, cache, disk, charts and upstreams.",
)
@printed_as("table", "json", meaning="How the findings are printed.")
@click.pass_obj
def health(options: Options, form: str) -> int:
    """Check store, cache, free disk, the age of charts, and each upstream's last call; spends no quota.

    Exit codes: 0 all is well, 1 something is wrong, 2 wrong settings.
    """
    from tunemeld.entrypoints.cli.overview import print_health
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.streams import say_json

    with session(options, reads_only=True) as container:
        found = container.health().run()
        if form == "json":
            say_json(found.model_dump(mode="json"))
        else:
            print_health(found)
        return 0 if found.overall_healthy else 1


@system.command(
    epilog="Example: tunemeld system debug > report.json", short_help="Print a report for a bug, as JSON."
)
@click.pass_obj
def debug(options: Options) -> int:
    """Print what a stranger needs to understand a fault, as JSON: versions, settings, last runs, checks.

    Secrets are left out, and addresses of yours; wrong settings and a store that is away do not stop it.

    Exit codes: 0 the report is made, whatever it says.
    """
    from tunemeld.entrypoints.cli.debugging import report
    from tunemeld.entrypoints.cli.streams import note, say_json

    say_json(report(options))
    note("Note: secrets are left out; read the report all the same before you give it away")
    return 0
