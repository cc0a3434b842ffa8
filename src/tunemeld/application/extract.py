"""Extract: ask for every list and its header at once."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from tunemeld.application.errors import UpstreamError
from tunemeld.application.judge import Asked, Judge
from tunemeld.application.lists import Lists
from tunemeld.application.ports.catalogues import CallMeter
from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.application.report import ServiceReport, Stage, Step


@dataclass(frozen=True)
class Extract:
    """Fetch the lists of all genres.

    - All lists and headers are asked for at once, as many as `threads`; each upstream's pace holds.
    - One that fails or answers garbage replaces nothing, and stops no other.
    - What came is judged genre by genre (`Judge`), while others are still under way.
    """

    lists: Lists
    judge: Judge
    meter: CallMeter
    clock: Clock
    observer: RunObserver

    def run(
        self, run_id: str, genres: Sequence[str], *, threads: int, accept_held: bool = False
    ) -> dict[str, dict[str, ServiceReport]]:
        """Fetch, judge and log; what each service gave, by genre.

        Raises:
            StoreError: nothing more can be kept; what was logged before stays.
        """
        pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="extract")
        try:
            asked = {
                (genre, service): (
                    pool.submit(self._ask, run_id, genre, service),
                    pool.submit(self._ask_header, run_id, genre, service),
                )
                for genre in genres
                for service in self.lists.services(genre)
            }
            return {
                genre: self.judge.run(
                    run_id,
                    genre,
                    {s: _together(*asked[genre, s]) for s in self.lists.services(genre)},
                    accept_held=accept_held,
                )
                for genre in genres
            }
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, run_id: str, genre: str, service: str) -> Asked:
        with self._asking(Step(run_id, Stage.EXTRACT, genre, service)) as asked:
            catalogue = self.lists.catalogues[service]
            asked.raw = catalogue.fetch(genre)
            asked.playlist = catalogue.parse(asked.raw)
        return asked

    def _ask_header(self, run_id: str, genre: str, service: str) -> Asked:
        with self._asking(Step(run_id, Stage.EXTRACT, genre, f"{service} header")) as asked:
            asked.header = self.lists.catalogues[service].fetch_header(genre)
        return asked

    @contextmanager
    def _asking(self, step: Step) -> Iterator[Asked]:
        """Turn an upstream's failure into a value, and measure what asking costs."""
        asked, started = Asked(), self.clock.monotonic()
        with self.observer.step(step), self.meter.counting() as calls:
            try:
                yield asked
                step.detail = f"{asked.playlist.length} entries" if asked.playlist else ""
            except UpstreamError as error:
                asked.error = step.detail = str(error)
                asked.failures = _failures(error, calls)
                step.status = "failed"
        asked.calls, asked.seconds = dict(calls), self.clock.monotonic() - started


def _failures(error: UpstreamError, calls: Mapping[str, int]) -> dict[str, str]:
    """By whom no usable answer was given: an error that does not name one of those asked is everybody's."""
    blamed = [error.upstream] if error.upstream in calls else list(calls)
    return dict.fromkeys(blamed, str(error))


def _together(listed: "Future[Asked]", header: "Future[Asked]") -> Asked:
    asked, above = listed.result(), header.result()
    asked.header = above.header
    for upstream, calls in above.calls.items():
        asked.calls[upstream] = asked.calls.get(upstream, 0) + calls
    asked.failures |= above.failures
    asked.seconds = max(asked.seconds, above.seconds)
    return asked
