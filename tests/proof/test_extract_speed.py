"""The extract stage takes hardly longer than the calls that must follow one another."""

import statistics
from pathlib import Path

from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell
from tests.proof.installed import installed, run
from tests.proof.simulated import calls_at, settings_for, upstreams_apart

from tunemeld.application.report import Stage

DAY = "2025-08-15"
LATENCY_MS = 200
RUNS = 9
AT_MOST = 1.3


def test_all_genres_take_hardly_longer_than_their_longest_chain_of_calls(tmp_path: Path, tell: Tell) -> None:
    with upstreams_apart(DAY, latency_ms=LATENCY_MS) as url:
        settings = settings_for(url, DAY, ETL_THREAD_COUNT="24")
        with installed(tmp_path / "store.db", settings) as ours:
            run(ours, *ours.configured(), stage=Stage.EXTRACT)
            calls = calls_at(url)
            warm = [run(ours, *ours.configured(), stage=Stage.EXTRACT).seconds for _ in range(RUNS)]
        tunemeld = CommandLine(tmp_path, settings)
        for _ in range(RUNS):
            tunemeld("etl", "run", "extract")
        with installed(tunemeld.store, settings) as ours:
            cold = [report.seconds for report in ours.stores().runs.recent(RUNS)]
    chain = _longest_chain(calls) * LATENCY_MS / 1000
    ratio = statistics.median(warm) / chain

    tell(f"{sum(calls.values())} calls of {LATENCY_MS} ms, the longest chain takes {chain:.1f} s")
    tell(f"in a running process {_described(warm)}, {ratio:.2f} times the chain")
    tell(f"in a new process each {_described(cold)}, {statistics.median(cold) / chain:.2f} times the chain")
    assert ratio <= AT_MOST


def _described(seconds: list[float]) -> str:
    """The median of some measurements, and how far they spread."""
    median = statistics.median(seconds)
    return f"{median:.3f} s in the median of {len(seconds)} ({min(seconds):.3f} to {max(seconds):.3f})"


def _longest_chain(calls: dict[str, int]) -> int:
    """How many calls had to follow one another: pages of one list, or oEmbed after a header that failed."""
    genres = calls["apple-music24/playlist1"]
    assert calls["spotify23/playlist_tracks"] == calls["soundcloud-scraper/v1/playlist/tracks"] == genres
    return 2 if calls.get("oembed/spotify") else 1
