"""Distributed runs with real workers, and what is said where there can be none."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from tests.integration.cli.conftest import Tunemeld, ended, in_a_process
from tests.mongo_servers import fresh_database, standalone
from tests.timeless import timeless
from tests.workers import Worker, redis_database

from tunemeld.adapters.stores.mongo import MongoStores
from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.adapters.work_queue.celery import CeleryQueue
from tunemeld.adapters.work_queue.celery_app import new_app
from tunemeld.application.errors import WorkersAway
from tunemeld.application.report import RunStatus
from tunemeld.container import Container
from tunemeld.domain.lookup import LookupKind, isrc_key
from tunemeld.domain.ranking import Strategy
from tunemeld.settings import load_settings

GENRES = ("country", "dance", "pop", "rap")
STAGES = ("extract", "transform", "aggregate", "view_count")
AMPLE = {"ISRC_LOOKUP_BUDGET": "10000", "TUNEMELD_CACHE": "memory", "SCHEDULER_LEASE_SECONDS": "1"}
RUN = ("etl", "run", "--distributed")


def for_readers(**settings: str) -> dict[str, Any]:
    """Charts, lists, readings, videos and lookups of an installation, without the times of runs."""
    container = Container(settings=load_settings(None, **settings))
    charts, today, seen = container.charts(), container.clock().now().date(), {}
    with closing(container.stores()) as stores:
        for genre in GENRES:
            snapshot = charts.published(genre).snapshot
            ids = {each.id for each in snapshot.recordings}
            keys = {isrc_key(listing) for each in snapshot.recordings for listing in each.listings}
            counted = stores.readings.series(ids, today)
            seen[genre] = {
                "published": [(x.seq, x.snapshot_id) for x in stores.charts.publications(genre, "sample")],
                "charts": [timeless(charts.chart(genre, strategy=s, min_sources=1).tracks) for s in Strategy],
                "lists": {service: snapshot.playlist(service) for service in snapshot.lists},
                "readings": {
                    (i, c): [p.value for p in x.points] for i, by in counted.items() for c, x in by.items()
                },
                "videos": {i: each.ids for i, each in stores.videos.recall(ids).items()},
                "lookups": {k: x.value for k, x in stores.lookups.recall(LookupKind.ISRC, keys).items()},
            }
    return seen


@pytest.fixture(scope="module")
def on_mongodb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Worker, dict[str, str]]]:
    """A worker with two processes, and the settings of its installation, whose store is empty at first."""
    with fresh_database(standalone()) as name:
        settings = {
            **AMPLE,
            "MONGODB_URL": standalone(),
            "MONGODB_DATABASE": name,
            "REDIS_URL": redis_database(1),
            "TUNEMELD_NOW": "2024-06-22T02:30:00+00:00",
        }
        with Worker(settings, tmp_path_factory.mktemp("worker") / "log", concurrency=2) as worker:
            yield worker, settings


def test_workers_come_to_what_one_process_comes_to(
    on_mongodb: tuple[Worker, dict[str, str]], tunemeld: Tunemeld, tmp_path: Path
) -> None:
    _, settings = on_mongodb

    divided = tunemeld(*RUN, **settings)
    single = tunemeld("etl", "run", TUNEMELD_SQLITE_PATH=str(tmp_path / "alone.db"), **AMPLE)

    assert (divided.code, single.code) == (0, 0), divided.err
    assert "Run 20240622T0230" in divided.out
    theirs = for_readers(mongodb_url=settings["MONGODB_URL"], mongodb_database=settings["MONGODB_DATABASE"])
    assert theirs == for_readers(tunemeld_sqlite_path=str(tmp_path / "alone.db"))
    assert all(all(found.values()) and len(found["published"]) == 1 for found in theirs.values())
    with closing(MongoStores(settings["MONGODB_URL"], settings["MONGODB_DATABASE"])) as stores:
        (whole,) = stores.runs.recent(100)
        ids = [f"{whole.run_id}/{genre}/{stage}" for genre in GENRES for stage in STAGES]
        reports = {**stores.runs.of(ids), whole.run_id: whole}
    assert reports.keys() == {whole.run_id, *ids}
    assert {each.status for each in reports.values()} == {RunStatus.DONE}


def test_messages_that_are_no_parts_of_runs_do_no_harm(
    on_mongodb: tuple[Worker, dict[str, str]], tunemeld: Tunemeld
) -> None:
    worker, settings = on_mongodb
    app = new_app(settings["REDIS_URL"], 900)
    send(app, "os.system", ["true"])
    send(app, "tunemeld.part", [], part={"run_id": "x", "genre": "pop", "stage": "rm -rf"})
    send(app, "tunemeld.part", ["one", "two"])
    app.conf.task_serializer = "pickle"
    send(app, "tunemeld.part", [], part={})

    worker.wait_until(lambda: worker.log.count("Refusing to deserialize untrusted content of type pickle"))
    ran = tunemeld(*RUN, "aggregate", **settings)

    assert ran.code == 0, ran.err
    assert "unregistered task of type 'os.system'" in worker.log
    assert "a message is no part of a run (stage, threads)" in worker.log


def send(app: Celery, task: str, arguments: list[str], **named: object) -> None:
    """Put a message into the queue, as anybody could who reaches Redis."""
    app.send_task(task, args=arguments, kwargs=named, serializer=app.conf.task_serializer)


def test_a_part_whose_process_was_killed_is_done_by_another_and_published_once(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "shared.db"
    settings = {**AMPLE, "TUNEMELD_SQLITE_PATH": str(file), "REDIS_URL": redis_database(2)}
    with Worker(settings, tmp_path / "log") as worker, closing(SqliteStores(file)) as stores:
        waiting = in_a_process(*RUN, "--genre", "rap", settings=settings)

        def aggregates() -> bool:
            parts = [f"{each.run_id}/rap/aggregate" for each in stores.runs.recent(1)]
            return any(each.status is RunStatus.RUNNING for each in stores.runs.of(parts).values())

        worker.kill_child_while(aggregates)
        ran = ended(waiting)

        assert (ran.code, worker.stop()) == (0, 0), ran.err + worker.log
        assert [each.seq for each in stores.charts.publications("rap", "sample")] == [1]
        (whole,) = stores.runs.recent(10)
        assert whole.status is RunStatus.DONE
        assert whole.genres["rap"].published
        lines = [line for line in worker.log.splitlines() if not line.startswith(("Note: ", "Working; "))]
        assert all(json.loads(line) for line in lines)
        assert "planted" not in worker.log


def test_runs_are_distributed_only_where_others_can_take_part(tunemeld: Tunemeld) -> None:
    without_redis = tunemeld(*RUN, TUNEMELD_STORAGE="sqlite")
    in_memory = tunemeld(*RUN, TUNEMELD_STORAGE="memory", REDIS_URL="redis://127.0.0.1:9")

    assert (without_redis.code, in_memory.code) == (2, 2)
    assert "Error: REDIS_URL is not set" in without_redis.err
    assert "Error: workers would not see what lies in this process's memory" in in_memory.err
    for command in (("worker", "start"), ("scheduler", "start", "--distributed")):
        refused = tunemeld(*command, TUNEMELD_STORAGE="sqlite")
        assert (refused.code, "Error: REDIS_URL is not set" in refused.err) == (2, True)


def test_a_worker_that_cannot_reach_redis_says_where_it_looked_and_no_password(tunemeld: Tunemeld) -> None:
    refused = tunemeld("worker", "start", REDIS_URL="redis://:planted-pw@127.0.0.1:9/0")

    assert refused.code == 1
    assert "Error: Redis at 127.0.0.1:9, by which work is handed to workers, cannot be used" in refused.err
    assert "planted-pw" not in refused.err


def test_nobody_answers_where_there_is_no_worker() -> None:
    queue = CeleryQueue(new_app(redis_database(3), 900), "tunemeld.part", "here", answer_seconds=0.1)

    assert not queue.has_workers()
    assert queue.ended(["a part that nobody knows"]) == {}


def test_what_asks_a_redis_that_is_away_is_told_so() -> None:
    queue = CeleryQueue(new_app("redis://127.0.0.1:9", 900), "tunemeld.part", "127.0.0.1:9")

    with pytest.raises(WorkersAway, match=r"^Redis at 127.0.0.1:9,"):
        queue.ended(["any"])
