"""placeholder"""

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value


class Standing(Value):
    """What a ranking needs of a recording."""

    id: str
    isrc: Isrc | None = None
    positions: dict[str, int]
