"""From what a page tells to its HTML: one environment, one layout, one policy for all pages."""

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from tunemeld.entrypoints.http.endpoint import Reply
from tunemeld.entrypoints.http.events import ids
from tunemeld.entrypoints.http.pages import addresses, assets, words
from tunemeld.entrypoints.http.pages.reasons import RULES
from tunemeld.entrypoints.http.ready import NEVER, REVALIDATED, VARY_BY_ACCEPT, Ready, made_ready

HTML = "text/html; charset=utf-8"
# Reload, back, a new chart: whoever looks again asks whether it is still the same, which costs a 304.
_LASTING = REVALIDATED


def page(template: str, *, genres: Iterable[str], **told: Any) -> Reply:
    """A page; `told` is what its template takes. It is a view: kept until a chart changes."""
    body = _environment().get_template(template).render(genres=tuple(genres), **told)
    return Reply(
        body.encode(),
        media_type=HTML,
        cache_control=_LASTING,
        headers=_headers(),
        is_view=True,
    )


def refused_page(
    status: int, message: str, *, route: str = "refused", headers: Iterable[tuple[str, str]] = ()
) -> Ready:
    """What a browser is told of an error, in the same words as a program."""
    told = {"genres": (), "status": status, "message": message}
    body = _environment().get_template("refused.html").render(told)
    return made_ready(
        body.encode(),
        route=route,
        media_type=HTML,
        status=status,
        cache_control=NEVER,
        headers=(*_headers(), *headers),
    )


def _headers() -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Security-Policy", addresses.policy(assets.early_digest())),
        ("Vary", VARY_BY_ACCEPT),
    )


def _part(text: object) -> str:
    """A text as one part of an address."""
    return quote(str(text), safe="")


def _events_after(genre: str, seq: int) -> str:
    """Where what was published of a genre after that number is told, however long ago that was."""
    return f"/events?genre={_part(genre)}&last_event_id={_part(ids.written({genre: seq}))}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tunemeld.entrypoints.http.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "service": words.service_name,
        "day": words.day,
        "short_day": words.short_day,
        "weekday": words.weekday,
        "count": words.count,
        "whole": words.whole,
        "signed": words.signed,
        "signed_count": words.signed_count,
        "label": words.label,
        "listed": words.listed,
        "title": lambda text: str(text).title(),  # as /genres has it
        "part": _part,
        "events_after": _events_after,
    }
    environment.globals |= {
        "assets": f"/static/{assets.edition()}",
        "early_script": assets.early_script(),
        "many": words.many,
        "rules": RULES,
    }
    return environment
