"""What becomes of an error on the command line: one sentence on standard error, and an exit code."""

import structlog

from tunemeld.application.errors import NothingPublished, Refusal, TuneMeldError, UnknownRecording
from tunemeld.entrypoints.cli.streams import note
from tunemeld.settings import InvalidSettings

FAILED = 1
WRONG_USAGE = 2
INCOMPLETE = 3

_NOT_THERE = (NothingPublished, UnknownRecording)


def tell(error: Exception) -> int:
    """Tell the user what went wrong; the exit code for it."""
    if isinstance(error, OSError) and error.filename is None:  # click's own help, on a full disk
        note(f"Error: standard output cannot be written ({error.strerror}): see where it goes")
        return FAILED
    if not isinstance(error, TuneMeldError):
        return _tell_defect(error)
    for problem in str(error).splitlines():  # settings and files may have several
        note(f"Error: {problem}")
    # What was asked for rightly and is not there is no wrong usage.
    is_wrong_usage = isinstance(error, (Refusal, InvalidSettings)) and not isinstance(error, _NOT_THERE)
    return WRONG_USAGE if is_wrong_usage else FAILED


def _tell_defect(error: Exception) -> int:
    # The log is redacted, and shows the way that led here to whoever asks for it. Before it is configured
    # it would print to standard output.
    if structlog.is_configured():
        structlog.get_logger("tunemeld").debug("cli.defect", exc_info=error)
    note(
        f"Error: TuneMeld has a defect ({type(error).__name__}); run the same as `tunemeld -v …`, and report "
        "what it logs"
    )
    return FAILED
