"""The OpenAPI document says of each endpoint what the endpoint itself says, and nothing else."""

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query, Reply
from tunemeld.entrypoints.http.openapi import openapi
from tunemeld.entrypoints.http.parameters import WholeNumber
from tunemeld.entrypoints.http.site import Site

ALWAYS = {"400", "405", "414", "421", "429", "500", "503"}
GENRES, SERVICES = ("country", "hip-hop"), ("Spotify", "AppleMusic")


class Tune(BaseModel):
    """What is given."""

    model_config = ConfigDict(extra="forbid")

    title: str
    plays: int | None


class TuneQuery(Query):
    """What may be asked."""

    q: str = Field(min_length=1, description="Words.")
    limit: WholeNumber = Field(20, ge=1, le=100, description="So many.")
    until: WholeNumber | None = Field(None, description="Or none.")


class Wish(BaseModel):
    """What is taken."""

    model_config = ConfigDict(extra="forbid")

    title: str


def _nothing(_site: Site, _asked: Asked) -> Reply:
    return Reply(b"")


LIST = Endpoint(
    path="/tunes/{genre}/{service}",
    summary="Tunes",
    description="All of them.",
    handle=_nothing,
    place=Place.MEMORY,
    query=TuneQuery,
    data=list[Tune],
    errors={404: "No such genre.", 503: "The band is away."},
)
WISH = Endpoint(
    path="/tunes",
    method="POST",
    summary="A wish",
    handle=_nothing,
    place=Place.STORE,
    body=Wish,
    data=Tune,
    status=202,
    errors={401: "No token."},
    is_guarded=True,
)
PAGE = Endpoint(
    path="/page", summary="A page", handle=_nothing, place=Place.LOOP, media={"text/html": "a page"}
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of these three."""
    return openapi([LIST, WISH, PAGE], version="1.2.3", genres=GENRES, services=SERVICES)


def operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """What it says of a method."""
    said: dict[str, Any] = document["paths"][path][method]
    return said


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def parameters(said: dict[str, Any], where: str) -> dict[str, dict[str, Any]]:
    """The parameters of a kind, by name."""
    return {each["name"]: each for each in said["parameters"] if each["in"] == where}


def references(part: Any) -> set[str]:
    """Every reference within a document."""
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(references, part.values()))
    return set[str]().union(*map(references, part)) if isinstance(part, list) else set()


def test_it_is_openapi_3_1_of_this_version(document: dict[str, Any]) -> None:
    assert (document["openapi"], document["info"]["version"]) == ("3.1.0", "1.2.3")


def test_every_path_has_its_methods_and_options_and_head_beside_get(document: dict[str, Any]) -> None:
    assert {path: set(item) for path, item in document["paths"].items()} == {
        "/tunes/{genre}/{service}": {"get", "head", "options"},
        "/tunes": {"post", "options"},
        "/page": {"get", "head", "options"},
    }


def test_two_methods_of_a_path_stand_under_it_together() -> None:
    both = openapi(
        [Endpoint(path="/tunes", summary="", handle=_nothing, place=Place.LOOP, data=Tune), WISH],
        version="1",
        genres=GENRES,
        services=SERVICES,
    )

    assert set(both["paths"]["/tunes"]) == {"get", "head", "post", "options"}


def test_no_two_operations_have_one_id(document: dict[str, Any]) -> None:
    ids = [each["operationId"] for item in document["paths"].values() for each in item.values()]

    assert len(set(ids)) == len(ids)


def test_parts_of_the_path_are_required_and_name_what_is_configured(document: dict[str, Any]) -> None:
    parts = parameters(operation(document, "get", LIST.path), "path")

    assert {name: (p["required"], p["schema"]["enum"]) for name, p in parts.items()} == {
        "genre": (True, [*GENRES]),
        "service": (True, [*SERVICES]),
    }
    assert parameters(operation(document, "get", "/page"), "path") == {}


def test_parameters_of_the_query_have_their_bounds_and_none_is_null(document: dict[str, Any]) -> None:
    queried = parameters(operation(document, "get", LIST.path), "query")

    assert {name: (p["required"], p["description"]) for name, p in queried.items()} == {
        "q": (True, "Words."),
        "limit": (False, "So many."),
        "until": (False, "Or none."),
    }
    assert queried["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert queried["until"]["schema"] == {"type": "integer"}
    assert queried["q"]["schema"] == {"type": "string", "minLength": 1}


def test_the_answer_is_the_envelope_around_the_data(document: dict[str, Any]) -> None:
    success = operation(document, "get", LIST.path)["responses"]["200"]

    envelope = resolved(document, success["content"]["application/json"]["schema"])
    tune = resolved(document, envelope["properties"]["data"]["items"])

    assert set(envelope["required"]) >= {"message", "data"}
    assert set(envelope["properties"]) == {"status", "message", "data"}
    assert envelope["additionalProperties"] is False
    assert tune["properties"]["plays"]["anyOf"] == [{"type": "integer"}, {"type": "null"}]


def test_every_status_that_may_come_is_told_with_the_envelope_of_errors(document: dict[str, Any]) -> None:
    responses = operation(document, "get", LIST.path)["responses"]

    assert set(responses) == ALWAYS | {"200", "304", "404"}
    assert responses["404"]["description"] == "No such genre."
    assert responses["503"]["description"] == "The band is away."
    for status in ALWAYS | {"404"}:
        failure = resolved(document, responses[status]["content"]["application/json"]["schema"])
        assert failure["properties"]["status"]["const"] == "error"
        assert failure["properties"]["data"]["type"] == "null"


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("200", "ETag"),
        ("304", "ETag"),
        ("405", "Allow"),
        ("429", "Retry-After"),
        ("503", "Retry-After"),
        ("200", "X-Request-ID"),
        ("500", "X-Request-ID"),
    ],
)
def test_a_status_names_the_headers_that_come_with_it(
    status: str, header: str, document: dict[str, Any]
) -> None:
    headers = operation(document, "get", LIST.path)["responses"][status]["headers"]

    assert headers[header] == {"$ref": f"#/components/headers/{header}"}


def test_head_is_get_without_bodies(document: dict[str, Any]) -> None:
    get, head = (operation(document, method, LIST.path) for method in ("get", "head"))

    assert set(head["responses"]) == set(get["responses"])
    assert {"content"} & set().union(*head["responses"].values()) == set()
    assert parameters(head, "query") == parameters(get, "query")


def test_what_changes_state_takes_a_body_and_the_token(document: dict[str, Any]) -> None:
    wish = operation(document, "post", "/tunes")
    taken = resolved(document, wish["requestBody"]["content"]["application/json"]["schema"])

    assert (wish["requestBody"]["required"], list(taken["properties"])) == (True, ["title"])
    assert wish["security"] == [{"adminToken": []}]
    assert set(wish["responses"]) >= {"202", "401"}
    assert "304" not in wish["responses"]
    assert "WWW-Authenticate" in wish["responses"]["401"]["headers"]


def test_what_reads_takes_neither_a_body_nor_the_token(document: dict[str, Any]) -> None:
    assert {"requestBody", "security"} & operation(document, "get", LIST.path).keys() == set()


def test_a_page_is_told_by_its_media_type(document: dict[str, Any]) -> None:
    content = operation(document, "get", "/page")["responses"]["200"]["content"]

    assert content == {"text/html": {"schema": {"type": "string"}}}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        found: Any = document
        for name in reference.removeprefix("#/").split("/"):
            assert name in found, reference
            found = found[name]
