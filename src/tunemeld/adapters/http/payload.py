"""From an upstream's text to a JSON object, or to an error that says what came instead."""

import json
from typing import Any, NoReturn

from tunemeld.adapters.http.answer import in_one_line, stated_message
from tunemeld.application.errors import BadPayload, UpstreamRejected


def json_object(upstream: str, text: str) -> dict[str, Any]:
    """The JSON object that the text holds.

    Raises:
        BadPayload: it holds none, or an empty one.
        UpstreamRejected: it holds an error, which several upstreams send with status 200.
    """
    parsed = _parsed(upstream, text)
    if not isinstance(parsed, dict):
        raise _bad(upstream, f"JSON that is {_kind(parsed)}")
    if not parsed:
        raise _bad(upstream, "an empty JSON object")
    if set(parsed) == {"message"} or parsed.get("error"):
        stated = in_one_line(stated_message(parsed)) or "no reason given"
        raise UpstreamRejected(upstream, f"{upstream} refused in its answer: {stated}")
    return parsed


def _parsed(upstream: str, text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        # The interpreter's limit is the bound on nesting: no playlist comes near it.
        raise _bad(upstream, "JSON nested too deeply") from None
    except ValueError as error:
        raise _bad(upstream, _instead_of_json(text)) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _instead_of_json(text: str) -> str:
    start = text.lstrip()[:1]
    if not start:
        return "an empty body"
    if start == "<":
        return "an HTML page"
    return "JSON that is cut off or broken" if start in "{[" else "text that is no JSON"


def _kind(parsed: object) -> str:
    return {list: "a list", str: "a text", type(None): "null"}.get(type(parsed), "a single value")


def _bad(upstream: str, what: str) -> BadPayload:
    return BadPayload(
        upstream, f"{upstream} answered with {what} where a JSON object was expected; try again later"
    )
