"""Workers that vanish as a whole, and such as are paused and go on: each part is done once nevertheless."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from tests.integration.cli.conftest import ended, in_a_process
from tests.mongo_servers import fresh_database, standalone
from tests.proof.figures import Tell
from tests.redis_server import RedisProcess
from tests.workers import Worker

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.application.divide import STAGES
from tunemeld.application.report import RunReport, RunStatus

RUN = ("etl", "run", "--distributed", "--genre", "rap", "--genre", "pop")
DONE = {"pop": [1], "rap": [1]}


@pytest.fixture
def settings() -> Iterator[dict[str, str]]:
    """A database and a Redis server of a test's own; a part may take fifteen seconds."""
    with RedisProcess() as redis, fresh_database(standalone()) as name:
        yield {
            "MONGODB_URL": standalone(),
            "MONGODB_DATABASE": name,
            "REDIS_URL": redis.url,
            "TUNEMELD_CACHE": "memory",
            "TUNEMELD_NOW": "2024-06-22T02:30:00+00:00",
            "ISRC_LOOKUP_BUDGET": "10000",
            "SCHEDULER_LEASE_SECONDS": "2",
            "WORKER_TASK_SECONDS": "15",
        }


def stores_of(settings: dict[str, str]) -> MongoStores:
    """What lies in the database."""
    return MongoStores(settings["MONGODB_URL"], settings["MONGODB_DATABASE"])


def reports_of(stores: MongoStores) -> dict[str, RunReport]:
    """The reports of the one run and of its parts."""
    whole = {each.run_id: each for each in stores.runs.recent(1)}
    parts = [f"{run_id}/{genre}/{stage}" for run_id in whole for genre in DONE for stage in STAGES]
    return {**whole, **stores.runs.of(parts)}


def is_doing(stores: MongoStores, stage: str) -> bool:
    """Whether a part of this stage is under way."""
    reports = reports_of(stores)
    return any(each.endswith(stage) and reports[each].status is RunStatus.RUNNING for each in reports)


def published(stores: MongoStores) -> dict[str, list[int]]:
    """The numbers of what both genres have shown."""
    return {g: [each.seq for each in stores.charts.publications(g, "sample")] for g in DONE}


@pytest.mark.parametrize("stage", ["transform", "aggregate"])
def test_what_a_worker_had_that_vanished_with_all_its_processes_is_done_by_another(
    stage: str, settings: dict[str, str], tmp_path: Path, tell: Tell
) -> None:
    with ExitStack() as open_, closing(stores_of(settings)) as stores:
        first = open_.enter_context(Worker(settings, tmp_path / "first"))
        waiting = in_a_process(*RUN, settings=settings)
        first.wait_until(lambda: is_doing(stores, stage))
        for process in (first.process.pid, *first.children()):
            os.kill(process, signal.SIGKILL)
        second = open_.enter_context(Worker(settings, tmp_path / "second"))

        ran = ended(waiting)

        assert (ran.code, second.stop()) == (0, 0), ran.err + second.log
        assert published(stores) == DONE
        assert {each.status for each in reports_of(stores).values()} == {RunStatus.DONE}
        tell(f"a worker killed while it did {stage}: 8 parts done, each chart published once")


def test_a_worker_that_is_paused_beyond_the_end_of_its_run_spoils_nothing_when_it_goes_on(
    settings: dict[str, str], tmp_path: Path, tell: Tell
) -> None:
    with ExitStack() as open_, closing(stores_of(settings)) as stores:
        paused = open_.enter_context(Worker(settings, tmp_path / "paused"))
        waiting = in_a_process(*RUN, settings=settings)
        paused.wait_until(lambda: is_doing(stores, "transform"))
        stopped = (paused.process.pid, *paused.children())
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        other = open_.enter_context(Worker(settings, tmp_path / "other"))
        ran = ended(waiting)
        reports = reports_of(stores)
        for process in stopped:
            os.kill(process, signal.SIGCONT)
        code = paused.stop()

        assert (ran.code, code, other.stop()) == (0, 0, 0), ran.err + paused.log
        assert published(stores) == DONE
        assert reports_of(stores) == reports
        assert "another process has taken over genre/" in paused.log
        tell("a worker paused until its run was over: 8 parts done, no report or chart touched afterwards")
