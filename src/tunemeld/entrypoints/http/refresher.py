"""Keeps what lies on the shelf up with the store: one thread a worker, one cheap question a second."""

from collections.abc import Iterable
from math import inf
from threading import Event, Thread

import structlog

from tunemeld.application.answers.finished import finished_answers
from tunemeld.application.answers.movement import movement_answers
from tunemeld.application.current import Shown
from tunemeld.application.errors import StoreError
from tunemeld.entrypoints.http.chart_endpoints import genres_body
from tunemeld.entrypoints.http.pages.page_endpoints import pages_of
from tunemeld.entrypoints.http.ready import REVALIDATED, SHORT, Ready, made_ready
from tunemeld.entrypoints.http.site import Site

EVERY_SECONDS = 1.0
_RUNS_EVERY_SECONDS = 15.0
# Those of one stage may be many in a row; what is older says nothing of today.
_RUNS = 50
# Readings and charts grow too old to tell a trend, without anything being stored; nobody minds an hour.
_TRENDS_AGE_SECONDS = 3_600.0
# Younger data are told as they are: the next question is already on its way.
_YOUNG_SECONDS = 5.0
_log = structlog.get_logger()


class Refresher:
    """Refreshes what is current, and renders what has changed, before anybody asks for it."""

    def __init__(self, site: Site, *, every_seconds: float = EVERY_SECONDS) -> None:
        self._site = site
        self._every_seconds = every_seconds
        self._stop = Event()
        self._thread = Thread(target=self._go_on, name="refresher", daemon=True)
        self._due: frozenset[str] = frozenset()
        self._runs_read_at = -inf
        self._aged_at = site.clock.monotonic()
        self._trouble = ""

    def start(self) -> None:
        """Read all there is, so that the first request finds it, and go on in a thread."""
        try:
            self.look()
        finally:
            self._thread.start()

    def stop(self) -> None:
        """End the thread; where it waits for the store it ends with the process."""
        self._stop.set()

    def look(self) -> None:
        """Take over what has changed since the last look."""
        # What a defect keeps from being laid out is tried again: nobody else would ever tell of it.
        self._due |= self._site.current.refresh()
        self._tell_of_trouble()
        now = self._site.clock.monotonic()
        if self._due:
            self._lay_out(self._due)
            # Only now: whoever is told of a chart asks for it.
            self._site.audience.hear({g: _newest(self._site.current.known[g]) for g in self._due})
            _log.info("api.charts_taken_over", genres=sorted(self._due))
            self._due = frozenset()
        if now - self._aged_at >= _TRENDS_AGE_SECONDS:
            self._lay_out(self._site.current.known)
            self._aged_at = now
        if now - self._runs_read_at >= _RUNS_EVERY_SECONDS and not self._trouble:
            self._read_runs()
            self._runs_read_at = now

    def _go_on(self) -> None:
        while not self._stop.wait(self._every_seconds):
            try:
                self.look()
            except Exception:  # noqa: BLE001 - the thread outlives a defect, or charts would never change again
                _log.exception("api.refresh_failed")

    def _lay_out(self, genres: Iterable[str]) -> None:
        """Put the answers of these genres in the place of those that lie there; other views go."""
        site = self._site
        parts = {genre: rendered(site, site.current.known[genre]) for genre in genres}
        if site.current.known.keys() == set(site.current.genres):
            overview = made_ready(genres_body(site), route="/genres", cache_control=REVALIDATED)
            parts[""] = {"/genres": overview}  # no genre has that name
        site.shelf.put(parts)

    def _read_runs(self) -> None:
        try:
            self._site.runs_seen = self._site.runs.recent(_RUNS)
        except StoreError as error:
            _log.warning("api.runs_unread", error=str(error))

    def _tell_of_trouble(self) -> None:
        trouble = self._site.current.trouble
        if trouble and not self._trouble:
            _log.warning("api.store_away", error=trouble)
        elif self._trouble and not trouble:
            _log.info("api.store_back")
        self._trouble = trouble


def _newest(shown: Shown) -> int:
    """The number of what a genre shows, 0 where that is nothing."""
    return shown.published.publication.seq if shown.published else 0


def rendered(site: Site, shown: Shown) -> dict[str, Ready]:
    """Every answer of a genre that is asked for by its path alone; none where nothing is published."""
    if shown.published is None:
        return {}
    ready = {}
    moves = movement_answers(shown.published, site.clock.now(), site.trending_counters)
    answers = {**finished_answers(shown.published), **moves}
    for path, answer in answers.items():
        kind, *parts = path.strip("/").split("/")
        route = f"/{kind}/{{genre}}" + ("/{service}" if len(parts) > 1 else "")
        cache_control = REVALIDATED if kind == "last-updated" else SHORT
        ready[path] = made_ready(site.encode(answer), route=route, cache_control=cache_control)
    return {**ready, **pages_of(site, shown.published)}


def age_header(site: Site) -> tuple[bytes, bytes] | None:
    """What tells readers how old the data are; None while the store confirms them."""
    age = site.current.age_seconds
    if age is None or age < _YOUNG_SECONDS:
        return None
    return b"x-data-age", b"%d" % age
