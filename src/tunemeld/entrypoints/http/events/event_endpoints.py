"""The endpoint for whoever wants to hear of new charts: which are told, and from where on."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, WithJsonSchema

from tunemeld.application.answers.news import ChartNews
from tunemeld.entrypoints.http.chart_endpoints import genre_named
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query, Reply
from tunemeld.entrypoints.http.events import ids
from tunemeld.entrypoints.http.events.stream import MEDIA_TYPE, Stream
from tunemeld.entrypoints.http.parameters import SoMany
from tunemeld.entrypoints.http.ready import JSON
from tunemeld.entrypoints.http.refusals import BadRequest
from tunemeld.entrypoints.http.site import Site

LAST_EVENT_ID = "Last-Event-ID"
_ID_SCHEMA = {"type": "string", "maxLength": ids.LONGEST, "pattern": ids.PATTERN}
_ID_MEANS = f"The id of the last event that you have, such as {ids.EXAMPLE}: what came after it is told."

# Of each event, as readers of OpenAPI 3.1 have it; 3.2 will call it `itemSchema`.
_EVENT_SCHEMA = {
    "type": "object",
    "required": ["event", "id", "data"],
    "properties": {
        "event": {"const": "ChartPublished"},
        "id": {"type": "string"},
        "data": {
            "type": "string",
            "contentMediaType": JSON,
            "contentSchema": ChartNews.model_json_schema(mode="serialization"),
        },
    },
}


def _named(value: object) -> object:
    """Names that stand in several parameters, between commas, or both."""
    texts = value if isinstance(value, list) else [value]
    return [name for text in texts for name in str(text).split(",")]


def _understood_id(value: object) -> object:
    return ids.understood(value) if isinstance(value, str) else value


class EventsQuery(Query):
    """What is told, from where on, and how much."""

    repeatable: ClassVar[frozenset[str]] = frozenset({"genre"})

    genre: Annotated[list[Annotated[str, Field(max_length=100)]] | None, BeforeValidator(_named)] = Field(
        None, description="Only this genre, in any case; several, or with commas. All unless told."
    )
    limit: SoMany | None = Field(None, description="The stream ends after so many events and heartbeats.")
    last_event_id: Annotated[
        dict[str, int] | None, BeforeValidator(_understood_id), WithJsonSchema(_ID_SCHEMA)
    ] = Field(None, description=f"{_ID_MEANS} For clients that cannot set the header, which comes first.")


def _listen(site: Site, asked: Asked) -> Reply:
    query: EventsQuery = asked.query
    genres = tuple(dict.fromkeys(genre_named(site, each) for each in query.genre or site.current.genres))
    if not ids.fits(genres):
        raise BadRequest(
            f"{len(genres)} genres are too many for one stream, whose id would not fit into a header: name "
            "those that you want, such as ?genre=country,pop"
        )
    places = _header(asked.headers) or query.last_event_id or {}
    stream = Stream(site.audience, genres, places, query.limit)
    return Reply(b"", media_type=MEDIA_TYPE, headers=(("X-Accel-Buffering", "no"),), stream=stream)


def _header(headers: Mapping[str, str]) -> Mapping[str, int]:
    """The places that the header tells; {} without one."""
    try:
        return ids.understood(headers.get(LAST_EVENT_ID, ""))
    except ValueError as error:
        raise BadRequest(f"{LAST_EVENT_ID} is {headers[LAST_EVENT_ID][:80]!r}, expected {error}") from None


EVENT_ENDPOINTS = (
    Endpoint(
        path="/events",
        summary="New charts, as they are published",
        description="Server-sent events of one type. The stream begins with now, or behind the last id: "
        "nothing is missed and nothing told twice, whichever worker answers, also after a restart. A comment "
        "comes every 15 seconds. After an hour the stream ends, and its listener comes back.",
        handle=_listen,
        place=Place.LOOP,
        query=EventsQuery,
        headers={LAST_EVENT_ID: {"description": _ID_MEANS, "schema": _ID_SCHEMA, "example": ids.EXAMPLE}},
        media={MEDIA_TYPE: "events"},
        text_schema=_EVENT_SCHEMA,
        errors={
            404: "No such genre; the message names those that there are.",
            503: "So many listen to this worker already as it can tell.",
        },
        is_stream=True,
    ),
)
