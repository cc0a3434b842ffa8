"""Threads for what would block the event loop: a bounded number at work, a bounded number in line."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Result = TypeVar("_Result")


class CrewIsBusy(Exception):
    """Raised where so many already wait that whoever comes now would wait too long."""


class Crew:
    """Runs synchronous work off the event loop, `most` pieces at once in work and in line together.

    Work that its client no longer waits for still counts until it has ended: its thread is not free before.
    """

    def __init__(self, name: str, *, threads: int, most: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = most
        self._busy = 0

    async def do(self, work: Callable[[], _Result]) -> _Result:
        """The result of the work, which sees the caller's context variables.

        Raises:
            CrewIsBusy: the work was not begun.
        """
        if self._busy >= self._most:
            raise CrewIsBusy
        self._busy += 1
        context = contextvars.copy_context()
        future = asyncio.get_running_loop().run_in_executor(self._threads, context.run, work)
        future.add_done_callback(self._let_go)
        return await asyncio.shield(future)

    def close(self) -> None:
        """Begin nothing more; what is under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _let_go(self, _done: object) -> None:
        self._busy -= 1
