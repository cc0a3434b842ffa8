"""Asking a running server how it is, as its clients would."""

import re
import time
from collections.abc import Iterator
from typing import Any

import requests
from pydantic import ValidationError

from tunemeld.application.answers.charts import ChartAnswer
from tunemeld.application.answers.envelope import Failure, Success
from tunemeld.application.answers.genres import GenreAnswer
from tunemeld.application.report import Check, Health
from tunemeld.entrypoints.cli.main import Options
from tunemeld.settings import Settings, load_settings

_TIMEOUT_SECONDS = 10.0
_CHARTS = 3
_LONGEST = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_START = "start it by `tunemeld api start`, or name it by --host and --port"
_SEE_LOG = "see the server's log: `tunemeld api logs`"
_ANEW = "start the server anew, or report a bug"


def ask(options: Options, **overrides: object) -> Health:
    """What the server's /health tells, what asking it for charts gave, and whether it answers at all.

    Raises:
        InvalidSettings: with every problem that there is.
    """
    settings = load_settings(options.env, **overrides)
    with requests.Session() as session:
        session.trust_env = False  # a proxy for the world outside knows nothing of this server
        if settings.allowed_hosts:
            session.headers["Host"] = settings.allowed_hosts[0]
        checks = {_plain(name): _cleaned(check) for name, check in _found(session, _base(settings))}
    return Health(overall_healthy=all(check.healthy for check in checks.values()), checks=checks)


def _base(settings: Settings) -> str:
    host = settings.api_host.strip("[]")
    # What listens on every address is reached on this machine's own.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - nothing is bound here
    return f"http://[{host}]:{settings.api_port}" if ":" in host else f"http://{host}:{settings.api_port}"


def _found(session: requests.Session, base: str) -> Iterator[tuple[str, Check]]:
    """Each finding by its name, the charts of the first genres that have one among them."""
    server, health = _asked(session, f"{base}/health", Health, _START)
    yield "server", server
    if health is None:
        return
    yield from health.checks.items()
    found, genres = _asked(session, f"{base}/genres", list[GenreAnswer], _SEE_LOG)
    if genres is None:
        yield "genres", found
        return
    charted = [genre.name for genre in genres if genre.last_updated]
    if not charted:
        yield "charts", Check.found("no genre has a chart yet (`tunemeld etl run`)")
    for genre in charted[:_CHARTS]:
        path = f"/playlist-data/{genre}"
        found, charts = _asked(session, f"{base}{path}", list[ChartAnswer], _SEE_LOG)
        yield path, found if charts is None else _judged(found, genre, charts)


def _judged(found: Check, genre: str, charts: list[ChartAnswer]) -> Check:
    """Whether an answer is the chart of that genre, and in order."""
    ranks = [track.rank for chart in charts for track in chart.tracks]
    if [chart.genre_name for chart in charts] != [genre] or ranks != [*range(1, len(ranks) + 1)]:
        wrong = {"healthy": False, "details": "is not the chart of that genre in its order", "remedy": _ANEW}
        return found.model_copy(update=wrong)
    published = f"{charts[0].insert_timestamp:%Y-%m-%d}"
    return found.model_copy(update={"details": f"{len(ranks)} tracks, published {published}"})


def _asked(session: requests.Session, url: str, wanted: Any, remedy: str) -> tuple[Check, Any]:
    """A check of one answer, and what it holds; None where that is not what was wanted."""
    started = time.monotonic()
    data = None
    try:
        answer = session.get(url, timeout=_TIMEOUT_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        check = Check.found(f"{url} does not answer ({type(error).__name__})", remedy)
    else:
        check, data = _understood(answer, wanted, remedy)
    spent = round((time.monotonic() - started) * 1000, 1)
    return check.model_copy(update={"duration_ms": spent}), data


def _understood(answer: requests.Response, wanted: Any, remedy: str) -> tuple[Check, Any]:
    said = f"{answer.url} answered {answer.status_code}"
    try:
        told = Success[wanted].model_validate_json(answer.content)
    except ValidationError as invalid:
        return _misunderstood(answer, said, invalid, remedy), None
    if answer.status_code != 200:
        return Check.found(f"{said}: {told.message}", remedy), None
    return Check.found(f"{said}: {told.message}"), told.data


def _misunderstood(answer: requests.Response, said: str, invalid: ValidationError, remedy: str) -> Check:
    try:
        return Check.found(f"{said}: {Failure.model_validate_json(answer.content).message}", remedy)
    except ValidationError:
        first = invalid.errors(include_url=False, include_input=False)[0]
    if not first["loc"] or first["loc"][0] != "data":
        return Check.found(f"{said}, and no envelope: is that TuneMeld?", _START)
    where = ".".join(map(str, first["loc"]))
    return Check.found(f"{said}, in another shape than this version's ({where}: {first['msg']})", _ANEW)


def _cleaned(check: Check) -> Check:
    return check.model_copy(update={"details": _plain(check.details), "remedy": _plain(check.remedy)})


def _plain(text: str) -> str:
    """Without what a terminal obeys, and no longer than people read: perhaps that is no TuneMeld."""
    return _CONTROL.sub(" ", text)[:_LONGEST]
