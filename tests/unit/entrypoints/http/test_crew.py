"""Work off the event loop: bounded, also by what nobody waits for any more, and in its caller's context."""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tunemeld.entrypoints.http.crew import Crew, CrewIsBusy

LONGEST_SECONDS = 30.0
asked_by = contextvars.ContextVar("asked_by", default="nobody")


class HeldWork:
    """Work that goes on until it is let go; `begun` is set when its thread has begun it."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self._may_end = threading.Event()

    def __call__(self) -> str:
        """Wait."""
        self.begun.set()
        assert self._may_end.wait(LONGEST_SECONDS)
        return "done"

    def let_go(self) -> None:
        """Let it end."""
        self._may_end.set()


@contextmanager
def a_crew(*, threads: int = 1, most: int = 2) -> Iterator[Crew]:
    """A crew that begins nothing more afterwards."""
    crew = Crew("test", threads=threads, most=most)
    try:
        yield crew
    finally:
        crew.close()


async def until(condition: Callable[[], bool]) -> None:
    """Let others have their turn until that is so."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while not condition():
            await asyncio.sleep(0.001)


async def is_busy(crew: Crew) -> bool:
    """Whether it takes no more work."""
    try:
        await crew.do(lambda: None)
    except CrewIsBusy:
        return True
    return False


def test_work_gives_its_result_or_its_error_to_who_asked_for_it() -> None:
    async def asking() -> None:
        with a_crew() as crew:
            assert await crew.do(lambda: 42) == 42
            with pytest.raises(ZeroDivisionError):
                await crew.do(lambda: 1 // 0)

    asyncio.run(asking())


def test_work_leaves_the_event_loop_to_others() -> None:
    async def asking() -> None:
        with a_crew() as crew:
            held = HeldWork()
            waiting = asyncio.create_task(crew.do(held))
            await until(held.begun.is_set)
            held.let_go()
            assert await waiting == "done"

    asyncio.run(asking())


@pytest.mark.parametrize(("threads", "most"), [(1, 1), (1, 3), (2, 3)])
def test_beyond_so_many_pieces_at_once_a_crew_is_busy_until_one_has_ended(threads: int, most: int) -> None:
    async def asking() -> None:
        with a_crew(threads=threads, most=most) as crew:
            held = HeldWork()
            waiting = [asyncio.create_task(crew.do(held)) for _ in range(most)]
            await until(held.begun.is_set)

            assert await is_busy(crew)

            held.let_go()
            assert await asyncio.gather(*waiting) == ["done"] * most
            assert not await is_busy(crew)

    asyncio.run(asking())


def test_so_many_pieces_are_at_work_at_once_as_there_are_threads() -> None:
    async def asking() -> None:
        with a_crew(threads=2, most=3) as crew:
            pieces = [HeldWork() for _ in range(3)]
            waiting = [asyncio.create_task(crew.do(piece)) for piece in pieces]
            await until(lambda: pieces[0].begun.is_set() and pieces[1].begun.is_set())

            assert not pieces[2].begun.is_set()

            pieces[0].let_go()
            await until(pieces[2].begun.is_set)
            for piece in pieces:
                piece.let_go()
            await asyncio.gather(*waiting)

    asyncio.run(asking())


def test_work_that_nobody_waits_for_counts_until_its_thread_is_free() -> None:
    async def asking() -> None:
        with a_crew(most=1) as crew:
            held = HeldWork()
            waiting = asyncio.create_task(crew.do(held))
            await until(held.begun.is_set)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

            assert await is_busy(crew)

            held.let_go()
            while await is_busy(crew):
                await asyncio.sleep(0.001)

    asyncio.run(asyncio.wait_for(asking(), LONGEST_SECONDS))


def test_work_that_was_given_up_in_line_is_counted_once() -> None:
    async def asking() -> None:
        with a_crew(threads=1, most=2) as crew:
            first, second = HeldWork(), HeldWork()
            waiting = [asyncio.create_task(crew.do(piece)) for piece in (first, second)]
            await until(first.begun.is_set)
            waiting[1].cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting[1]
            assert await is_busy(crew)

            second.let_go()
            first.let_go()
            await waiting[0]
            while await is_busy(crew):
                await asyncio.sleep(0.001)

            third = HeldWork()
            again = [asyncio.create_task(crew.do(third)) for _ in range(2)]
            await until(third.begun.is_set)
            assert await is_busy(crew)
            third.let_go()
            await asyncio.gather(*again)

    asyncio.run(asyncio.wait_for(asking(), LONGEST_SECONDS))


def test_work_sees_the_context_of_who_asked_for_it_and_changes_nothing_in_it() -> None:
    def work() -> str:
        seen = asked_by.get()
        asked_by.set("the work")
        return seen

    async def asking(name: str, crew: Crew) -> tuple[str, str]:
        asked_by.set(name)
        return await crew.do(work), asked_by.get()

    async def several() -> list[tuple[str, str]]:
        with a_crew(threads=2, most=10) as crew:
            return await asyncio.gather(*(asking(f"request {n}", crew) for n in range(5)))

    assert asyncio.run(several()) == [(f"request {n}", f"request {n}") for n in range(5)]


def test_a_crew_that_is_closed_begins_nothing_that_stands_in_line() -> None:
    async def asking() -> None:
        with a_crew(threads=1, most=2) as crew:
            first, second = HeldWork(), HeldWork()
            waiting = [asyncio.create_task(crew.do(piece)) for piece in (first, second)]
            await until(first.begun.is_set)

            crew.close()
            first.let_go()

            assert await waiting[0] == "done"
            with pytest.raises(asyncio.CancelledError):
                await waiting[1]
            assert not second.begun.is_set()

    asyncio.run(asyncio.wait_for(asking(), LONGEST_SECONDS))
