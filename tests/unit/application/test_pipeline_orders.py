"""What is refused before a run begins, and under which id it goes on."""

from dataclasses import replace

import pytest
from tests.broken_stores import Unsteady
from tests.worlds import World, contents

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.errors import KeyMissing, SampleRefused, StoreError, UnknownGenre
from tunemeld.application.pipeline import Order
from tunemeld.application.report import RunStatus, Stage

NO_KEY = "RAPIDAPI_KEY is not set: set it"
TWO_GENRES = ("country", "rap")


def an_order(*genres: str, stage: Stage = Stage.FULL) -> Order:
    return Order(stage=stage, genres=genres or TWO_GENRES, threads=2)


def test_an_order_that_can_be_carried_out_passes_and_begins_nothing() -> None:
    world = World(genres=TWO_GENRES)
    before = contents(world.stores)

    world.pipeline().check(an_order())

    assert contents(world.stores) == before
    assert world.observer.left == []


def test_an_unknown_genre_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownGenre, match="'polka'; known genres: country, rap"):
        World(genres=TWO_GENRES).pipeline().check(an_order("rap", "polka"))


@pytest.mark.parametrize("stage", [Stage.FULL, Stage.EXTRACT])
def test_without_its_key_nothing_that_fetches_begins(stage: Stage) -> None:
    with pytest.raises(KeyMissing, match=NO_KEY):
        replace(World().pipeline(), missing_key=NO_KEY).check(an_order("country", stage=stage))


@pytest.mark.parametrize("stage", [Stage.TRANSFORM, Stage.AGGREGATE])
def test_what_fetches_nothing_needs_no_key(stage: Stage) -> None:
    world = World()
    world.run(Stage.EXTRACT)

    report = replace(world.pipeline(), missing_key=NO_KEY).run(an_order("country", stage=stage))

    assert report.status is RunStatus.DONE


def test_sample_data_are_refused_where_real_ones_are() -> None:
    real = World()
    real.run()

    with pytest.raises(SampleRefused, match=r"real data \(rapidapi\)"):
        World(source="sample", stores=real.stores).pipeline().check(an_order("country"))


def test_a_store_that_is_away_is_told_before_a_run_begins() -> None:
    stores = Unsteady(MemoryStores())
    stores.away = {"playlists"}

    with pytest.raises(StoreError, match="the store of playlists does not answer"):
        World(stores=stores).pipeline().check(an_order("country"))


def test_what_check_refuses_a_run_refuses_without_a_trace() -> None:
    world = World()
    before = contents(world.stores)

    with pytest.raises(KeyMissing):
        replace(world.pipeline(), missing_key=NO_KEY).run(an_order("country"))

    assert contents(world.stores) == before


def test_a_run_that_has_begun_can_be_read_at_once_and_goes_on_under_the_same_id() -> None:
    world = World()
    pipeline, order = world.pipeline(), an_order("country")

    begun = pipeline.begin(order)
    told = world.stores.runs.recent(10)
    ended = pipeline.go_on(order, begun)

    assert [(each.run_id, each.status) for each in told] == [(begun.run_id, RunStatus.RUNNING)]
    assert (ended.run_id, ended.status) == (begun.run_id, RunStatus.DONE)
    assert world.publication().run_id == begun.run_id


def test_a_run_that_cannot_be_written_down_does_not_begin() -> None:
    stores = Unsteady(MemoryStores())
    stores.away = {"runs"}

    with pytest.raises(StoreError):
        World(stores=stores).pipeline().begin(an_order("country"))


def test_a_run_without_an_id_gets_a_new_one() -> None:
    world = World()

    ids = [world.pipeline().run(an_order("country")).run_id for _ in range(3)]

    assert ids == ["run-1", "run-2", "run-3"]
