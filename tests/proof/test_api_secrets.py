"""Planted secrets come up in no answer and no log line of a server, nor does where it lies, whatever fails.

What an upstream answers with status 200 is data: where that holds its own request, its address is there.
"""

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.api_server import api_server
from tests.mongo_servers import fresh_database, standalone, user, with_credentials
from tests.proof.asked_of_api import Said, everything, hidden_in_requests
from tests.proof.echoing import ANSWERS, echoing, echoing_as_redis
from tests.proof.figures import Tell
from tests.proof.planted import (
    BESIDE,
    MONGODB_PASSWORD,
    REDIS_PASSWORD,
    SETTINGS,
    secrets_in,
    secrets_stored,
)
from tests.proof.simulated import settings_for, upstreams
from tests.redis_server import RedisProcess

DAY = "2024-06-22"
TOKEN = SETTINGS["ADMIN_TOKEN"]
IN_A_HURRY = {"HTTP_TIMEOUT": "0.3", "ETL_RETRY_ATTEMPTS": "2", "RETRY_AFTER_CAP": "0", "LOG_LEVEL": "DEBUG"}
NOWHERE = "127.0.0.1:1"
ECHOED_AS_DATA = {*(answer for answer in ANSWERS if answer.startswith("lists")), "message", "error"}


@contextmanager
def _settings(case: str) -> Iterator[dict[str, str]]:
    """Settings with a secret in each that can hold one; the servers that they name are as `case` says."""
    store, cache, upstream = case.split(", ", maxsplit=2)
    with ExitStack() as opened:
        url = opened.enter_context(
            echoing(upstream) if upstream in ANSWERS else _address_of_upstreams(upstream)
        )
        settings = settings_for(url, DAY, **BESIDE, **IN_A_HURRY) | SETTINGS
        if store != "SQLite":
            address = {
                "MongoDB": lambda: opened.enter_context(user(standalone(), "reader", MONGODB_PASSWORD)),
                "refuses the login": lambda: with_credentials(standalone(), "reader", MONGODB_PASSWORD),
                "away": lambda: with_credentials(f"mongodb://{NOWHERE}/", "reader", MONGODB_PASSWORD),
            }[store]()
            database = opened.enter_context(fresh_database(standalone()))
            settings |= {
                "TUNEMELD_STORAGE": "mongo",
                "MONGODB_URL": address,
                "MONGODB_DATABASE": database,
            }
        if cache == "KV":
            settings |= {"TUNEMELD_CACHE": "kv"}
        elif cache != "memory":
            place = {
                "Redis": lambda: opened.enter_context(RedisProcess("--requirepass", REDIS_PASSWORD)).address,
                "Redis echoes": lambda: opened.enter_context(echoing_as_redis()),
                "Redis is away": lambda: NOWHERE,
            }[cache]()
            settings |= {"TUNEMELD_CACHE": "redis", "REDIS_URL": f"redis://:{REDIS_PASSWORD}@{place}/0"}
        yield settings


@contextmanager
def _address_of_upstreams(kind: str) -> Iterator[str]:
    with upstreams(DAY) as simulated:
        if kind != "well":
            simulated.set(faults={kind: 1.0})
        yield simulated.url


CASES = (
    "SQLite, memory, well",
    "MongoDB, Redis, well",
    "MongoDB, KV, well",
    "refuses the login, Redis echoes, well",
    "away, Redis is away, well",
    "away, KV, message",
    *(f"SQLite, memory, {fault}" for fault in ("timeout", "truncated", "reset", "429")),
    *(f"SQLite, KV, {answer}" for answer in ANSWERS),
)
"""Store, cache, and what upstreams answer."""


@pytest.mark.parametrize("case", CASES)
def test_no_answer_and_no_log_line_has_a_secret_or_a_place(case: str, tmp_path: Path, tell: Tell) -> None:
    with _settings(case) as settings:
        said, log = _heard(tmp_path, {**settings, "LOG_FORMAT": "json"})
        more, more_log = _heard(tmp_path, {**settings, "LOG_FORMAT": "text"})
    said, log = said + more, log + more_log

    leaks = [f"{each.asked}: {s}" for each in said for s in secrets_in(each.text)]
    leaks += [f"log: {s}" for s in secrets_in(log)] + secrets_stored(tmp_path)
    places = _places(settings, tmp_path, data_tell=case.split(", ", maxsplit=2)[2] in ECHOED_AS_DATA)
    told = [f"{each.asked}: {place}" for each in said for place in places if place in each.text]
    runs = sum(each.asked == "POST /runs" and each.status == 202 for each in said)
    tell(
        f"{case}: {len(said)} answers, {log.count(chr(10))} log lines, {runs} runs: {len(leaks + told)} leaks"
    )
    assert leaks == []
    assert told == []
    assert "wrong-token-0123456789" not in log
    assert "Traceback" not in log
    assert [each.asked for each in said if each.status == 500] == []
    assert runs == (2 if case.startswith(("SQLite", "MongoDB")) else 0)


def _heard(folder: Path, settings: Mapping[str, str]) -> tuple[list[Said], str]:
    """All that a server answers, and its log."""
    with api_server(folder, settings, workers=1) as server:
        said = everything(server, TOKEN)
        hidden_in_requests(server, [TOKEN, MONGODB_PASSWORD, SETTINGS["RAPIDAPI_KEY"]])
    return said, server.log()


def _places(settings: Mapping[str, str], folder: Path, *, data_tell: bool) -> set[str]:
    """What tells where an installation lies; its proxies, unless data tell of them."""
    stores = {settings["MONGODB_URL"], settings["REDIS_URL"]}
    proxies = {url for name, url in settings.items() if name.endswith("_URL") and name != "HEARTBEAT_URL"}
    hosts = {urlsplit(url).netloc.rpartition("@")[2] for url in (stores if data_tell else stores | proxies)}
    # A host name as short as `db` stands in ordinary words.
    return {*hosts, str(folder), *(name for name in (socket.gethostname(),) if len(name) > 4)}
