"""What a recording is asked for by on the command line: its ISRC, or its id where nobody knows one."""

import re

import click

from tunemeld.domain.isrc import InvalidIsrc, Isrc

_ID = re.compile(r"[0-9a-f]{16}")


def sought(isrc_or_id: str) -> Isrc | str:
    """The ISRC, however it is written, or the id.

    Raises:
        BadParameter: it is neither.
    """
    if _ID.fullmatch(isrc_or_id.lower()):
        return isrc_or_id.lower()
    try:
        return Isrc(isrc_or_id)
    except InvalidIsrc as error:
        raise click.BadParameter(str(error), param_hint="ISRC|ID") from error
