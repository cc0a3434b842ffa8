"""What begins with a worker, goes on beside its requests, and ends with it."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import structlog

from tunemeld.container import Container
from tunemeld.entrypoints.http.refresher import Refresher, age_header
from tunemeld.entrypoints.http.site import Site

# gunicorn ends a worker that does not begin within thirty seconds, and the next one would fare no better.
BEGINS_WITHIN_SECONDS = 20.0
# For a run that is nearly done. gunicorn waits for thirty seconds altogether.
_RUN_ENDS_WITHIN_SECONDS = 10.0
_log = structlog.get_logger()


class Life:
    """A middleware of Falcon that hears of the ASGI lifespan; every so many seconds it looks at the store.

    The first look is waited for `begins_within_seconds` at most.
    """

    def __init__(
        self,
        site: Site,
        containers: Sequence[Container],
        *,
        every_seconds: float,
        begins_within_seconds: float = BEGINS_WITHIN_SECONDS,
    ) -> None:
        self._site = site
        self._containers = containers
        self._refresher = Refresher(site, every_seconds=every_seconds)
        # Twice as often, so that what the refresher has found shows soon.
        self._beat_seconds = every_seconds / 2
        self._begins_within_seconds = begins_within_seconds
        self._first_look: asyncio.Future[None] | None = None
        self._beating: asyncio.Task[None] | None = None
        self._is_troubled = False

    async def process_startup(self, _scope: Mapping[str, Any], _event: Mapping[str, Any]) -> None:
        """Read what there is before the first request; a store that is away delays that by two seconds.

        One that is very slow is read on while requests are answered already.
        """
        self._first_look = asyncio.ensure_future(asyncio.to_thread(self._refresher.start))
        await asyncio.wait([self._first_look], timeout=self._begins_within_seconds)
        if self._first_look.done():
            self._first_look.result()
        else:
            _log.warning("api.begins_without_charts", waited_seconds=self._begins_within_seconds)
            self._first_look.add_done_callback(_tell_of_defect)
        self._beating = asyncio.create_task(self._go_on())

    async def process_shutdown(self, _scope: Mapping[str, Any], _event: Mapping[str, Any]) -> None:
        """End what goes on in threads, hand on what was counted and noted, close what is open."""
        self._refresher.stop()
        self._site.audience.end()
        if self._beating:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating
        self._beat()
        await asyncio.to_thread(self._site.background.close, seconds=_RUN_ENDS_WITHIN_SECONDS)
        for crew in self._site.crews.values():
            crew.close()
        for container in self._containers:
            container.stores().close()

    async def _go_on(self) -> None:
        while True:
            self._beat()
            await asyncio.sleep(self._beat_seconds)

    def _beat(self) -> None:
        """One turn; what fails in it ends neither the next one nor what comes after it at the end."""
        try:
            self._site.age_header = age_header(self._site)
            if self._site.access_log:
                self._site.access_log.write()
            self._site.traffic.hand_on()
            self._site.audience.hand_on()
        except Exception:  # noqa: BLE001 - nobody else would hear of it
            if not self._is_troubled:
                _log.exception("api.beat_failed")
            self._is_troubled = True
        else:
            self._is_troubled = False


def _tell_of_defect(look: "asyncio.Future[None]") -> None:
    if not look.cancelled() and (error := look.exception()):
        _log.error("api.refresh_failed", exc_info=error)
