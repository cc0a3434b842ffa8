"""Dividing a run into parts."""

from tunemeld.application.divide import Part, divide
from tunemeld.application.pipeline import Order
from tunemeld.application.report import Stage
from tunemeld.domain.lease import Fence

STAGES = ["extract", "transform", "aggregate", "view_count"]


def test_a_full_run_is_a_chain_of_all_stages_for_each_genre() -> None:
    chains = divide(Order(Stage.FULL, ["pop", "rap"], threads=4), "run-1")

    assert [[part.id for part in chain] for chain in chains] == [
        [f"run-1/{genre}/{stage}" for stage in STAGES] for genre in ("pop", "rap")
    ]


def test_one_stage_is_one_part_a_genre() -> None:
    chains = divide(Order(Stage.AGGREGATE, ["pop", "rap"], threads=4), "run-1")

    assert [[part.id for part in chain] for chain in chains] == [
        ["run-1/pop/aggregate"],
        ["run-1/rap/aggregate"],
    ]


def test_a_part_is_ordered_as_the_run_was_and_publishes_within_its_fence() -> None:
    runs = Fence(job="playlists", number=3)
    asked = Order(Stage.FULL, ["pop"], threads=7, accept_held=True, counts_videos=False, fence=runs)
    own = Fence(job="genre/pop", number=9)

    (chain,) = divide(asked, "run-1")

    assert [part.order(own) for part in chain] == [
        Order(
            Stage(stage),
            ("pop",),
            threads=7,
            accept_held=True,
            counts_videos=False,
            fence=Fence(job="genre/pop", number=9, within=runs),
        )
        for stage in STAGES
    ]


def test_a_part_comes_back_from_json_as_it_was() -> None:
    asked = Order(Stage.FULL, ["pop"], threads=7, fence=Fence(job="playlists", number=3))
    ((part, *_),) = divide(asked, "run-1")

    assert Part.model_validate(part.model_dump(mode="json")) == part
