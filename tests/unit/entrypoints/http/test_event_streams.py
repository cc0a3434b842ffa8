"""Listeners are told of each new chart once, in order, when it can be asked for, whatever happens between."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from tests.broken_stores import Unsteady
from tests.ears import Heard, listening
from tests.sites import publish_anew, site_of, unsteady
from tests.worlds import World

from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.application.answers.envelope import Success
from tunemeld.application.report import Stage
from tunemeld.entrypoints.http.events.audience import Pace, TooManyStreams
from tunemeld.entrypoints.http.refresher import Refresher
from tunemeld.entrypoints.http.site import Site

GENRES = ("country", "rap")
QUICK = Pace(again=0.001)
BEATING = Pace(heartbeat=0.001)


@pytest.fixture
def installation() -> tuple[World, Unsteady]:
    """Two genres with a chart each, over stores that can go away."""
    world = World(genres=GENRES)
    world.run(Stage.FULL)
    return unsteady(world)


@pytest.fixture
def world(installation: tuple[World, Unsteady]) -> World:
    return installation[0]


@pytest.fixture
def stores(installation: tuple[World, Unsteady]) -> Unsteady:
    return installation[1]


def worker(world: World, pace: Pace = QUICK, most: int = 1_000) -> Site:
    """A worker that has looked once."""
    site = site_of(world, pace=pace, most_streams=most)
    Refresher(site).look()
    return site


def publish(world: World, *genres: str, charts: int = 1, first: int = 3) -> None:
    """Publish so many charts of each genre."""
    for number in range(first, first + charts):
        publish_anew(world, *genres, first=number)


def whats(heard: list[Heard]) -> list[tuple[str, int]]:
    """Genre and number of the events among these."""
    return [each.what for each in heard if each.data]


def test_a_stream_begins_with_the_id_of_now_and_tells_nothing_old(world: World) -> None:
    publish(world, "country")
    site = worker(world)

    async def listen() -> None:
        async with listening(site, *GENRES) as ear:
            publish(world, "rap")
            Refresher(site).look()
            first = await ear.next()
        assert ear.opening.fields == {"retry": "1000", "id": "country.2~rap.1"}
        assert first.what == ("rap", 2)

    asyncio.run(listen())


def test_an_event_says_which_chart_of_which_genre_was_published(world: World) -> None:
    site = worker(world)

    async def listen() -> None:
        async with listening(site, "country") as ear:
            publish(world, "country")
            Refresher(site).look()
            heard = await ear.event()
        published = site.current.published("country").publication
        assert (heard.fields["event"], heard.id) == ("ChartPublished", "country.2")
        assert heard.data == {
            "genre": "country",
            "seq": 2,
            "snapshot_id": published.snapshot_id,
            "tracks": 10,
            "at": published.at.isoformat().replace("+00:00", "Z"),
            "source": "rapidapi",
        }

    asyncio.run(listen())


def test_a_chart_is_told_of_when_its_answers_lie_ready_and_not_before(world: World) -> None:
    site = worker(world)
    told_while_rendering: list[int] = []

    def encode(answer: Success[Any]) -> bytes:
        told_while_rendering.append(site.audience.heads["country"])
        return json_bytes(answer)

    site.encode = encode
    publish(world, "country")
    Refresher(site).look()

    assert {*told_while_rendering} == {1}
    assert site.audience.heads["country"] == 2


def test_a_chart_that_the_worker_has_not_looked_at_yet_is_not_told_of(world: World) -> None:
    publish(world, "country")
    site = worker(world)
    publish(world, "country", first=9)

    async def listen() -> None:
        async with listening(site, "country", places={"country": 1}) as ear:
            first = await ear.next()
            site.audience.end()
            assert (first.what, await ear.rest()) == (("country", 2), [])

    asyncio.run(listen())


def test_what_was_missed_is_told_in_order_and_once_however_much_it_is(world: World) -> None:
    publish(world, "country", charts=44)
    site = worker(world)

    async def listen() -> None:
        async with listening(site, *GENRES, places={"country": 3, "rap": 1}) as ear:
            missed = [await ear.next() for _ in range(42)]
            publish(world, "country", first=100)
            Refresher(site).look()
            newest = await ear.next()
        assert ear.opening.id == "country.3~rap.1"
        assert whats(missed) == [("country", seq) for seq in range(4, 46)]
        assert [each.id for each in missed] == [f"country.{seq}~rap.1" for seq in range(4, 46)]
        assert newest.what == ("country", 46)

    asyncio.run(listen())


def test_from_any_id_that_was_heard_another_worker_goes_on_where_that_one_ended(world: World) -> None:
    publish(world, "country", charts=3)
    publish(world, "rap", charts=3)

    async def heard_from(places: dict[str, int]) -> list[Heard]:
        async with listening(worker(world), *GENRES, places=places) as ear:
            return [await ear.event() for _ in range(8 - sum(places.values()))]

    async def listen() -> None:
        whole = await heard_from({"country": 1, "rap": 1})
        for number, each in enumerate(whole, start=1):
            places = {genre: int(seq) for genre, seq in (part.split(".") for part in each.id.split("~"))}
            assert whats(await heard_from(places)) == whats(whole[number:])
        assert sorted(whats(whole)) == [(genre, seq) for genre in GENRES for seq in (2, 3, 4)]

    asyncio.run(listen())


def test_only_genres_that_are_followed_are_told(world: World) -> None:
    site = worker(world)

    async def listen() -> None:
        async with listening(site, "rap", places={"rap": 1, "country": 0}, limit=1) as ear:
            publish(world, *GENRES)
            Refresher(site).look()
            heard = await ear.rest()
        assert ear.opening.id == "rap.1"
        assert whats(heard) == [("rap", 2)]

    asyncio.run(listen())


def test_charts_of_the_sample_are_told_only_where_the_sample_is_shown() -> None:
    invented = World(source="sample")
    invented.run(Stage.FULL)
    publish(invented, "country")
    real = World(stores=invented.stores, clock=invented.clock)
    real.run(Stage.FULL)

    async def listen(site: Site, limit: int) -> list[tuple[str, int]]:
        async with listening(site, "country", places={"country": 0}, limit=limit) as ear:
            return whats(await ear.rest())

    assert asyncio.run(listen(worker(invented), 3)) == [("country", 1), ("country", 2), ("country", 3)]
    assert asyncio.run(listen(worker(real), 1)) == [("country", 3)]


@pytest.mark.parametrize("limit", [1, 3])
def test_a_stream_ends_after_so_many_events(limit: int, world: World) -> None:
    publish(world, "country", charts=5)

    async def listen() -> None:
        async with listening(worker(world), "country", places={"country": 0}, limit=limit) as ear:
            heard = await ear.rest()
        assert whats(heard) == [("country", seq) for seq in range(1, limit + 1)]

    asyncio.run(listen())


def test_a_stream_ends_after_so_many_heartbeats(world: World) -> None:
    async def listen() -> None:
        async with listening(worker(world, BEATING), "country", limit=3) as ear:
            beats = await ear.rest()
        assert [each.fields for each in beats] == 3 * [{"": "still here"}]

    asyncio.run(listen())


def test_while_the_store_is_away_the_stream_goes_on_and_what_was_missed_is_told_afterwards(
    world: World, stores: Unsteady
) -> None:
    publish(world, "country", charts=2)
    site = worker(world, replace(BEATING, again=0.001))

    async def listen() -> None:
        stores.away = {"events"}
        async with listening(site, "country", places={"country": 1}) as ear:
            beats = [(await ear.next()).fields for _ in range(3)]
            stores.away = set()
            told = [(await ear.event()).what for _ in range(2)]
        assert beats == 3 * [{"": "still here"}]
        assert told == [("country", 2), ("country", 3)]

    asyncio.run(listen())


def test_a_genre_that_could_not_be_read_yet_is_followed_from_when_it_can_be(world: World) -> None:
    publish(world, "country")
    site = site_of(world, pace=QUICK)

    async def listen() -> None:
        async with listening(site, "country") as ear:
            Refresher(site).look()
            known = await ear.next()
            publish(world, "country", first=9)
            Refresher(site).look()
            first = await ear.next()
        assert (ear.opening.id, known.fields) == ("", {"id": "country.2"})
        assert first.what == ("country", 3)

    asyncio.run(listen())


def test_who_heard_of_a_chart_from_a_worker_that_is_ahead_does_not_hear_of_it_again(world: World) -> None:
    behind = worker(world)
    publish(world, "country")

    async def listen() -> None:
        async with listening(behind, "country", places={"country": 2}) as ear:
            publish(world, "country", first=9)
            Refresher(behind).look()
            first = await ear.next()
        assert first.what == ("country", 3)

    asyncio.run(listen())


def test_who_has_an_id_of_a_store_that_was_set_back_is_told_what_is_shown_now(world: World) -> None:
    publish(world, "country")

    async def listen() -> None:
        async with listening(worker(world), "country", places={"country": 40}) as ear:
            first = await ear.next()
        assert (first.what, first.id) == (("country", 2), "country.2")

    asyncio.run(listen())


def test_who_listens_while_a_backup_is_restored_is_told_what_is_shown_then(world: World) -> None:
    publish(world, "country")
    site = worker(world)

    async def listen() -> None:
        async with listening(site, "country", places={"country": 1}) as ear:
            assert (await ear.next()).what == ("country", 2)
            publish(world, "country", first=9)
            Refresher(site).look()
            assert (await ear.next()).what == ("country", 3)
            restored = World(genres=GENRES, clock=world.clock)
            restored.run(Stage.FULL)
            publish(restored, "country", first=20)
            fresh = site_of(restored)
            Refresher(fresh).look()
            site.audience.news._events = restored.stores.events
            site.audience.hear(fresh.audience.heads)
            told = (await ear.next()).data
            assert (told["seq"], told["snapshot_id"]) == (
                2,
                fresh.current.published("country").publication.snapshot_id,
            )

    asyncio.run(listen())


def test_many_who_listen_cost_the_store_one_question(world: World, stores: Unsteady) -> None:
    site = worker(world)
    asked: list[None] = []

    def count() -> None:
        asked.append(None)
        stores.meanwhile["events"] = count

    async def listen() -> None:
        async with AsyncExitStack() as stack:
            ears = [await stack.enter_async_context(listening(site, *GENRES)) for _ in range(50)]
            publish(world, "country")
            stores.meanwhile["events"] = count
            Refresher(site).look()
            assert {(await ear.next()).what for ear in ears} == {("country", 2)}

    asyncio.run(listen())
    assert len(asked) == 1


def test_who_takes_nothing_is_given_up_and_holds_nobody_up(world: World) -> None:
    site = worker(world, Pace(slowest=0.01))

    async def listen() -> None:
        async with listening(site, "country") as slow, listening(site, "country") as other:
            slow.takes.clear()
            publish(world, "country")
            Refresher(site).look()
            assert (await other.next()).what == ("country", 2)
            await slow.rest()
            publish(world, "country", first=9)
            Refresher(site).look()
            assert (await other.next()).what == ("country", 3)

    asyncio.run(listen())


def test_there_is_a_bound_and_who_goes_makes_room(world: World) -> None:
    site = worker(world, most=2)

    async def listen() -> None:
        async with listening(site, "country"):
            async with listening(site, "country") as second:
                with pytest.raises(TooManyStreams):
                    async with listening(site, "country"):
                        pass
            async with listening(site, "country") as third:
                assert third.opening.id == second.opening.id == "country.1"

    asyncio.run(listen())


async def _all_end(site: Site) -> None:
    async with listening(site, "country") as ear:
        site.audience.end()
        assert await ear.rest() == []
    async with listening(site, "country") as late:
        await late.rest()


async def _ends_by_itself(site: Site) -> None:
    async with listening(site, "country") as ear:
        assert await ear.rest() == []


@pytest.mark.parametrize(("ending", "longest"), [(_all_end, 3_600.0), (_ends_by_itself, 0.01)])
def test_streams_end_with_their_worker_and_after_their_time(
    ending: Callable[[Site], Coroutine[Any, Any, None]], longest: float, world: World
) -> None:
    asyncio.run(ending(worker(world, Pace(longest=longest))))


def test_a_stream_ends_at_once_also_while_the_store_hangs(world: World, stores: Unsteady) -> None:
    publish(world, "country")
    site = worker(world)

    async def listen() -> None:
        hangs, goes_on = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def hang() -> None:
            loop.call_soon_threadsafe(hangs.set)
            goes_on.wait(30)

        stores.meanwhile["events"] = hang
        async with listening(site, "country", places={"country": 1}) as ear:
            await hangs.wait()
            site.audience.end()
            assert await ear.rest() == []
        goes_on.set()

    asyncio.run(listen())
