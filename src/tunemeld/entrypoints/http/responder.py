"""From a request that Falcon has routed to a handler of ours, and from its reply to Falcon's response."""

import hmac
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

import falcon
import falcon.asgi
from pydantic import BaseModel, ValidationError

from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query
from tunemeld.entrypoints.http.ready import NEVER, VARY, Ready, made_ready, matches
from tunemeld.entrypoints.http.refusals import BadRequest, NotAllowed, complaint, refusal_of
from tunemeld.entrypoints.http.site import Site
from tunemeld.entrypoints.http.wanted import accepts_gzip

LARGEST_BODY = 16 * 1024
ROUTE = "tunemeld.route"
"""Under this name the scope says which endpoint has answered."""

_Model = TypeVar("_Model", bound=BaseModel)
Responder = Callable[..., Awaitable[None]]


def responder(site: Site, endpoint: Endpoint) -> Responder:
    """The method of a Falcon resource that answers for an endpoint."""

    async def respond(req: falcon.asgi.Request, resp: falcon.asgi.Response, **parts: str) -> None:
        req.scope[ROUTE] = endpoint.path
        try:
            ready = await _answered(site, endpoint, req, parts)
        except Exception as error:  # noqa: BLE001 - every error becomes an answer; defects are logged there
            ready = refusal_of(error, endpoint.path)
        hand_over(ready, req, resp)

    return respond


def options_responder(path: str, methods: Sequence[str]) -> Responder:
    """The method of a Falcon resource that tells which methods a path takes, these."""

    async def respond(req: falcon.asgi.Request, resp: falcon.asgi.Response, **_parts: str) -> None:
        req.scope[ROUTE] = path
        resp.status = 204
        for name, value in (("Allow", ", ".join(methods)), ("Cache-Control", NEVER), ("Vary", VARY)):
            resp.set_header(name, value)

    return respond


def hand_over(ready: Ready, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
    """Give Falcon an answer to send: whole, or a 304 where the client has it already."""
    variant = ready.chosen(gzip_accepted=accepts_gzip((req.get_header("Accept-Encoding") or "").encode()))
    known = req.get_header("If-None-Match")
    is_unchanged = ready.status == 200 and known is not None and matches(known.encode(), variant.etag)
    resp.status = 304 if is_unchanged else ready.status
    for name, value in variant.unchanged if is_unchanged else variant.headers:
        resp.set_header(name.decode(), value.decode("latin-1"))
    resp.data = None if is_unchanged else variant.body


async def _answered(
    site: Site, endpoint: Endpoint, req: falcon.asgi.Request, parts: Mapping[str, str]
) -> Ready:
    if endpoint.is_guarded:
        _check_token(site, req)
    query = _understood(endpoint.query, req.scope["query_string"])
    body = await _body(endpoint.body, req) if endpoint.body else None
    asked = Asked(key=key_of(req.scope), parts=parts, query=query, body=body)
    edition = site.shelf.edition

    def work() -> tuple[Ready, bool]:
        reply = endpoint.handle(site, asked)
        ready = made_ready(
            reply.body,
            route=endpoint.path,
            media_type=reply.media_type,
            cache_control=reply.cache_control,
            status=reply.status,
            headers=reply.headers,
        )
        return ready, reply.is_view

    place = Place.STORE if query.needs_store else endpoint.place
    ready, is_view = work() if place is Place.LOOP else await site.crews[place].do(work)
    if is_view:
        site.shelf.keep(asked.key, ready, edition)
    return ready


def key_of(scope: Mapping[str, Any]) -> str:
    """The key on the shelf under which a request asks."""
    query: bytes = scope["query_string"]
    path: str = scope["path"]
    return f"{path}?{query.decode('latin-1')}" if query else path


def _check_token(site: Site, req: falcon.asgi.Request) -> None:
    token, sent = site.admin_token, req.get_header("Authorization")
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


def _understood(model: type[Query], query_string: bytes) -> Query:
    text = query_string.decode("ascii")  # the gate lets no other pass
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise BadRequest("the query holds a % that begins no percent-encoding: write it as %25")
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise BadRequest("the query holds percent-encoded bytes that are not UTF-8: encode it so") from None
    given = falcon.uri.parse_query_string(text, keep_blank=True)
    if repeated := sorted(name for name, value in given.items() if isinstance(value, list)):
        raise BadRequest(f"{repeated[0]} is given more than once: give it once")
    return _validated(lambda: model.model_validate(given), model)


async def _body(model: type[BaseModel], req: falcon.asgi.Request) -> BaseModel:
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
        problems = [complaint(each) for each in invalid.errors(include_url=False)]
        known = ", ".join(model.model_fields) or "none"
        raise BadRequest(f"{'; '.join(problems)} (parameters here: {known})") from None
