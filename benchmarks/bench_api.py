"""What the API serves a second, beside the fastest bare Falcon application that returns the same bytes."""

import base64
import json
import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import requests
import structlog
from benchmarks.load import WORKERS, Load, Started, asked, can_load, started
from benchmarks.served import GRAPH
from tests.mongo_servers import fresh_database, standalone

from tunemeld.application.pipeline import Order
from tunemeld.application.report import Stage
from tunemeld.container import Container
from tunemeld.settings import load_settings

_ROUNDS = 3
_SECONDS = 4
_CHART = "/playlist-data/dance"
_CONFIG = "python:tunemeld.entrypoints.http.gunicorn_config"
_SETTINGS = {"TUNEMELD_ENV": "development", "LOG_FORMAT": "json", "TUNEMELD_SOURCE": "sample"}
_PEERS = {
    "bare Falcon, WSGI, gthread": ("benchmarks.bare:wsgi", "-k", "gthread", "--threads", "4"),
    "bare Falcon, ASGI, gunicorn": ("benchmarks.bare:asgi", "-k", "asgi"),
    "bare Falcon, ASGI, uvicorn": ("benchmarks.bare:asgi", "-k", "uvicorn_worker.UvicornWorker"),
}
_OF_THE_SERVER = {"Content-Length", "Server", "Date", "Connection"}
# Each is asked once, so that none lies ready.
_COLD = """
n = 0
request = function()
  n = n + 1
  local sources = math.floor(n / 10000) % 3 + 1
  return wrk.format("GET", "{path}limit=" .. (n % 10000 + 1) .. "&min_sources=" .. sources)
end
"""


def main() -> None:
    """Print a table for each kind of answer."""
    if not can_load():
        return
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory()))
        url = standalone()
        database = opened.enter_context(fresh_database(url))
        settings = {**_SETTINGS, "MONGODB_URL": url, "MONGODB_DATABASE": database}
        _fill(url, database)
        ours = opened.enter_context(_served(settings, LOG_LEVEL="WARNING"))
        loud = opened.enter_context(_served(settings, LOG_LEVEL="INFO", API_RATE_LIMIT="1000000000"))
        print(f"API, {WORKERS} workers, median of {_ROUNDS} rounds, taken in turns")
        for path in (_CHART, GRAPH):
            for encoding in ("identity", "gzip"):
                _compare(folder, path, encoding, ours, loud)
        _tell_cold(ours)
        print(f"  memory of a worker: {ours.megabytes_a_worker():.0f} MB (PSS)")
    print()


def _served(settings: Mapping[str, str], **more: str) -> AbstractContextManager[Started]:
    return started("benchmarks.served:create_app()", {**settings, **more}, "-c", _CONFIG)


def _fill(url: str, database: str) -> None:
    """Three weeks of the sample's charts."""
    for day in ("2024-06-08", "2024-06-15", "2024-06-22"):
        place = {"mongodb_url": url, "mongodb_database": database, "tunemeld_storage": "mongo"}
        settings = load_settings("testing", tunemeld_source="sample", tunemeld_now=day, **place)
        container = Container(settings=settings)
        container.pipeline().run(Order(stage=Stage.FULL, genres=["dance"], threads=1))
        container.stores().close()


def _compare(folder: Path, path: str, encoding: str, ours: Started, loud: Started) -> None:
    headers = {"Accept-Encoding": encoding}
    answer = requests.get(f"{ours.url}{path}", headers=headers, stream=True, timeout=10)
    body = answer.raw.read(decode_content=False)
    kept = {name: value for name, value in answer.headers.items() if name not in _OF_THE_SERVER}
    file = folder / "answer.json"
    file.write_text(json.dumps({"headers": kept, "body": base64.b64encode(body).decode()}), "utf-8")
    with ExitStack() as opened:
        contenders = {"TuneMeld": f"{ours.url}{path}", "TuneMeld, everything on": f"{loud.url}{path}"}
        for name, (application, *options) in _PEERS.items():
            peer = opened.enter_context(started(application, {"BARE_ANSWER": str(file)}, *options))
            contenders[name] = f"{peer.url}/answer"
        measured = _in_turns(contenders, headers)
    fastest = measured[max(_PEERS, key=lambda name: measured[name].per_second)]
    print(f"  /{path.split('/')[1]}, {encoding}, {len(body):,} bytes; ratios to the fastest bare one")
    for name, load in measured.items():
        ratio, slower = load.per_second / fastest.per_second, load.p99_ms / fastest.p99_ms
        print(f"    {name:<28} {load.per_second:>7,.0f}/s {ratio:5.2f}", end="")
        print(f"   p99 {load.p99_ms:6.2f} ms {slower:5.2f}")


def _in_turns(contenders: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Load]:
    rounds: dict[str, list[Load]] = {name: [] for name in contenders}
    for number in range(_ROUNDS + 1):  # the first one warms up
        for name, url in contenders.items():
            load = asked(url, seconds=_SECONDS if number else 1, headers=headers)
            if number:
                rounds[name].append(load)
    return {
        name: Load(median(each.per_second for each in loads), median(each.p99_ms for each in loads))
        for name, loads in rounds.items()
    }


def _tell_cold(ours: Started) -> None:
    """Answers that nothing lies ready for: views of the current chart, and earlier charts from MongoDB."""
    paths = {
        "views computed in memory": f"{_CHART}?",
        "earlier charts from MongoDB": f"{_CHART}?as_of=2024-06-15&",
    }
    for what, path in paths.items():
        load = asked(ours.url, seconds=_SECONDS, script=_COLD.replace("{path}", path))
        print(f"  {what:<30} {load.per_second:>7,.0f}/s         p99 {load.p99_ms:6.0f} ms")


if __name__ == "__main__":
    main()
