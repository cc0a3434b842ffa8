"""The OpenAPI document, made from the endpoints and their models: what is served is what is described."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tunemeld.entrypoints.http.endpoint import Endpoint, Place
from tunemeld.entrypoints.http.openapi_headers import (
    BESIDES,
    IF_NONE_MATCH,
    ON_ALL,
    ON_PREFLIGHT,
    REQUEST_ID,
    described_headers,
    header_refs,
)
from tunemeld.entrypoints.http.openapi_schemas import Schemas
from tunemeld.entrypoints.http.ready import JSON

Document = dict[str, Any]

# What may meet any request, whatever it asks for.
_ALWAYS = {
    400: "The request cannot be understood; the message names the value, and what is expected.",
    405: "The path takes other methods, named in `Allow`.",
    414: "The address is too long.",
    421: "The host name is none of this API's (`ALLOWED_HOSTS`).",
    429: "Too many requests from this address (`API_RATE_LIMIT`).",
    500: "A defect; the log has more under the `X-Request-ID`.",
}
# What may meet any request that needs a thread.
_BUSY = {503: "Too many requests are under way at once."}


def openapi(
    endpoints: Sequence[Endpoint], *, version: str, genres: Sequence[str], services: Sequence[str]
) -> Document:
    """The document; genres and services are those that are configured."""
    schemas = Schemas(endpoints)
    parts = _path_parameters(genres, services)
    paths: dict[str, Document] = {}
    for endpoint in endpoints:
        item = paths.setdefault(endpoint.path, {})
        operation = _operation(endpoint, schemas, parts)
        item[endpoint.method.lower()] = operation
        if endpoint.method == "GET":
            item["head"] = _head(endpoint, operation)
        item["options"] = _options(endpoint, schemas, parts)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "TuneMeld",
            "version": version,
            "summary": "Where do the streaming services' own editors agree?",
            "description": "Every answer in JSON is an envelope of `status`, `message` and `data`.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.all,
            "headers": described_headers(),
            "securitySchemes": {"adminToken": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint, schemas: Schemas, parts: Mapping[str, Document]) -> Document:
    busy = {} if endpoint.place is Place.LOOP else _BUSY
    errors = {**_ALWAYS, **busy, **endpoint.errors}
    operation: Document = {
        "operationId": _operation_id(endpoint.method, endpoint.path),
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": [
            *_in_path(endpoint.path, parts),
            *schemas.parameters(endpoint),
            *({"name": name, "in": "header", **told} for name, told in endpoint.headers.items()),
            REQUEST_ID,
            *([IF_NONE_MATCH] if _may_be_unchanged(endpoint) else []),
        ],
        "responses": {
            str(endpoint.status): _success(endpoint, schemas),
            **({"304": _unchanged()} if _may_be_unchanged(endpoint) else {}),
            **{str(status): _error(status, errors[status], schemas) for status in sorted(errors)},
        },
    }
    if endpoint.body:
        content = {JSON: {"schema": schemas.of_taken(endpoint.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    if endpoint.is_guarded:
        operation["security"] = [{"adminToken": []}]
    return operation


def _success(endpoint: Endpoint, schemas: Schemas) -> Document:
    schema = schemas.of_answer(endpoint) if endpoint.data is not None else {}
    content = {m: {"schema": schema if m == JSON else endpoint.text_schema} for m in endpoint.media}
    besides = ("Content-Disposition",) if len(endpoint.media) > 1 else ()
    whole = ("X-Accel-Buffering",) if endpoint.is_stream else ("ETag", "Content-Encoding")
    return {
        "description": endpoint.summary,
        "headers": header_refs(*ON_ALL, *whole, *besides),
        "content": content,
    }


def _may_be_unchanged(endpoint: Endpoint) -> bool:
    return endpoint.method == "GET" and not endpoint.is_stream


def _unchanged() -> Document:
    return {"description": "Nothing has changed since that ETag.", "headers": header_refs(*ON_ALL, "ETag")}


def _error(status: int, meaning: str, schemas: Schemas) -> Document:
    return {
        "description": meaning,
        "headers": header_refs(*ON_ALL, *BESIDES.get(status, ())),
        "content": {JSON: {"schema": schemas.of_failure()}},
    }


def _head(endpoint: Endpoint, operation: Document) -> Document:
    """The same without bodies."""
    bare = {
        status: {key: value for key, value in response.items() if key != "content"}
        for status, response in operation["responses"].items()
    }
    return {**operation, "operationId": _operation_id("head", endpoint.path), "responses": bare}


def _options(endpoint: Endpoint, schemas: Schemas, parts: Mapping[str, Document]) -> Document:
    # What a path takes does not depend on whether there is such a genre.
    anything = {name: {**part, "schema": {"type": "string"}} for name, part in parts.items()}
    return {
        "operationId": _operation_id("options", endpoint.path),
        "summary": "The methods that the path takes",
        "parameters": [*_in_path(endpoint.path, anything), REQUEST_ID],
        "responses": {
            "204": {
                "description": "They stand in `Allow`.",
                "headers": header_refs(*ON_ALL, "Allow", *ON_PREFLIGHT),
            },
            **{str(status): _error(status, _ALWAYS[status], schemas) for status in (414, 421, 429)},
        },
    }


def _operation_id(method: str, path: str) -> str:
    """A name that programming languages take, such as get_playlist_data_genre."""
    return "_".join([method.lower(), *(re.findall("[a-z]+", path) or ["root"])])


def _in_path(path: str, parts: Mapping[str, Document]) -> list[Document]:
    return [
        {"name": name, "in": "path", "required": True, **part}
        for name, part in parts.items()
        if f"{{{name}}}" in path
    ]


def _path_parameters(genres: Sequence[str], services: Sequence[str]) -> dict[str, Document]:
    code = "[A-Z]{2}[A-Z0-9]{3}[0-9]{7}"
    return {
        "genre": {"description": "A genre, in any case.", "schema": {"type": "string", "enum": list(genres)}},
        "service": {
            "description": "A service, in any case.",
            "schema": {"type": "string", "enum": list(services)},
        },
        "isrc": {
            "description": "An ISRC, however it is written, or the `id` that a chart shows.",
            "schema": {"type": "string", "pattern": f"^({code}|[0-9a-f]{{16}})$"},
            "example": "QZTM42400001",
        },
    }
