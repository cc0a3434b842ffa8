"""A store keeps editors' lists, public charts and the sample apart, and readers see those of one source."""

import pytest
from tests.clocks import HandClock
from tests.worlds import World, service_of

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.charted import ShownSnapshots
from tunemeld.application.errors import NothingPublished, SampleRefused
from tunemeld.application.report import ListStatus, Stage
from tunemeld.application.status import Status

OPEN_SERVICES = ("Deezer", "AppleMusic")


def worlds(*sources: str) -> dict[str, World]:
    """Installations of these sources over one store, which ran one after the other."""
    stores, clock = MemoryStores(), HandClock()
    made: dict[str, World] = {}
    for number, source in enumerate(sources):
        services = OPEN_SERVICES if source == "open" else ("Spotify", "AppleMusic")
        made[source] = World(source=source, stores=stores, services=services, clock=clock)
        clock.put_forward(60)
        for service in services:
            made[source].show(service, range(10 * number + 1, 10 * number + 11))
        made[source].run()
    return made


def reader(world: World, source: str) -> World:
    """Whoever has the same store, and another source configured."""
    services = OPEN_SERVICES if source == "open" else ("Spotify", "AppleMusic")
    return World(source=source, stores=world.stores, services=services)


@pytest.mark.parametrize("order", [("rapidapi", "open"), ("open", "rapidapi")])
def test_each_shows_its_own_whichever_ran_last(order: tuple[str, str]) -> None:
    of = worlds(*order)

    for source in order:
        chart = of[source].chart()
        assert (chart.source, len(chart.tracks)) == (source, 10)
        assert set(chart.sources) == set(of[source].catalogues)
        assert {p.source for p in of[source].charts.history("country")} == {source}


def test_runs_of_one_publish_nothing_anew_because_another_ran_between() -> None:
    of = worlds("rapidapi", "open")

    again = of["rapidapi"].run()

    assert again.genres["country"].published is False
    assert again.genres["country"].on_chart == 10
    assert again.genres["country"].unchanged
    assert again.genres["country"].snapshot_id == of["rapidapi"].chart().snapshot_id
    assert [p.seq for p in of["rapidapi"].charts.history("country")] == [1]


def test_a_wrong_list_is_known_by_the_chart_of_its_own_source() -> None:
    world = worlds("rapidapi", "open")["rapidapi"]
    world.show("Spotify", range(500, 510))

    report = world.run_later()

    assert service_of(report, "Spotify").status is ListStatus.HELD
    assert len(world.chart().tracks) == 10


def test_what_is_counted_and_told_of_one_is_its_own_although_another_ran_later() -> None:
    of = worlds("rapidapi", "open")
    world = of["rapidapi"]

    (counted,) = ShownSnapshots(world.stores.charts, "rapidapi").of(["country"])
    (told,) = Status(world.lists, world.stores.charts, world.stores.runs).run(["country"])

    assert set(counted.lists) == set(told.services) == {"Spotify", "AppleMusic"}
    assert told.on_chart == 10
    assert told.published_at == world.chart().insert_timestamp


@pytest.mark.parametrize(("configured", "stored"), [("rapidapi", "open"), ("open", "rapidapi")])
def test_popularity_never_stands_in_for_editors_nor_the_other_way_round(configured: str, stored: str) -> None:
    (world,) = worlds(stored).values()

    with pytest.raises(NothingPublished):
        reader(world, configured).chart()


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (("open", "rapidapi"), "rapidapi"),
        (("rapidapi", "open"), "rapidapi"),
        (("sample", "open"), "open"),
        (("sample",), "sample"),
    ],
)
def test_where_only_the_sample_is_configured_what_is_real_comes_first_and_editors_before_all(
    stored: tuple[str, ...], shown: str
) -> None:
    of = worlds(*stored)

    assert reader(of[stored[0]], "sample").chart().source == shown


def test_the_sample_enters_no_store_with_public_charts() -> None:
    (world,) = worlds("open").values()

    with pytest.raises(SampleRefused, match=r"\(open\).*TUNEMELD_SOURCE=open"):
        reader(world, "sample").run(Stage.FULL)


def test_a_recording_has_one_id_whichever_source_lists_it() -> None:
    stores = MemoryStores()
    editorial = World(source="rapidapi", stores=stores)
    popular = World(source="open", stores=stores, services=OPEN_SERVICES)

    for world in (editorial, popular):
        world.run()

    assert {track.id for track in editorial.chart().tracks} == {track.id for track in popular.chart().tracks}
