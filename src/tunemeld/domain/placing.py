"""Where a recording stood, publication by publication."""

from collections.abc import Iterable, Sequence

from pydantic import AwareDatetime, Field

from tunemeld.domain.history import week_of
from tunemeld.domain.model import Value
from tunemeld.domain.ranking import rank
from tunemeld.domain.snapshot import Publication


class Placing(Value):
    """Where a recording stood in one publication of a genre.

    `rank` is its place on the chart, under consensus: None where it was on fewer than two services.
    `positions` are those on the services' own lists, empty where none listed it any more.
    """

    at: AwareDatetime
    snapshot_id: str
    rank: int | None = None
    positions: dict[str, int] = Field(default_factory=dict)


def placings(publications: Iterable[Publication], recording_id: str) -> tuple[Placing, ...]:
    """Where a recording stood from the first publication that lists it on, as they come: oldest first.

    Of publications in a row that do not list it, the first is told: it was gone until the next that is told.
    """
    told: list[Placing] = []
    for publication in publications:
        placing = _placing(publication, recording_id)
        if placing.positions or (told and told[-1].positions):
            told.append(placing)
    return tuple(told)


def peak_and_weeks(placings: Sequence[Placing]) -> tuple[int | None, int]:
    """The best rank of a recording, and for how many ISO weeks it was on the chart; (None, 0) if never.

    As for a chart's tracks, what a week ended with is what counts of it (`history.weekly`).
    """
    last = {week_of(placing.at): placing.rank for placing in placings}
    ranks = [rank for rank in last.values() if rank is not None]
    return min(ranks, default=None), len(ranks)


def _placing(publication: Publication, recording_id: str) -> Placing:
    standing = next((s for s in publication.standings if s.id == recording_id), None)
    if standing is None:
        return Placing(at=publication.at, snapshot_id=publication.snapshot_id)
    ranked = rank(publication.standings, publication.lengths)
    return Placing(
        at=publication.at,
        snapshot_id=publication.snapshot_id,
        rank=next((place.rank for place in ranked if place.id == recording_id), None),
        positions=standing.positions,
    )
