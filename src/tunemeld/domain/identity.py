"""Which id a recording carries from week to week."""

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value


class Identity(Value):
    """A known recording: its id, and the ISRC that it shows once it was published with one."""

    id: str
    isrc: Isrc | None = None


class Claim(Value):
    """What a recording lays claim to: its id, the keys it is found by, the ISRC it shows."""

    id: str
    isrc: Isrc | None = None
    keys: tuple[str, ...]
