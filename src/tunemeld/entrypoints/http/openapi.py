"""The OpenAPI document, made from the endpoints and their models: what is served is what is described."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from tunemeld.application.answers.envelope import Failure, Success
from tunemeld.entrypoints.http.endpoint import Endpoint
from tunemeld.entrypoints.http.ready import JSON

_REF = "#/components/schemas/{model}"
Document = dict[str, Any]

# What may meet any request, whatever it asks for.
_ALWAYS = {
    400: "The request cannot be understood; the message names the value, and what is expected.",
    405: "The path takes other methods, named in `Allow`.",
    414: "The address is too long.",
    421: "The host name is none of this API's (`ALLOWED_HOSTS`).",
    429: "Too many requests from this address (`API_RATE_LIMIT`).",
    500: "A defect; the log has more under the `X-Request-ID`.",
    503: "The store cannot be read just now, or too many requests need it at once.",
}
_HEADERS = {
    "X-Request-ID": "The id of the request in the log: the one that was sent, or a new one.",
    "X-Data-Age": "Seconds since the store confirmed these data; only while it is away.",
    "ETag": "Of these bytes; send it as `If-None-Match` to be told whether they changed.",
    "Cache-Control": "How long the answer may be kept.",
    "Vary": "What else the answer depends on.",
    "Retry-After": "Seconds to wait.",
    "Allow": "The methods that the path takes.",
    "WWW-Authenticate": "How to authenticate.",
    "RateLimit-Policy": "The rate that each client has; only where one is set.",
    "RateLimit": "What is left of it.",
    "Content-Disposition": "A name for the file.",
}
_ON_ALL = ("X-Request-ID", "X-Data-Age", "Cache-Control", "Vary", "RateLimit-Policy", "RateLimit")
_BESIDES = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}


def openapi(
    endpoints: Sequence[Endpoint], *, version: str, genres: Sequence[str], services: Sequence[str]
) -> Document:
    """The document; genres and services are those that are configured."""
    schemas = _Schemas(endpoints)
    parts = _path_parameters(genres, services)
    paths: dict[str, Document] = {}
    for endpoint in endpoints:
        item = paths.setdefault(endpoint.path, {})
        operation = _operation(endpoint, schemas, parts)
        item[endpoint.method.lower()] = operation
        if endpoint.method == "GET":
            item["head"] = _head(operation)
        item["options"] = _options(endpoint, parts)
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
            "headers": {
                name: {"description": meaning, "schema": {"type": "string"}}
                for name, meaning in _HEADERS.items()
            },
            "securitySchemes": {"adminToken": {"type": "http", "scheme": "bearer"}},
        },
    }


class _Schemas:
    """The JSON schemas of everything that is taken and given, under one name each."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._answers = {e.path + e.method: _envelope(e) for e in endpoints if e.data is not None}
        given: set[type[BaseModel]] = {*self._answers.values(), Failure}
        taken = {m for e in endpoints for m in (e.query, e.body) if m is not None}
        self._by_model, definitions = models_json_schema(
            [
                *((m, "serialization") for m in sorted(given, key=_name)),
                *((m, "validation") for m in sorted(taken, key=_name)),
            ],
            ref_template=_REF,
        )
        self.all: Document = definitions.get("$defs", {})

    def of_answer(self, endpoint: Endpoint) -> Document:
        """The envelope of an endpoint's answer."""
        return self._by_model[self._answers[endpoint.path + endpoint.method], "serialization"]

    def of_failure(self) -> Document:
        """The envelope of an error."""
        return self._by_model[Failure, "serialization"]

    def of_taken(self, model: type[BaseModel]) -> Document:
        """What a query or a body has to be."""
        return self._by_model[model, "validation"]

    def parameters(self, endpoint: Endpoint) -> list[Document]:
        """The query's fields as parameters."""
        schema = self.all[self.of_taken(endpoint.query)["$ref"].rpartition("/")[2]]
        required = schema.get("required", ())
        return [
            {
                "name": name,
                "in": "query",
                "required": name in required,
                "description": field.get("description", ""),
                "schema": {k: v for k, v in _without_null(field).items() if k != "description"},
            }
            for name, field in schema.get("properties", {}).items()
        ]


def _envelope(endpoint: Endpoint) -> type[BaseModel]:
    # Of a type that is a value, which a checker cannot know to be one.
    return Success.__class_getitem__(endpoint.data)  # type: ignore[return-value]


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _without_null(schema: Document) -> Document:
    """A parameter is left out, and never null."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    kept = {k: v for k, v in schema.items() if k not in {"anyOf", "default", "title"}}
    default = {"default": schema["default"]} if schema.get("default") is not None else {}
    if len(choices) == 1:
        return {**kept, **choices[0], **default}
    return {**kept, **({"anyOf": choices} if choices else {}), **default}


def _operation(endpoint: Endpoint, schemas: _Schemas, parts: Mapping[str, Document]) -> Document:
    errors = {**_ALWAYS, **endpoint.errors}
    operation: Document = {
        "operationId": f"{endpoint.method.lower()} {endpoint.path}",
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": [*_in_path(endpoint.path, parts), *schemas.parameters(endpoint)],
        "responses": {
            str(endpoint.status): _success(endpoint, schemas),
            **({"304": _unchanged()} if endpoint.method == "GET" else {}),
            **{str(status): _error(status, errors[status], schemas) for status in sorted(errors)},
        },
    }
    if endpoint.body:
        content = {JSON: {"schema": schemas.of_taken(endpoint.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    if endpoint.is_guarded:
        operation["security"] = [{"adminToken": []}]
    return operation


def _success(endpoint: Endpoint, schemas: _Schemas) -> Document:
    schema = schemas.of_answer(endpoint) if endpoint.data is not None else {}
    content = {media: {"schema": schema if media == JSON else {"type": "string"}} for media in endpoint.media}
    besides = ("Content-Disposition",) if len(endpoint.media) > 1 else ()
    return {
        "description": endpoint.summary,
        "headers": _headers(*_ON_ALL, "ETag", *besides),
        "content": content,
    }


def _unchanged() -> Document:
    return {"description": "Nothing has changed since that ETag.", "headers": _headers(*_ON_ALL, "ETag")}


def _error(status: int, meaning: str, schemas: _Schemas) -> Document:
    return {
        "description": meaning,
        "headers": _headers(*_ON_ALL, *_BESIDES.get(status, ())),
        "content": {JSON: {"schema": schemas.of_failure()}},
    }


def _headers(*names: str) -> Document:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _head(operation: Document) -> Document:
    """The same without bodies."""
    bare = {
        status: {key: value for key, value in response.items() if key != "content"}
        for status, response in operation["responses"].items()
    }
    told = {"operationId": f"head {operation['operationId'].partition(' ')[2]}", "responses": bare}
    return {**operation, **told}


def _options(endpoint: Endpoint, parts: Mapping[str, Document]) -> Document:
    return {
        "operationId": f"options {endpoint.path}",
        "summary": "The methods that the path takes",
        "parameters": _in_path(endpoint.path, parts),
        "responses": {
            "200": {"description": "They stand in `Allow`.", "headers": _headers("X-Request-ID", "Allow")},
            **{
                str(status): {"description": _ALWAYS[status], "headers": _headers(*_ON_ALL)}
                for status in (414, 421, 429)
            },
        },
    }


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
