"""The caches that processes share, behind the commands: in use, away, slow, and refusing."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.clocks import HandClock
from tests.integration.cli.conftest import Tunemeld
from tests.integration.http_client.raw_server import raw_server, resetting, silent
from tests.kv_server import TOKEN, KvServer, Told, kv_server
from tests.redis_server import PASSWORD, RedisProcess

from tunemeld.adapters.clock import SystemClock

CHART = ("aggregate", "--genre", "country", "--format", "csv")
NOTE = "Note: the cache was not told of what is new: "
SENT_AWAY = {
    "wrong token": Told(403, b'{"success": false, "errors": [{"code": 10000}]}'),
    "too many": Told(429, b"", (("Retry-After", "1"),)),
    "broken": Told(500, b"oops"),
    "a page": Told(200, b"<html>Please log in</html>", (("Content-Type", "text/html"),)),
    "the request": Told(500, None),
}
_ANSWERS = (
    *("playlist-data/{}", "graph-data/{}", "header-art/{}", "last-updated/{}"),
    *(f"service-playlist/{{}}/{service}" for service in ("Spotify", "AppleMusic", "SoundCloud")),
    *("trending/{}", "movers/{}"),
)
GENRES = ("country", "rap")
RUN = ("etl", "run", "-g", "country", "-g", "rap")
_KEYS = [
    key.format(genre)
    for genre in GENRES
    for key in ("published:v1:sample:{}", *(f"answer:v1:sample:/{path}" for path in _ANSWERS))
]


@pytest.fixture
def kv() -> Iterator[KvServer]:
    with kv_server(HandClock()) as server:
        yield server


def _on_kv(url: str) -> dict[str, str]:
    return {
        "CLOUDFLARE_API_URL": url,
        "CLOUDFLARE_ACCOUNT_ID": "an-account",
        "CLOUDFLARE_NAMESPACE_ID": "a-namespace",
        "CLOUDFLARE_API_TOKEN": TOKEN,
    }


@pytest.fixture(params=["kv", "redis"])
def shared(request: pytest.FixtureRequest) -> Iterator[Mapping[str, str]]:
    """The settings of a cache that works."""
    if request.param == "kv":
        with kv_server(SystemClock()) as server:
            yield _on_kv(server.url)
    else:
        with RedisProcess() as server:
            yield {"REDIS_URL": server.url}


def test_a_chart_that_one_process_made_is_told_by_another_while_the_store_is_away(
    tunemeld: Tunemeld, shared: Mapping[str, str], home: Path
) -> None:
    made = tunemeld(*CHART, **shared)

    told = tunemeld(*CHART, "--offline", TUNEMELD_SQLITE_PATH=str(home), **shared)
    alone = tunemeld(*CHART, "--offline", TUNEMELD_SQLITE_PATH=str(home))

    assert (made.code, told.code, alone.code) == (0, 0, 1)
    assert told.out == made.out
    assert NOTE not in made.err


def test_a_shared_cache_is_checked_and_named(tunemeld: Tunemeld, shared: Mapping[str, str]) -> None:
    health = tunemeld("system", "health", **shared)

    assert health.code == 0
    place = "Cloudflare KV" if "CLOUDFLARE_API_URL" in shared else "Redis at 127.0.0.1:"
    assert place in health.out
    assert ": writes, reads and deletes" in health.out


def test_a_shared_cache_is_cleared_by_a_command_that_names_it(
    tunemeld: Tunemeld, shared: Mapping[str, str]
) -> None:
    tunemeld(*RUN, **shared)

    cleared, again = tunemeld("cache", "clear", **shared), tunemeld("cache", "clear", **shared)

    assert (cleared.code, again.code) == (0, 0)
    assert cleared.out.startswith(f"Cleared: {len(_KEYS)} entries were removed from ")
    assert again.out.startswith("Cleared: 0 entries were removed from ")


def test_a_run_writes_each_chart_with_its_answers_by_one_call_and_its_trends_by_another(
    tunemeld: Tunemeld, kv: KvServer
) -> None:
    ran = tunemeld(*RUN, **_on_kv(kv.url))

    assert sorted(kv.values) == sorted(f"tunemeld:{key}" for key in _KEYS)
    assert [call.partition(" ")[0] for call in kv.calls] == ["PUT"] * 2 * len(GENRES)
    assert f"calls upstream: Cloudflare KV {2 * len(GENRES)}" in ran.out


@pytest.mark.parametrize("fault", SENT_AWAY)
def test_a_run_goes_on_without_a_cache_that_refuses_and_says_so_once(
    tunemeld: Tunemeld, kv: KvServer, fault: str
) -> None:
    well = tunemeld(*CHART)
    kv.told = SENT_AWAY[fault]

    charts = tunemeld(*CHART, "--source", "sample", **_on_kv(kv.url))
    run = tunemeld(*RUN, **_on_kv(kv.url))

    assert (charts.code, charts.out, run.code) == (0, well.out, 0)
    assert f"{NOTE}Cloudflare KV answered" in charts.err
    assert run.out.count(f"{NOTE}Cloudflare KV answered") == 1
    assert len(kv.calls) == 2  # one of each command, whatever the number of genres
    assert TOKEN not in charts.err + run.err + run.out


@pytest.mark.parametrize("hangs", [True, False], ids=["slow", "down"])
@pytest.mark.parametrize("technology", ["kv", "redis"])
def test_a_cache_that_is_slow_or_down_costs_a_run_one_time_out_and_a_note(
    tunemeld: Tunemeld, technology: str, hangs: bool
) -> None:
    with raw_server(silent if hangs else resetting) as server:
        settings = (
            _on_kv(server.url)
            if technology == "kv"
            # That server takes an empty line for the end of a request, as in HTTP: the password brings one.
            else {"REDIS_URL": f"redis://:%0D%0A%0D%0A@{server.address}"}
        )
        ran = tunemeld(*RUN, **settings)

    said = ("did not answer" if hangs else "could not be reached") if technology == "kv" else "Redis at"
    assert ran.code == 0
    assert ran.out.count(NOTE) == 1
    assert said in ran.out
    assert len(server.requests) == 1


def test_a_cache_that_was_away_has_every_chart_after_the_next_run(
    tunemeld: Tunemeld, kv: KvServer, home: Path
) -> None:
    kv.told = SENT_AWAY["broken"]
    made = tunemeld(*CHART, **_on_kv(kv.url))
    kv.told = None

    tunemeld(*RUN, **_on_kv(kv.url))

    told = tunemeld(*CHART, "--offline", TUNEMELD_SQLITE_PATH=str(home), **_on_kv(kv.url))
    assert (told.code, told.out) == (0, made.out)


def test_while_store_and_cache_are_away_the_store_is_the_trouble(
    tunemeld: Tunemeld, kv: KvServer, home: Path
) -> None:
    kv.told = SENT_AWAY["broken"]

    told = tunemeld(*CHART, "--offline", TUNEMELD_SQLITE_PATH=str(home), **_on_kv(kv.url))

    assert (told.code, told.out) == (1, "")
    assert "TUNEMELD_SQLITE_PATH" in told.err


@pytest.mark.parametrize("command", [("etl", "validate"), ("system", "health")])
def test_a_cache_that_refuses_is_a_fault_with_its_remedy(
    tunemeld: Tunemeld, kv: KvServer, command: tuple[str, ...]
) -> None:
    ran = tunemeld(*command, **_on_kv(kv.url) | {"CLOUDFLARE_API_TOKEN": "of-somebody-else"})

    assert ran.code == 1
    assert "check CLOUDFLARE_API_TOKEN, and that it may edit Workers KV" in " ".join(ran.out.split())
    assert "of-somebody-else" not in ran.out + ran.err


def test_a_cache_that_cannot_be_cleared_is_one_sentence(tunemeld: Tunemeld) -> None:
    with RedisProcess() as server:
        url = server.url
    failed = tunemeld("cache", "clear", REDIS_URL=url)

    assert (failed.code, failed.out) == (1, "")
    assert failed.err == (
        f"Error: Redis at {server.address} cannot be reached: start the server, or see REDIS_URL\n"
    )
    assert PASSWORD not in failed.err


def test_another_cache_can_be_named_than_the_one_that_the_addresses_choose(
    tunemeld: Tunemeld, kv: KvServer
) -> None:
    ran = tunemeld(*CHART, TUNEMELD_CACHE="memory", REDIS_URL="redis://127.0.0.1:1", **_on_kv(kv.url))
    chosen = tunemeld(*CHART, TUNEMELD_CACHE="kv", REDIS_URL="redis://127.0.0.1:1", **_on_kv(kv.url))

    assert (ran.code, chosen.code) == (0, 0)
    assert NOTE not in ran.err + chosen.err
    assert len(kv.calls) == 2  # one for the chart, one for its trends
