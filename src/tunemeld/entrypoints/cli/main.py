"""The `tunemeld` command: options for all commands, and what becomes of errors."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from types import FrameType
from typing import NoReturn

import click

from tunemeld import __version__
from tunemeld.entrypoints.cli import streams
from tunemeld.entrypoints.cli.lazy import LazyGroup

_HERE = "tunemeld.entrypoints.cli"
_INTERRUPTED = 130  # 128 and the number of the signal, as shells have it
# `timeout` and some shells send one to the process and one to its group, which are both us.
_MOST_SIGNALS = 2


@dataclass(frozen=True)
class Options:
    """What was said before the command; None leaves it to the settings."""

    env: str | None = None
    log_level: str | None = None


@click.group(
    cls=LazyGroup,
    table={
        "aggregate": (f"{_HERE}.aggregate:aggregate", "Fetch a genre's lists and print where they agree."),
        "explain": (f"{_HERE}.explain:explain", "Say why a recording stands where it stands."),
        "movers": (f"{_HERE}.movers:movers", "Show what moved on a chart since last week."),
        "trending": (f"{_HERE}.trending:trending", "Show which tracks of a chart are on the rise."),
        "history": (f"{_HERE}.history:history", "Show where a recording stood and how often it was played."),
        "demo": (f"{_HERE}.demo:demo", "Load and serve weeks of invented charts and counts."),
        "etl": (f"{_HERE}.etl:etl", "Run the pipeline, see how it went, check what it needs."),
        "scheduler": (
            f"{_HERE}.scheduler:scheduler",
            "Have lists fetched and plays counted when it is time.",
        ),
        "worker": (f"{_HERE}.worker:worker", "Carry out the parts of distributed runs."),
        "events": (f"{_HERE}.events:events", "See what has happened, and what happens."),
        "api": (f"{_HERE}.api:api", "Serve charts over HTTP, ask a server how it is, read its log."),
        "db": (f"{_HERE}.db:db", "Bring the store up to date, check it, back it up."),
        "cache": (f"{_HERE}.cache:cache", "Clear the cache."),
        "config": (f"{_HERE}.config:config", "Show, check and carry over the settings."),
        "dev": (f"{_HERE}.dev:dev", "Set up, test and check a checkout of TuneMeld."),
        "system": (f"{_HERE}.system:system", "See how TuneMeld is, and make a report for a bug."),
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: tunemeld aggregate --genre country --limit 10",
)
@click.option("--env", metavar="E", help="development, production or testing, in place of TUNEMELD_ENV.")
@click.option("-v", "--verbose", is_flag=True, help="Log all that happens (--log-level DEBUG).")
@click.option(
    "--log-level",
    metavar="LEVEL",
    type=click.Choice(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], case_sensitive=False),
    help="debug, info, warning, error or critical, in place of LOG_LEVEL.",
)
@click.version_option(__version__, prog_name="tunemeld", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, env: str | None, *, verbose: bool, log_level: str | None) -> None:
    """Where do the streaming services' own editors agree?"""
    ctx.obj = Options(env=env, log_level="DEBUG" if verbose else log_level)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line, and end the process; every error is one sentence and a true exit code."""
    streams.prepare()
    # Whoever ends us from outside (a service manager, `timeout`) gets what Ctrl-C gets: a run that is closed.
    signal.signal(signal.SIGTERM, _interrupting())
    try:
        code = cli.main(arguments, prog_name="tunemeld", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):  # Ctrl-C, or SIGTERM; the second while click handles one
        _leave_interrupted()
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback reaches a user
        from tunemeld.entrypoints.cli.failures import tell

        code = tell(error)
    sys.exit(code)


def _interrupting() -> Callable[[int, FrameType | None], NoReturn]:
    """What a signal does: it interrupts, as Ctrl-C does. Who sends a third one waits for nothing any more."""
    told = count(1)

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        if next(told) > _MOST_SIGNALS:
            os._exit(_INTERRUPTED)
        raise KeyboardInterrupt

    return interrupt


def _leave_interrupted() -> NoReturn:
    """Say so, and end."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        streams.note("Interrupted: nothing is left half done; the same command once more goes on from there.")
    finally:
        leave_at_once(_INTERRUPTED)


def leave_at_once(code: int) -> NoReturn:
    """End without waiting for calls upstream that are still under way; every write is atomic."""
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(code)
