"""One command's work: settings read, logs set up, the container built, everything closed afterwards."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tunemeld.container import Container
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.progress import RichProgress
from tunemeld.entrypoints.cli.streams import note
from tunemeld.settings import Settings, load_settings

_BRIEF_ATTEMPTS = 2
_BRIEF_DELAY_SECONDS = 0.5


@contextmanager
def session(options: Options, *, reads_only: bool = False, **overrides: object) -> Iterator[Container]:
    """The container for one command; `overrides` are settings that the command line gave.

    A command that `reads_only` leaves no empty store behind where there was none.

    Raises:
        InvalidSettings: with every problem that there is.
    """
    settings = load_settings(options.env, log_level=options.log_level, **overrides)
    container = Container(settings=settings)
    container.configure_logs(_level(settings))
    for warning in settings.warnings:
        note(f"Warning: {warning}")
    if reads_only and settings.storage == "sqlite" and not _is_there(settings):
        container.stores.override(container.stores.providers["memory"])
    try:
        yield container
    finally:
        container.stop().set()  # whoever waits for a retry or a permit ends now
        container.stores().close()


@contextmanager
def watched(container: Container) -> Iterator[None]:
    """Show the progress of a run on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    with RichProgress() as progress:
        container.progress.override(progress)
        yield


def give_up_early(container: Container) -> None:
    """Have calls upstream tried twice within a second or two, unless settings say how often and how long.

    For whoever tries TuneMeld, and has no network: a run by a schedule has time, and a person has not.
    """
    origins = {each.name: each.origin for each in container.settings().describe()}
    if all(origins[name].startswith("default") for name in ("ETL_RETRY_ATTEMPTS", "ETL_RETRY_DELAY")):
        usual = container.retry()
        attempts, delay = min(usual.attempts, _BRIEF_ATTEMPTS), min(usual.delay_seconds, _BRIEF_DELAY_SECONDS)
        container.retry.override(replace(usual, attempts=attempts, delay_seconds=delay))


def _level(settings: Settings) -> str:
    """The level that was asked for; on a terminal, where the progress is shown, only trouble unless asked."""
    origin = next(d.origin for d in settings.describe() if d.name == "LOG_LEVEL")
    if origin.startswith("default") and sys.stderr.isatty():
        return "WARNING"
    return settings.log_level


def _is_there(settings: Settings) -> bool:
    """Whether the store's file exists; also where that cannot be told, so that opening it says why."""
    try:
        settings.tunemeld_sqlite_path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
