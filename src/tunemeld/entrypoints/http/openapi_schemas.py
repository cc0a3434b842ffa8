"""The schemas of the OpenAPI document, made from the models that are taken and given."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from tunemeld.application.answers.envelope import Failure, Success
from tunemeld.entrypoints.http.endpoint import Endpoint

Document = dict[str, Any]
_REF = "#/components/schemas/{model}"


class _Speaking(GenerateJsonSchema):
    """Names for people: `SuccessOfListOfChartAnswer` in place of brackets."""

    def normalize_name(self, name: str) -> str:
        """The key of a schema, by what its type is called."""
        speaking = name.replace("list[", "List[").replace("[", "Of").replace("]", "")
        return super().normalize_name(speaking)


class Schemas:
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
            schema_generator=_Speaking,
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
