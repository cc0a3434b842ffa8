"""Measuring beside a peer: taken in turns, so that whatever else the machine does weighs on both alike."""

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median


def interleaved(contenders: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """The median seconds of each contender over so many rounds, in each of which all take their turn once.

    The first round warms up, and does not count.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, contender in contenders.items():
            gc.collect()
            started = time.perf_counter()
            contender()
            if number:
                seconds[name].append(time.perf_counter() - started)
    return {name: median(taken) for name, taken in seconds.items()}


def in_ms(seconds: float) -> str:
    """A duration in milliseconds, with three digits that mean something."""
    milliseconds = seconds * 1000
    return f"{milliseconds:,.0f} ms" if milliseconds >= 100 else f"{milliseconds:.3g} ms"
