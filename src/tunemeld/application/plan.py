"""The plan of a run: what it would ask upstream, before anything is spent."""

from collections.abc import Mapping
from dataclasses import dataclass

from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.merge import Merge
from tunemeld.application.pipeline import Order
from tunemeld.application.report import Stage


@dataclass(frozen=True)
class Plan:
    """What an order would do: lists to fetch by genre, and ISRC lookups that are due.

    `lookups_due` counts what the stored lists lack; None where lookups are off.
    """

    order: Order
    lists: Mapping[str, tuple[str, ...]]
    lookups_due: int | None
    lookup_budget: int
    source: str


@dataclass(frozen=True)
class MakePlan:
    """Looks ahead; asks nobody, and changes nothing."""

    merge: Merge
    isrcs: LookUpIsrcs | None
    lookup_budget: int
    source: str

    def of(self, order: Order) -> Plan:
        """The plan for an order.

        Raises:
            UnknownGenre: a genre without playlists was asked for.
            StoreError: the store cannot be read.
        """
        services = {genre: self.merge.lists.services(genre) for genre in order.genres}
        fetches = order.stage in {Stage.FULL, Stage.EXTRACT}
        looks_up = order.stage in {Stage.FULL, Stage.TRANSFORM}
        merged = [self.merge.of(genre) for genre in order.genres] if looks_up and self.isrcs else []
        return Plan(
            order=order,
            lists=services if fetches else {},
            lookups_due=len(self.isrcs.wanted(merged)) if self.isrcs and looks_up else None,
            lookup_budget=self.lookup_budget,
            source=self.source,
        )
