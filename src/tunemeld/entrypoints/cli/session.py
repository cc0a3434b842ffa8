"""One command's work: settings read, logs set up, the container built, everything closed afterwards."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tunemeld.application.errors import Refusal
from tunemeld.container import Container
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.progress import RichProgress
from tunemeld.settings import Settings, load_settings


class NotInThisVersion(Refusal):
    """Raised when a setting asks for what this version cannot do yet."""


@contextmanager
def session(options: Options, **overrides: object) -> Iterator[Container]:
    """The container for one command; `overrides` are settings that the command line gave.

    Raises:
        InvalidSettings: with every problem that there is.
        NotInThisVersion: a setting asks for what there is not.
    """
    settings = load_settings(options.env, log_level=options.log_level, **overrides)
    _refuse_what_is_missing(settings)
    container = Container(settings=settings)
    container.configure_logs(_level(settings))
    for warning in settings.warnings:
        click.echo(f"Warning: {warning}", err=True)
    try:
        yield container
    except KeyboardInterrupt:
        container.stop().set()  # whoever waits for a retry or a permit ends now
        raise
    finally:
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


def _level(settings: Settings) -> str:
    """The level that was asked for; on a terminal, where the progress is shown, only trouble unless asked."""
    origin = next(d.origin for d in settings.describe() if d.name == "LOG_LEVEL")
    if origin.startswith("default") and sys.stderr.isatty():
        return "WARNING"
    return settings.log_level


def _refuse_what_is_missing(settings: Settings) -> None:
    if settings.storage == "mongo":
        raise NotInThisVersion(
            "this version cannot store in MongoDB yet: unset MONGODB_URL or set TUNEMELD_STORAGE=sqlite"
        )
    if settings.source == "open":
        raise NotInThisVersion(
            "this version cannot read open charts yet: set TUNEMELD_SOURCE=rapidapi or sample"
        )
    if settings.tunemeld_cache in {"kv", "redis"}:
        raise NotInThisVersion(
            f"this version has no {settings.tunemeld_cache} cache yet: set TUNEMELD_CACHE=memory"
        )
