"""With a pace for an upstream, it never has a reason to answer 429, however slow or unsteady it is."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell
from tests.proof.simulated import WITH_SPOTIFY, Upstreams, settings_for, upstreams

DAY = "2024-06-22"
LATENCIES_MS = (0, 1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1200)
LIMITS = {"spotify23": 2, "apple-music24": 2, "soundcloud-scraper": 2, "spotify-api": 3, "itunes": 1}
PACE = {"RATE_LIMITS": "rapidapi=2,spotify=3,itunes=1"}


@dataclass
class Unsteady:
    """A latency in milliseconds that is another one each time it is asked for, up to twice `mean`."""

    mean: float
    chance: random.Random = field(default_factory=lambda: random.Random(DAY))  # noqa: S311 - no secret

    def __truediv__(self, by: float) -> float:
        return self.chance.uniform(0, 2 * self.mean) / by


def _refused(folder: Path, simulated: Upstreams, mean_ms: float) -> tuple[Counter[str], Counter[str]]:
    """The calls of a run by upstream, and those of them that got a 429."""
    folder.mkdir()
    simulated.set(latency_ms=Unsteady(mean_ms), rate_limit=LIMITS)
    calls, refused = simulated.count_refusals()
    settings = settings_for(simulated.url, DAY, **WITH_SPOTIFY, ISRC_LOOKUP_BUDGET="9")
    many = {"ETL_THREAD_COUNT": "24", "HTTP_TIMEOUT": "30"}
    done = CommandLine(folder, settings | PACE | many)("etl", "run", "-g", "dance", "-g", "rap")
    assert "retry_scheduled" not in done.err
    assert "Traceback" not in done.err
    return calls, +refused


def test_no_upstream_with_a_pace_ever_answers_429(tmp_path: Path, tell: Tell) -> None:
    folders = [tmp_path / str(ms) for ms in LATENCIES_MS]
    with ExitStack() as started, ThreadPoolExecutor(max_workers=5) as pool:
        simulated = [started.enter_context(upstreams(DAY)) for _ in LATENCIES_MS]
        results = list(pool.map(_refused, folders, simulated, LATENCIES_MS))
    calls = sum((each for each, _ in results), Counter[str]())
    refused = sum((each for _, each in results), Counter[str]())
    paced = {upstream: calls[upstream] for upstream in LIMITS}

    tell(
        f"{len(LATENCIES_MS)} mean latencies from {LATENCIES_MS[0]} to {LATENCIES_MS[-1]} ms, each call "
        f"up to twice that: {refused.total()} of {sum(paced.values())} calls got a 429 ({paced})"
    )
    assert all(paced.values())
    assert not refused


def test_the_count_of_429_answers_sees_a_pace_that_is_too_fast(tmp_path: Path) -> None:
    with upstreams(DAY) as simulated:
        simulated.set(rate_limit={"spotify23": 1})
        fast = settings_for(simulated.url, DAY, ETL_THREAD_COUNT="24")
        done = CommandLine(tmp_path, fast)("--log-level", "WARNING", "etl", "run", "extract", "-g", "dance")

    assert "retry_scheduled" in done.err
