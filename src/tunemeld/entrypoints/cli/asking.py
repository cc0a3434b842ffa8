"""Asking a running server how it is, as its clients would."""

import time
from collections.abc import Iterator
from typing import Any

import requests

from tunemeld.application.report import Check, Health
from tunemeld.entrypoints.cli.main import Options
from tunemeld.settings import Settings, load_settings

_TIMEOUT_SECONDS = 10.0
_CHARTS = 3
_CHART_FIELDS = {
    "genre_name",
    "service_name",
    "insert_timestamp",
    "snapshot_id",
    "strategy",
    "sources",
    "tracks",
}


def ask(options: Options, **overrides: object) -> Health:
    """What the server's /health tells, what asking it for charts gave, and whether it answers at all.

    Raises:
        InvalidSettings: with every problem that there is.
    """
    settings = load_settings(options.env, **overrides)
    base = _base(settings)
    checks: dict[str, Check] = {}
    found, document = _timed(
        f"{base}/health", "start it by `tunemeld api start`, or name it by --host and --port"
    )
    checks["server"] = found
    if document is not None:
        checks |= _told(document)
        checks |= dict(_charts(base))
    return Health(overall_healthy=all(check.healthy for check in checks.values()), checks=checks)


def _base(settings: Settings) -> str:
    host = settings.api_host.strip("[]")
    # What listens on every address is reached on this machine's own.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - nothing is bound here
    return f"http://[{host}]:{settings.api_port}" if ":" in host else f"http://{host}:{settings.api_port}"


def _told(document: Any) -> dict[str, Check]:
    try:
        return dict(Health.model_validate(document["data"]).checks)
    except (KeyError, TypeError, ValueError):
        return {
            "health": Check.found("/health is of another shape than this version's", "start the server anew")
        }


def _charts(base: str) -> Iterator[tuple[str, Check]]:
    """The charts of the first genres that have one."""
    found, document = _timed(f"{base}/genres", "see the server's log: `tunemeld api logs`")
    if document is None:
        yield "genres", found
        return
    charted = [genre["name"] for genre in document["data"] if genre["last_updated"]]
    if not charted:
        yield "charts", Check.found("no genre has a chart yet (`tunemeld etl run`)")
    for genre in charted[:_CHARTS]:
        path = f"/playlist-data/{genre}"
        found, chart = _timed(f"{base}{path}", "see the server's log: `tunemeld api logs`")
        yield path, found if chart is None else _judged(found, genre, chart)


def _judged(found: Check, genre: str, document: Any) -> Check:
    """Whether a body is a chart, and in order."""
    chart = document["data"][0]
    missing = sorted(_CHART_FIELDS - chart.keys())
    ranks = [track["rank"] for track in chart["tracks"]]
    if missing or chart["genre_name"] != genre or ranks != list(range(1, len(ranks) + 1)):
        wrong = f"lacks {', '.join(missing)}" if missing else "is not the chart of that genre in its order"
        return found.model_copy(
            update={"healthy": False, "details": wrong, "remedy": "start the server anew, or report a bug"}
        )
    return found.model_copy(
        update={"details": f"{len(ranks)} tracks, published {chart['insert_timestamp'][:10]}"}
    )


def _timed(url: str, remedy: str) -> tuple[Check, Any]:
    """A check of one answer, and its document; None where it is no success in the envelope."""
    started = time.monotonic()
    try:
        answer = requests.get(url, timeout=_TIMEOUT_SECONDS)
        document = answer.json()
        is_good = answer.status_code == 200 and document["status"] == "success"
        details = f"{url} answered {answer.status_code}: {document['message']}"
    except requests.exceptions.JSONDecodeError:
        is_good, document, details = False, None, f"{url} answered no JSON: is that TuneMeld?"
    except requests.RequestException as error:
        is_good, document, details = False, None, f"{url} does not answer ({type(error).__name__})"
    except (KeyError, TypeError):
        is_good, document, details = False, None, f"{url} answered no envelope: is that TuneMeld?"
    check = Check.found(details, "" if is_good else remedy)
    spent = round((time.monotonic() - started) * 1000, 1)
    return check.model_copy(update={"duration_ms": spent}), document if is_good else None
