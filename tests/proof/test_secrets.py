"""Planted secrets come up nowhere: not on a stream, not in a stored byte, whatever upstreams answer."""

from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis
from tests.proof.command_line import CommandLine, Finished
from tests.proof.echoing import ANSWERS, FAILURES, LOOKED_UP, VIDEO, echoing, echoing_as_redis
from tests.proof.figures import Tell
from tests.proof.planted import BESIDE, REDIS_PASSWORD, SETTINGS, secrets_in, secrets_stored
from tests.proof.simulated import settings_for, upstreams
from tests.redis_server import RedisProcess

DAY = "2024-06-22"
FAULTS = ("429", "500", "503", "timeout", "truncated", "html", "not_json_types", "empty", "reset")
IN_A_HURRY = {
    "HTTP_TIMEOUT": "0.3",
    "ETL_RETRY_ATTEMPTS": "2",
    "RETRY_AFTER_CAP": "0",
    "ETL_THREAD_COUNT": "24",
}
RUNS = (
    ("-v", "aggregate", "--genre", "dance", "--format", "json"),
    ("-v", "etl", "run"),
)
LOOKS = (
    ("-v", "aggregate", "--genre", "dance", "--offline"),
    ("-v", "aggregate", "--genre", "dance", "--offline", "--format", "csv", "--min-sources", "1"),
    ("-v", "etl", "status"),
    ("-v", "etl", "validate"),
    ("-v", "system", "health"),
    ("-v", "system", "debug"),
    ("-v", "etl", "run", "--dry-run"),
    ("-v", "explain", "QZTM42400001"),
    ("config", "show"),
    ("--env", "production", "config", "show"),
    ("config", "validate"),
)


KEPT = 8
"""What a cache that processes share holds of a chart: the chart, and its finished answers."""

CACHED = (
    ("-v", "etl", "run"),
    ("-v", "aggregate", "--genre", "dance", "--offline"),
    ("-v", "etl", "validate"),
    ("-v", "system", "health"),
    ("-v", "system", "debug"),
    ("-v", "cache", "clear"),
)


def _leaks(tunemeld: CommandLine, commands: tuple[tuple[str, ...], ...], **settings: str) -> list[str]:
    """Every secret that came up, after a run of these commands; none may end in a traceback either."""
    leaks = []
    for command in commands:
        done = tunemeld(*command, **settings)
        leaks += [f"{' '.join(command)}: {s}" for s in _shown(done)]
        assert "Traceback" not in done.err
    return leaks + secrets_stored(tunemeld.folder)


def _shown(done: Finished) -> list[str]:
    return secrets_in(done.out) + secrets_in(done.err)


def test_the_search_for_secrets_finds_them_in_every_spelling() -> None:
    for value in SETTINGS.values():
        assert secrets_in(f"… {value} …")


def test_good_runs_and_every_look_at_them_show_no_secret(tmp_path: Path, tell: Tell) -> None:
    with upstreams(DAY) as simulated:
        settings = settings_for(simulated.url, DAY, **BESIDE) | SETTINGS
        tunemeld = CommandLine(tmp_path, settings)
        leaks = _leaks(tunemeld, (*RUNS, *LOOKS), LOG_FORMAT="text") + _leaks(
            tunemeld, RUNS, LOG_FORMAT="json"
        )

    tell(f"{2 * len(RUNS) + len(LOOKS)} commands, {len(SETTINGS)} settings with a secret: {len(leaks)} leaks")
    assert leaks == []


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_of_an_upstream_brings_a_secret_up(fault: str, tmp_path: Path, tell: Tell) -> None:
    with upstreams(DAY) as simulated:
        simulated.set(faults={fault: 1.0})
        settings = settings_for(simulated.url, DAY, **BESIDE, **IN_A_HURRY) | SETTINGS
        leaks = _leaks(CommandLine(tmp_path, settings), (*RUNS, *LOOKS[:6]))

    tell(f"every answer is {fault}: {len(leaks)} leaks")
    assert leaks == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_upstream_that_echoes_the_request_brings_no_secret_up(
    answer: str, tmp_path: Path, tell: Tell
) -> None:
    with echoing(answer) as url:
        settings = settings_for(url, DAY, **BESIDE, **IN_A_HURRY) | SETTINGS
        tunemeld = CommandLine(tmp_path, settings)
        leaks = _leaks(tunemeld, (*RUNS, *(LOOKS if answer.startswith("lists") else LOOKS[:6])))
        stored = tunemeld(
            "aggregate", "--genre", "dance", "--offline", "--min-sources", "1", "--format", "json"
        )

    tell(f"every answer is the request, as {answer}: {len(leaks)} leaks")
    assert leaks == []
    assert ("[redacted]" in stored.out) == answer.startswith("lists")
    assert (LOOKED_UP in stored.out) == (answer.startswith("lists") and answer != "lists without lookups")
    assert (VIDEO in stored.out) == (answer in {"lists", "lists without lookups"})


def test_caches_that_processes_share_hold_and_show_no_secret(tmp_path: Path, tell: Tell) -> None:
    with upstreams(DAY) as simulated, RedisProcess("--requirepass", REDIS_PASSWORD) as server:
        url = f"redis://:{REDIS_PASSWORD}@{server.address}/0"
        settings = settings_for(simulated.url, DAY, **BESIDE) | SETTINGS | {"REDIS_URL": url}
        leaks = []
        for cache in ("kv", "redis"):
            leaks += _leaks(CommandLine(tmp_path, settings), CACHED[:-1], TUNEMELD_CACHE=cache)
        with closing(Redis.from_url(url)) as driver:
            values = [str(driver.get(name)) for name in driver.scan_iter()]
        values += [str(value) for value, *_ in simulated.state.kv.values()]
        leaks += [f"in a cache: {secret}" for value in values for secret in secrets_in(value)]

    tell(f"{2 * (len(CACHED) - 1)} commands, {len(values)} values in KV and Redis: {len(leaks)} leaks")
    assert len(values) == 2 * KEPT
    assert leaks == []


@pytest.mark.parametrize("answer", FAILURES)
def test_a_kv_cache_that_echoes_the_request_brings_no_secret_up(
    answer: str, tmp_path: Path, tell: Tell
) -> None:
    with upstreams(DAY) as simulated, echoing(answer) as url:
        settings = settings_for(simulated.url, DAY, **BESIDE) | SETTINGS
        settings |= {"TUNEMELD_CACHE": "kv", "CLOUDFLARE_API_URL": url}
        tunemeld = CommandLine(tmp_path, settings)
        leaks = _leaks(tunemeld, CACHED)
        noted = tunemeld("etl", "run").out

    tell(f"KV answers with the request, as {answer}: {len(leaks)} leaks")
    assert leaks == []
    assert "the cache was not told of what is new: Cloudflare KV answered" in noted


@pytest.mark.parametrize("refuses", ["with the request", "the password", "nobody listens"])
def test_a_redis_cache_that_refuses_brings_no_secret_up(refuses: str, tmp_path: Path, tell: Tell) -> None:
    with upstreams(DAY) as simulated, echoing_as_redis() as echo, RedisProcess() as server:
        place = {"with the request": echo, "the password": server.address}.get(refuses, "127.0.0.1:1")
        settings = settings_for(simulated.url, DAY, **BESIDE) | SETTINGS
        settings |= {"TUNEMELD_CACHE": "redis", "REDIS_URL": f"redis://:{REDIS_PASSWORD}@{place}/0"}
        tunemeld = CommandLine(tmp_path, settings)
        leaks = _leaks(tunemeld, CACHED)
        noted = tunemeld("etl", "run").out

    tell(f"Redis refuses, {refuses}: {len(leaks)} leaks")
    assert leaks == []
    assert f"the cache was not told of what is new: Redis at {place} " in noted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAPIDAPI_KEY", "planted+rapidapi/key-9d31c7f2ab==\nx"),
        ("MONGODB_URL", "postgres://reader:planted%2Fmongo-password-6e12@127.0.0.1/"),
        ("MONGODB_URL", "mongodb://reader:planted/mongo-password-6e12@@127.0.0.1/"),
        ("REDIS_URL", "amqp://:planted-redis-password-b7d4@127.0.0.1"),
        ("HEARTBEAT_URL", "ftp://heartbeat.example/ping/planted-heartbeat-2c90"),
        ("TUNEMELD_CACHE", "kv, planted-cloudflare-token-88e5"),
    ],
)
def test_a_wrong_setting_is_complained_of_without_its_secret(name: str, value: str, tmp_path: Path) -> None:
    settings = {**BESIDE, **SETTINGS, name: value}
    commands = (("config", "validate"), ("config", "show"), ("aggregate", "--genre", "dance"))
    shown = [CommandLine(tmp_path, settings)("-v", *command) for command in commands]

    if name != "TUNEMELD_CACHE":  # what stands in a setting without secrets is shown, that it can be found
        assert [_shown(done) for done in shown] == [[], [], []]
    assert [done.code for done in shown] == [2, 2, 2]
    assert all(name in done.err for done in shown)
