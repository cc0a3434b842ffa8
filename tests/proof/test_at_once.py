"""Several processes that run for a genre at once: one chart, publications without gaps, plays told once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from tests.proof.command_line import CommandLine, Finished
from tests.proof.contents import everything
from tests.proof.figures import Tell
from tests.proof.simulated import WITH_SPOTIFY, WITH_YOUTUBE, Upstreams, settings_for, upstreams
from tests.proof.storages import Storage

EIGHT, TWO = 8, 2
CHART = ("aggregate", "--genre", "dance", "--format", "json")
FULL_RUN = ("etl", "run", "full", "--genre", "dance")
ROUNDS = (
    ("2024-05-04", EIGHT, CHART),
    ("2024-05-11", EIGHT, CHART),
    ("2024-06-14", TWO, FULL_RUN),
    ("2024-06-22", EIGHT, CHART),
)
"""The day, how many processes, and what each of them does; the first ones make the store."""

_LONGEST_SECONDS = 100


def _at_once(
    tunemeld: CommandLine, simulated: Upstreams, number: int, command: tuple[str, ...]
) -> list[Finished]:
    """Run a command so often at once: each of them waits at Apple Music until all have asked there."""
    all_there = Barrier(number)

    def wait_for_the_others(upstream: str) -> bool:
        if upstream == "apple-music24":  # each asks there once
            all_there.wait(_LONGEST_SECONDS)
        return False

    with ThreadPoolExecutor(number) as pool, simulated.seeing_each_call(wait_for_the_others):
        return list(pool.map(lambda _: tunemeld(*command), range(number)))


def test_processes_that_aggregate_a_genre_at_once_publish_one_chart(
    storage: Storage, tmp_path: Path, tell: Tell
) -> None:
    with upstreams(ROUNDS[0][0]) as simulated, storage.fresh() as alone:
        simulated.be_generous()
        for at, (day, number, command) in enumerate(ROUNDS, start=1):
            simulated.set(date=day)
            settings = settings_for(simulated.url, day, **WITH_SPOTIFY, **WITH_YOUTUBE)
            CommandLine(tmp_path, {**settings, **alone.settings})(*command)
            done = _at_once(
                CommandLine(tmp_path, {**settings, **storage.settings}), simulated, number, command
            )
            left = everything(storage, settings)
            charts = [each.document["tracks"] for each in done if command is CHART]

            assert [each.code for each in done] == [0] * number, [each.err[-500:] for each in done]
            assert not [each.err for each in done if "Error" in each.err or "Traceback" in each.err]
            assert [seq for seq, _ in left["publications"]] == list(range(1, at + 1))
            assert left == everything(alone, settings)
            assert all(chart == charts[0] for chart in charts)
            assert len(storage.contents()["runs"]) == sum(n for _, n, _ in ROUNDS[:at])
    tell(
        f"{', '.join(str(number) for _, number, _ in ROUNDS)} processes at once on {len(ROUNDS)} days: all "
        f"exit codes 0, one publication a day, numbered 1 to {len(ROUNDS)}, all as after one process alone"
    )
