"""A part may be handed over again and again, to several at once: it is done once, under the run's budget."""

import pytest
from tests.builders import a_report
from tests.hands import LEASE_SECONDS, a_leasing_world, do_part
from tests.worlds import World, contents

from tunemeld.application.divide import Part, divide
from tunemeld.application.errors import LeaseLost, PartFailed
from tunemeld.application.pipeline import Order
from tunemeld.application.report import RunStatus, Stage

GENRES = ("country", "pop")


def a_run(world: World, run_id: str = "run-1") -> dict[str, Part]:
    """A full run that has begun, its parts by genre and stage."""
    order = Order(Stage.FULL, world.genres, threads=4)
    world.pipeline(run_id).begin(order)
    return {f"{p.genre}/{p.stage}": p for chain in divide(order, run_id) for p in chain}


def fetched(world: World) -> dict[str, Part]:
    """A run whose lists are fetched."""
    parts = a_run(world)
    for genre in world.genres:
        do_part(world).run(parts[f"{genre}/extract"])
    return parts


def charts(world: World, genre: str = "country") -> list[tuple[str, str]]:
    """Which runs have published what."""
    published = world.stores.charts.publications(genre, world.source)
    return [(each.run_id, each.snapshot_id) for each in published]


def test_a_part_that_is_handed_over_twice_changes_nothing_more() -> None:
    world = a_leasing_world()
    parts = a_run(world)
    doing = do_part(world)
    for part in parts.values():
        doing.run(part)
    before = {name: held for name, held in contents(world.stores).items() if name != "leases"}
    calls = world.observer.entered.copy()

    for part in parts.values():
        assert doing.run(part)

    assert {name: held for name, held in contents(world.stores).items() if name != "leases"} == before
    assert world.observer.entered == calls


def test_while_somebody_works_on_a_genre_nobody_else_does() -> None:
    world = a_leasing_world()
    part = fetched(world)["country/transform"]
    answers = []

    do_part(world, meanwhile=lambda: answers.append(do_part(world).run(part))).run(part)

    assert answers == [False]
    assert do_part(world).run(part)


def test_other_genres_are_worked_on_meanwhile() -> None:
    world = a_leasing_world(*GENRES)
    parts = fetched(world)
    answers = []

    def work_on_pop() -> None:
        answers.append(do_part(world).run(parts["pop/transform"]))

    do_part(world, meanwhile=work_on_pop).run(parts["country/transform"])

    assert answers == [True]


class Killed(BaseException):
    """The end of a process."""


def kill() -> None:
    raise Killed


def test_what_a_killed_worker_had_begun_is_done_once_its_lease_has_run_out() -> None:
    world = a_leasing_world()
    parts = a_run(world)
    taken = world.stores.leases.take("genre/country", "a worker that was killed", LEASE_SECONDS)
    assert taken

    assert not do_part(world).run(parts["country/extract"])
    world.clock.put_forward(LEASE_SECONDS + 1)
    assert do_part(world).run(parts["country/extract"])


def test_a_worker_that_was_paused_publishes_nothing_and_spoils_no_report() -> None:
    world = a_leasing_world()
    parts = fetched(world)

    def pause() -> None:
        world.clock.put_forward(LEASE_SECONDS + 1)
        assert do_part(world).run(parts["country/aggregate"])
        for service in world.catalogues:  # what the paused one would publish is another chart
            world.show(service, range(5, 15))
        world.run(Stage.EXTRACT)

    with pytest.raises(LeaseLost):
        do_part(world, meanwhile=pause).run(parts["country/aggregate"])

    assert [run for run, _ in charts(world)] == ["run-1/country/aggregate"]
    assert (
        world.stores.runs.of(["run-1/country/aggregate"])["run-1/country/aggregate"].status is RunStatus.DONE
    )


def test_a_worker_that_was_paused_and_not_overtaken_goes_on() -> None:
    world = a_leasing_world()
    part = fetched(world)["country/aggregate"]

    assert do_part(world, meanwhile=lambda: world.clock.put_forward(LEASE_SECONDS + 1)).run(part)

    assert [run for run, _ in charts(world)] == [part.id]
    assert world.stores.runs.of([part.id])[part.id].status is RunStatus.DONE


def test_a_chart_whose_worker_was_killed_before_it_could_say_so_is_told_as_published() -> None:
    world = a_leasing_world()
    parts = a_run(world)
    for stage in ("extract", "transform", "aggregate"):
        do_part(world).run(parts[f"country/{stage}"])
    part = parts["country/aggregate"]
    said = world.stores.runs.of([part.id])[part.id]
    world.stores.runs.save(a_report(part.id, stage=Stage.AGGREGATE, status=RunStatus.RUNNING))

    do_part(world).run(part)

    again = world.stores.runs.of([part.id])[part.id]
    assert (again.genres["country"].published, again.genres["country"].unchanged) == (True, False)
    assert again.genres["country"].snapshot_id == said.genres["country"].snapshot_id
    assert len(charts(world)) == 1


def test_a_part_that_kills_its_workers_is_given_up_after_ten() -> None:
    world = a_leasing_world()
    part = fetched(world)["country/transform"]
    for _ in range(10):
        with pytest.raises(Killed):
            do_part(world, meanwhile=kill).run(part)

    with pytest.raises(PartFailed, match="it was begun 10 times"):
        do_part(world).run(part)


def test_the_budget_for_lookups_is_that_of_the_run_and_not_of_each_part() -> None:
    world = a_leasing_world(*GENRES)
    for service in world.catalogues:
        world.show(service, range(1, 5), genre="country", coded=False)
        world.show(service, range(21, 25), genre="pop", coded=False)
    parts = fetched(world)

    for genre in GENRES:
        do_part(world, budget=6).run(parts[f"{genre}/transform"])

    told = world.stores.runs.of([f"run-1/{genre}/transform" for genre in GENRES])
    by_genre = {g: told[f"run-1/{g}/transform"].genres[g] for g in GENRES}
    assert {g: (each.looked_up, each.left_over) for g, each in by_genre.items()} == {
        "country": (4, 0),
        "pop": (2, 2),
    }
    assert len(world.search.asked) == 6


def test_another_run_has_a_budget_of_its_own() -> None:
    world = a_leasing_world()
    for service in world.catalogues:
        world.show(service, range(1, 5), coded=False)
    first, second = a_run(world, "run-1"), a_run(world, "run-2")
    do_part(world).run(first["country/extract"])

    for parts in (first, second):
        do_part(world, budget=2).run(parts["country/transform"])

    assert len(world.search.asked) == 4


def test_a_worker_with_another_store_says_so() -> None:
    part = a_run(a_leasing_world())["country/extract"]

    with pytest.raises(PartFailed, match="a worker has another store, which knows no run run-1"):
        do_part(a_leasing_world()).run(part)


def test_a_worker_with_another_source_says_so() -> None:
    world = a_leasing_world()
    part = a_run(world)["country/extract"]
    other = World(source="sample", stores=world.stores, clock=world.clock)

    with pytest.raises(PartFailed, match="run run-1 reads rapidapi, and a worker would read sample"):
        do_part(other).run(part)
