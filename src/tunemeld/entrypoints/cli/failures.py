"""What becomes of an error on the command line: one sentence on standard error, and an exit code."""

import click
import structlog

from tunemeld.application.errors import NothingPublished, Refusal, TuneMeldError
from tunemeld.settings import InvalidSettings

FAILED = 1
WRONG_USAGE = 2
INCOMPLETE = 3


def tell(error: Exception) -> int:
    """Tell the user what went wrong; the exit code for it."""
    if isinstance(error, NothingPublished):
        click.echo(f"Error: {error}", err=True)
        return FAILED
    if isinstance(error, (Refusal, InvalidSettings)):
        click.echo(f"Error: {error}", err=True)
        return WRONG_USAGE
    if isinstance(error, TuneMeldError):
        click.echo(f"Error: {error}", err=True)
        return FAILED
    # A defect of ours. The log is redacted, and shows the way that led here to whoever asks for it.
    if structlog.is_configured():
        structlog.get_logger("tunemeld").debug("cli.defect", exc_info=error)
    click.echo(
        f"Error: TuneMeld has a defect ({type(error).__name__}); run the command again with -v and report "
        "what it logs",
        err=True,
    )
    return FAILED
