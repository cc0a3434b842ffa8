"""How much is asked, and how fast it is answered: counted in plain numbers, and handed on once a second.

A metric of prometheus_client takes a lock and writes to a file each time, which at tens of thousands of
requests a second costs more than answering them.
"""

from bisect import bisect_left
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class _Seconds(Histogram):
    """A histogram that takes many observations at once."""

    def observe_many(self, counts: Sequence[int], total: float) -> None:
        """Add how many fell into each bucket, the last of which has no end, and their sum."""
        for bucket, count in zip(self._buckets, counts, strict=True):
            if count:
                bucket.inc(count)
        self._sum.inc(total)


class Traffic:
    """Counts requests by route, method and status, and whether their answer lay ready.

    Only the event loop's thread may use it.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = _Seconds(
            "tunemeld_http_request_duration_seconds",
            "How long requests took until their answer was handed over.",
            ("route", "method"),
            buckets=BUCKETS,
            registry=registry,
        )
        self._requests = Counter(
            "tunemeld_http_requests", "Requests.", ("route", "method", "status"), registry=registry
        )
        self._answers = Counter(
            "tunemeld_http_answers",
            "Answers that lay ready in the worker (hit), and that had to be made (miss).",
            ("cache",),
            registry=registry,
        )
        self._counted: dict[tuple[str, str, int, bool], list[float]] = {}

    def count(self, route: str, method: str, status: int, seconds: float, *, was_ready: bool) -> None:
        """Count one request."""
        key = (route, method, status, was_ready)
        counted = self._counted.get(key)
        if counted is None:
            counted = self._counted[key] = [0.0] * (len(BUCKETS) + 2)
        counted[bisect_left(BUCKETS, seconds)] += 1
        counted[-1] += seconds

    def hand_on(self) -> None:
        """Add what was counted since the last time to the metrics; what fails stays for the next time.

        Raises:
            OSError: there is no room, or no file more, for what several workers share.
        """
        for key, (*counts, total) in list(self._counted.items()):
            route, method, status, was_ready = key
            count = int(sum(counts))
            # All of them first: only what is new can fail, since it may take a file.
            requests = self._requests.labels(route, method, status)
            answers = self._answers.labels("hit" if was_ready else "miss")
            seconds = self._seconds.labels(route, method)
            del self._counted[key]
            requests.inc(count)
            answers.inc(count)
            seconds.observe_many([int(each) for each in counts], total)
