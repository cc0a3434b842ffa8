"""Dividing a run: one part for each genre and stage, a chain for each genre."""

from pydantic import Field

from tunemeld.application.pipeline import Order
from tunemeld.application.report import Stage
from tunemeld.domain.lease import Fence
from tunemeld.domain.model import Value

STAGES = (Stage.EXTRACT, Stage.TRANSFORM, Stage.AGGREGATE, Stage.VIEW_COUNT)
"""What a full run is made of, in this order."""


class Part(Value):
    """One stage of one genre in a run that is divided; the rest is as in `Order`."""

    run_id: str = Field(min_length=1, max_length=100)
    genre: str = Field(min_length=1, max_length=100)
    stage: Stage
    threads: int = Field(ge=1, le=500)
    accept_held: bool = False
    counts_videos: bool = True
    fence: Fence | None = None

    @property
    def id(self) -> str:
        """The id of its own run: the same however often it is begun, so that it finds what it did."""
        return f"{self.run_id}/{self.genre}/{self.stage}"

    def order(self, fence: Fence) -> Order:
        """What the pipeline is asked for; it publishes under a fence within the run's own."""
        return Order(
            stage=self.stage,
            genres=(self.genre,),
            threads=self.threads,
            accept_held=self.accept_held,
            counts_videos=self.counts_videos,
            fence=fence.model_copy(update={"within": self.fence}),
        )


Chain = tuple[Part, ...]
"""The parts of one genre, each of which begins when the one before has ended."""


def divide(order: Order, run_id: str) -> tuple[Chain, ...]:
    """The parts of a run, by genre in the order's order."""
    stages = STAGES if order.stage is Stage.FULL else (order.stage,)
    return tuple(
        tuple(
            Part(
                run_id=run_id,
                genre=genre,
                stage=stage,
                threads=order.threads,
                accept_held=order.accept_held,
                counts_videos=order.counts_videos,
                fence=order.fence,
            )
            for stage in stages
        )
        for genre in order.genres
    )
