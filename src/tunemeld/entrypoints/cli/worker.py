"""`tunemeld worker`: carry out the parts of distributed runs."""

import click

from tunemeld.entrypoints.cli.main import Options


@click.group(epilog="Example: tunemeld worker start --concurrency 4")
def worker() -> None:
    """Carry out what distributed runs hand to workers; needs tunemeld[distributed] and REDIS_URL."""


@worker.command(
    epilog="Example: tunemeld worker start --concurrency 4",
    short_help="Carry out parts of distributed runs.",
)
@click.option(
    "-c",
    "--concurrency",
    type=click.IntRange(1, 1_000),
    metavar="N",
    help="Parts at once, each in a process of its own.  [default: as many as there are processor cores]",
)
@click.pass_obj
def start(options: Options, *, concurrency: int | None) -> int:
    """Carry out stages of genres that `etl run --distributed` or a scheduler hands over, until Ctrl-C.

    Any number of workers may run, on any number of machines that reach the same store and the same Redis.
    SIGTERM and Ctrl-C let what is under way end; a second one ends it at once, and another worker does it
    again.

    Exit codes: 0 stopped, 1 Redis cannot be reached, 2 wrong usage or settings.
    """
    from tunemeld.entrypoints.cli.working import work

    return work(options, concurrency)
