"""What a request says: its token, its query and its body, each refused in one sentence where it is wrong."""

import hmac
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote_to_bytes

import falcon
import falcon.asgi
from pydantic import BaseModel, ValidationError

from tunemeld.entrypoints.http.endpoint import Query
from tunemeld.entrypoints.http.refusals import BadRequest, NotAllowed, complaint, plain

LARGEST_BODY = 16 * 1024
"""Bytes that a body may have."""
_MOST_PROBLEMS = 10

_Model = TypeVar("_Model", bound=BaseModel)


def check_token(token: str | None, req: falcon.asgi.Request) -> None:
    """Let a request pass that has the admin token; None is that there is none, and nobody passes.

    Raises:
        NotAllowed: it has another one, or none.
    """
    sent = req.get_header("Authorization")
    if token is None:
        # Whoever sends nothing is told as everywhere, 401; with a token there is still nothing to be had.
        off = "what changes state is off here: set ADMIN_TOKEN to switch it on"
        raise NotAllowed(403 if sent else 401, off)
    scheme, _, given = (sent or "").partition(" ")
    is_right = hmac.compare_digest(given.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not is_right:
        raise NotAllowed(
            401, "this takes the admin token: send the header Authorization: Bearer, and ADMIN_TOKEN"
        )


def understood(model: type[Query], query_string: bytes) -> Query:
    """The query as its model has it.

    Raises:
        BadRequest: a parameter is unknown, repeated, or of another kind.
    """
    text = query_string.decode("ascii")  # the gate lets no other pass
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise BadRequest("the query holds a % that begins no percent-encoding: write it as %25")
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise BadRequest("the query holds percent-encoded bytes that are not UTF-8: encode it so") from None
    given = falcon.uri.parse_query_string(text, keep_blank=True)
    lists = {name for name, value in given.items() if isinstance(value, list)}
    if repeated := sorted(lists - model.repeatable):
        raise BadRequest(f"{plain(repeated[0])} is given more than once: give it once")
    return _validated(lambda: model.model_validate(given), model)


async def read_body(model: type[BaseModel], req: falcon.asgi.Request) -> BaseModel:
    """The body as its model has it.

    Raises:
        BadRequest: it is no such object.
        falcon.HTTPError: it is of another media type, or too large.
    """
    media_type = (req.content_type or "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        given = repr(media_type[:80]) if media_type else "of no type"
        raise falcon.HTTPUnsupportedMediaType(title=f"the body is {given}: send application/json")
    if (req.content_length or 0) > LARGEST_BODY:
        raise _too_large()
    body = await req.stream.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise _too_large()
    return _validated(lambda: model.model_validate_json(body), model)


def _too_large() -> falcon.HTTPContentTooLarge:
    return falcon.HTTPContentTooLarge(title=f"the body is larger than {LARGEST_BODY} bytes")


def _validated(validate: Callable[[], _Model], model: type[_Model]) -> _Model:
    try:
        return validate()
    except ValidationError as invalid:
        problems = [complaint(each) for each in invalid.errors(include_url=False)[:_MOST_PROBLEMS]]
        known = ", ".join(model.model_fields) or "none"
        raise BadRequest(f"{'; '.join(problems)} (parameters here: {known})") from None
