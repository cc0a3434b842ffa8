"""The recorded weeks run through the whole pipeline, each on its own day, on one store."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.proof.installed import installed, run
from tests.proof.recorded import EARLIER_WEEKS, WEEKS
from tests.proof.simulated import settings_for, upstreams

from tunemeld.domain.snapshot import Published


def replayed(genre: str = "dance") -> Iterator[tuple[datetime, Published]]:
    """What a genre shows after each recorded day, with all that was known then and nothing more."""
    with TemporaryDirectory() as folder, upstreams(EARLIER_WEEKS[0]) as simulated:
        for day in (*EARLIER_WEEKS, *WEEKS):
            simulated.set(date=day)
            with installed(Path(folder) / "weeks.db", settings_for(simulated.url, day)) as ours:
                run(ours, genre)
                published = ours.charts().published(genre)
            yield datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC), published
