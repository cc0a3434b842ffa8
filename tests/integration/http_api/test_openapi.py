"""The OpenAPI document: valid, and neither more nor less than what is served."""

from collections.abc import Iterator
from typing import Any

import pytest
from falcon.inspect import inspect_routes
from jsonschema_rs import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31
from tests.api_in_process import GENRES, Home
from tests.asgi_client import Answer
from tests.described import CheckedClient

from tunemeld import __version__
from tunemeld.entrypoints.http.app import app_over
from tunemeld.entrypoints.http.pages.page_endpoints import PAGE_ENDPOINTS

FOR_PEOPLE = {endpoint.path for endpoint in PAGE_ENDPOINTS}
JSON = {"content-type": "application/json"}
EMPTY = b'{"status": "success", "message": "none", "data": []}'


@pytest.fixture(scope="module")
def document(api: CheckedClient) -> dict[str, Any]:
    """As it is served."""
    return dict(api.get("/openapi.json").document)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every method of every path."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    faults = Draft202012Validator(OPENAPI_31).iter_errors(document)
    assert [f"{fault.instance_path}: {fault.message}" for fault in faults] == []
    assert document["openapi"].startswith("3.1.")
    assert (document["info"]["title"], document["info"]["version"]) == ("TuneMeld", __version__)


def test_every_schema_of_the_document_is_valid(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator({**schema, "components": document["components"]})
    parameters = [p for _, _, operation in operations(document) for p in operation["parameters"]]
    for parameter in parameters:
        Draft202012Validator({**parameter["schema"], "components": document["components"]})
        assert not {"ge", "le"} & parameter["schema"].keys()


def test_every_reference_leads_somewhere_and_nothing_is_described_in_vain(document: dict[str, Any]) -> None:
    referred = {*_references(document)}
    described = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "headers")
        for name in document["components"][kind]
    }
    assert referred - described == set()
    # Those of queries are taken apart into parameters.
    assert [name for name in described - referred if not name.endswith("Query")] == []


def test_the_document_has_exactly_the_routes_that_are_served_to_programs(
    two_weeks: Home, document: dict[str, Any]
) -> None:
    served = app_over(two_weeks.container(), two_weeks.container())
    routes = {
        (method.method.lower(), route.path)
        for route in inspect_routes(served._app)  # type: ignore[arg-type]
        for method in route.methods
        if not method.internal and route.path not in FOR_PEOPLE
    }
    assert {(method, path) for method, path, _ in operations(document)} == routes


def test_every_operation_is_told_to_people_and_named_for_programs(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len({*names}) == len(names)
    assert all(name.isidentifier() for name in names)
    for _, path, operation in operations(document):
        assert operation["summary"]
        assert all(parameter["description"] for parameter in operation["parameters"])
        assert all(response["description"] for response in operation["responses"].values())
        in_path = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert {part[1:-1] for part in path.split("/") if part.startswith("{")} == in_path


def test_parameters_are_those_of_the_contract_with_their_values(document: dict[str, Any]) -> None:
    chart = document["paths"]["/playlist-data/{genre}"]["get"]["parameters"]
    assert [each["name"] for each in chart if each["in"] == "query"] == [
        "strategy",
        "limit",
        "min_sources",
        "as_of",
        "format",
    ]
    (genre,) = [each for each in chart if each["in"] == "path"]
    assert genre["schema"]["enum"] == list(GENRES)
    (limit,) = [each for each in chart if each["name"] == "limit"]
    assert (limit["schema"]["minimum"], limit["schema"]["maximum"], limit["required"]) == (1, 10_000, False)
    (q,) = [each for each in document["paths"]["/search"]["get"]["parameters"] if each["name"] == "q"]
    assert q["required"] is True


def test_what_changes_state_is_the_only_thing_that_takes_a_token(document: dict[str, Any]) -> None:
    guarded = [(method, path) for method, path, operation in operations(document) if "security" in operation]
    assert guarded == [("post", "/runs")]
    assert document["components"]["securitySchemes"]["adminToken"] == {"type": "http", "scheme": "bearer"}


@pytest.mark.parametrize(
    ("path", "answer", "found"),
    [
        ("/genres", Answer(200, JSON, EMPTY), "x-request-id is missing"),
        ("/genres", Answer(200, {**JSON, "x-new": "1"}, EMPTY), "x-new is not described"),
        ("/genres", Answer(200, JSON, EMPTY.replace(b"[]", b'[{"name": 1}]')), "1 is not of type"),
        (
            "/genres",
            Answer(200, {"content-type": "text/html"}, b""),
            "text/html is not among application/json",
        ),
        ("/genres", Answer(418, JSON, EMPTY), "418 is not among"),
        (
            "/genres",
            Answer(503, {**JSON, "retry-after": "soon"}, EMPTY),
            "retry-after is soon, and no number",
        ),
        ("/genres", Answer(304, {}, EMPTY), "there is a body"),
        ("/nothing", Answer(200, JSON, EMPTY), "200, not {404}"),
    ],
)
def test_an_answer_that_is_not_described_would_be_found(
    api: CheckedClient, path: str, answer: Answer, found: str
) -> None:
    assert found in "; ".join(api.description.problems("GET", path, answer))


def test_answers_are_held_against_the_document_that_is_served(
    api: CheckedClient, document: dict[str, Any]
) -> None:
    assert api.description.document == document


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "$ref":
                yield each
            else:
                yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
