"""From an error to its answer: a true status, one sentence, nothing internal."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import falcon
import structlog
from pydantic_core import ErrorDetails

from tunemeld.application.answers.envelope import Failure
from tunemeld.application.errors import (
    KeyMissing,
    NotDistributed,
    NothingPublished,
    RunUnderWay,
    SampleRefused,
    StoreError,
    UnknownGenre,
    UnknownRecording,
    UnknownService,
    UnknownSnapshot,
)
from tunemeld.entrypoints.http.crew import CrewIsBusy
from tunemeld.entrypoints.http.events.audience import TooManyStreams
from tunemeld.entrypoints.http.ready import NEVER, Ready, made_ready

Form: TypeAlias = Callable[..., Ready]
"""How a refusal is written: status and message, and by name its route and further headers."""

_log = structlog.get_logger()


class BadRequest(Exception):
    """Raised for a request that cannot be understood; the message is one sentence for the client."""


class NotThere(Exception):
    """Raised for what is at no address of ours; the message is one sentence for the client."""


# How long to wait before asking again, in seconds.
AFTER_STORE = 5
AFTER_CROWD = 1
AFTER_LISTENERS = 30

_CROWDED: dict[type[Exception], tuple[str, int]] = {
    CrewIsBusy: ("too many requests are under way at once", AFTER_CROWD),
    TooManyStreams: ("too many listen to events here already", AFTER_LISTENERS),
}
_STATUS: dict[type[Exception], int] = {
    BadRequest: 400,
    NotThere: 404,
    UnknownGenre: 404,
    UnknownService: 404,
    UnknownSnapshot: 404,
    UnknownRecording: 404,
    NothingPublished: 404,
    KeyMissing: 409,
    SampleRefused: 409,
    RunUnderWay: 409,
    NotDistributed: 409,
}


class NotAllowed(Exception):
    """Raised for what takes the admin token: `status` is 401 without the right one, 403 where it is off."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def refusal(
    status: int, message: str, *, route: str = "refused", headers: Iterable[tuple[str, str]] = ()
) -> Ready:
    """The envelope of an error."""
    body = Failure(message=message).model_dump_json().encode()
    return made_ready(body, route=route, status=status, cache_control=NEVER, headers=headers)


def refusal_of(error: Exception, route: str, form: Form = refusal) -> Ready:
    """What a client is told of an error; a defect and a store that is away are logged besides."""
    if crowded := _CROWDED.get(type(error)):
        return _busy(route, *crowded, form)
    if isinstance(error, StoreError):
        _log.warning("api.store_away", error=str(error))
        return _busy(route, "the store cannot be read just now", AFTER_STORE, form)
    if isinstance(error, NotAllowed):
        login = [("WWW-Authenticate", 'Bearer realm="tunemeld"')] if error.status == 401 else []
        return form(error.status, str(error), route=route, headers=login)
    if isinstance(error, falcon.HTTPError):
        return _of_falcon(error, route, form)
    if status := _STATUS.get(type(error)):
        return form(status, str(error), route=route)
    _log.error("api.defect", exc_info=error)
    return form(
        500, "TuneMeld has a defect; its log has more under the X-Request-ID of this answer", route=route
    )


def complaint(error: ErrorDetails) -> str:
    """What is wrong with one parameter, with its value and what is expected."""
    # What is no object at all has no place in one.
    name, given = plain(str(error["loc"][-1])) if error["loc"] else "the body", error.get("input")
    context = {key: str(value) for key, value in error.get("ctx", {}).items()}
    if error["type"] == "extra_forbidden":
        return f"{name} is no parameter here"
    if error["type"] == "missing":
        return f"{name} is missing"
    if error["type"] == "value_error":
        expected = context["error"]
    else:
        expected = _EXPECTED.get(error["type"], "another kind of value").format(**context)
    return f"{name} is {_shown(given)}, expected {expected}"


_EXPECTED = {
    "enum": "{expected}",
    "literal_error": "{expected}",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "string_too_short": "a text of {min_length} or more characters",
    "string_too_long": "a text of {max_length} or fewer characters",
    "string_type": "a text",
    "model_type": "an object",
    "json_invalid": "JSON",
}


def plain(name: str) -> str:
    """A parameter's name, which a client may have made up, in one short line."""
    return name if name.isprintable() and 0 < len(name) <= 80 else _shown(name)


def _shown(value: object) -> str:
    text = repr(value.decode(errors="replace") if isinstance(value, bytes) else value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _busy(route: str, what: str, seconds: int, form: Form) -> Ready:
    message = f"{what}: try again in {seconds} second{'s' if seconds > 1 else ''}"
    return form(503, message, route=route, headers=[("Retry-After", str(seconds))])


def _of_falcon(error: falcon.HTTPError, route: str, form: Form) -> Ready:
    headers = [(str(name), str(value)) for name, value in dict(error.headers or {}).items()]
    status = error.status_code
    if status == 404:
        return form(404, "there is nothing at this path: /docs lists what there is", route=route)
    if status == 405:
        allowed = dict(headers).get("Allow", "")
        return form(405, f"this path takes other methods: {allowed}", route=route, headers=headers)
    return form(status, error.title or "the request cannot be understood", route=route, headers=headers)
