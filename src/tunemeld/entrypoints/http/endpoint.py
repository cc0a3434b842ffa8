"""What an endpoint is: its path, what it takes and gives, and the function that answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from tunemeld.entrypoints.http.ready import JSON, NEVER

if TYPE_CHECKING:
    from tunemeld.entrypoints.http.site import Site


class Query(BaseModel):
    """The parameters after `?`; one that is not declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    def needs_store(self) -> bool:
        """Whether these parameters ask for what no process holds."""
        return False


@dataclass(frozen=True)
class Asked:
    """A request that was understood: the parts of the path by name, the query, the body of a POST."""

    key: str
    parts: Mapping[str, str]
    query: Any
    body: Any = None


@dataclass(frozen=True)
class Reply:
    """What a handler gives back. Where it `is_view`, it may be kept until a chart changes, or for an hour."""

    body: bytes
    media_type: str = JSON
    cache_control: str = NEVER
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    is_view: bool = False


class Place(Enum):
    """Where a handler runs."""

    LOOP = "on the event loop: it takes no time, and must answer also while everything else is busy"
    MEMORY = "in a thread: it computes, from what this process holds"
    STORE = "in a thread: it asks the store"


@dataclass(frozen=True)
class Endpoint:
    """One method of one path.

    `data` is the type of the envelope's data, None where the answer is no envelope; `media` are all types
    that it may have, by what they are. `errors` say what each further status means. `is_guarded` where
    it takes the admin token; `is_page` where people ask, who get its refusals as a page too.
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
    status: int = 200
    errors: Mapping[int, str] = field(default_factory=dict)
    is_guarded: bool = False
    is_page: bool = False
    description: str = ""
