"""What an endpoint is: its path, what it takes and gives, and the function that answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict

from tunemeld.entrypoints.http.ready import JSON, NEVER

if TYPE_CHECKING:
    from tunemeld.entrypoints.http.events.stream import Stream
    from tunemeld.entrypoints.http.site import Site


class Query(BaseModel):
    """The parameters after `?`; one that is not declared is refused, and one that is given twice.

    Those that are `repeatable` may be given several times, as a list.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    repeatable: ClassVar[frozenset[str]] = frozenset()

    @property
    def needs_store(self) -> bool:
        """Whether these parameters ask for what no process holds."""
        return False


@dataclass(frozen=True)
class Asked:
    """A request that was understood: the parts of the path by name, the query, the body of a POST.

    `headers` are those that the endpoint declares, and that were sent.
    """

    key: str
    parts: Mapping[str, str]
    query: Any
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What a handler gives back. Where it `is_view`, it may be kept until a chart changes, or for an hour.

    With a `stream`, that is the body.
    """

    body: bytes
    media_type: str = JSON
    cache_control: str = NEVER
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    is_view: bool = False
    stream: "Stream | None" = None


class Place(Enum):
    """Where a handler runs."""

    LOOP = "on the event loop: it takes no time, and must answer also while everything else is busy"
    MEMORY = "in a thread: it computes, from what this process holds"
    STORE = "in a thread: it asks the store"


@dataclass(frozen=True)
class Endpoint:
    """One method of one path.

    `data` is the type of the envelope's data, None where the answer is no envelope; `media` are all types
    that it may have, by what they are, and `text_schema` describes those that are not JSON. `headers` are
    what it understands besides, each as OpenAPI describes a parameter. `errors` say what each further status
    means. `is_guarded` where it takes the admin token; `is_page` where people ask, who get its refusals as a
    page too; `is_stream` where its replies have one.
    """

    path: str
    summary: str
    handle: Callable[["Site", Asked], Reply]
    place: Place
    method: str = "GET"
    data: Any = None
    query: type[Query] = Query
    body: type[BaseModel] | None = None
    media: Mapping[str, str] = field(default_factory=lambda: {JSON: ""})
    text_schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    status: int = 200
    headers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: Mapping[int, str] = field(default_factory=dict)
    is_guarded: bool = False
    is_page: bool = False
    is_stream: bool = False
    description: str = ""
