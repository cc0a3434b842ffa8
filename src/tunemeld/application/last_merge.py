"""What merging a genre came to the last time, so that it need not be done again while nothing has changed."""

from tunemeld.application.report import GenreReport
from tunemeld.domain.lookup import LookupKind
from tunemeld.domain.model import Value


class LastMerge(Value):
    """What went in, and what was shown then.

    `inputs` is a hash of the lists that counted, the corrections and the rules; `snapshot_id` is None where
    too few lists counted. `missing` are the keys under which something that an entry lacks may be found one
    day, and `wanted` those of them that are asked for upstream. `told` is what the report said.
    """

    genre: str
    source: str
    inputs: str
    snapshot_id: str | None
    missing: dict[LookupKind, tuple[str, ...]]
    wanted: dict[LookupKind, tuple[str, ...]]
    told: GenreReport
