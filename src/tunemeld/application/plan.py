"""The plan of a run: what it would ask upstream, before anything is spent."""

from collections.abc import Mapping
from dataclasses import dataclass

from tunemeld.application.count_plays import CountingPlan, CountPlays
from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.merge import Merge
from tunemeld.application.pipeline import Order
from tunemeld.application.ports.stores import QuotaLedger
from tunemeld.application.report import Stage
from tunemeld.domain.quota import RemainingQuota


@dataclass(frozen=True)
class Plan:
    """What an order would do: lists to fetch by genre, and ISRC lookups that are due.

    `lookups_due` counts what the stored lists lack; None where lookups are off. `counting` is what counting
    the stored charts would spend, None where that costs nothing; `quotas` is what upstreams last said is
    left.
    """

    order: Order
    lists: Mapping[str, tuple[str, ...]]
    lookups_due: int | None
    lookup_budget: int
    source: str
    counting: CountingPlan | None = None
    quotas: tuple[RemainingQuota, ...] = ()


@dataclass(frozen=True)
class MakePlan:
    """Looks ahead; asks nobody, and changes nothing."""

    merge: Merge
    isrcs: LookUpIsrcs | None
    counting: CountPlays
    quotas: QuotaLedger
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
        counts = order.stage in {Stage.FULL, Stage.VIEW_COUNT}
        merged = [self.merge.of(genre) for genre in order.genres] if looks_up and self.isrcs else []
        return Plan(
            order=order,
            lists=services if fetches else {},
            lookups_due=len(self.isrcs.wanted(merged)) if self.isrcs and looks_up else None,
            lookup_budget=self.lookup_budget,
            source=self.source,
            counting=self.counting.plan(order.genres) if counts else None,
            quotas=self.quotas.noted(),
        )
