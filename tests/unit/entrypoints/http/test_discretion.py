"""What strangers may read tells neither a folder nor a host, whatever these are called."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_report
from tests.sites import site_of
from tests.worlds import World

from tunemeld.adapters.redaction import Redactor
from tunemeld.application.doctor import Doctor
from tunemeld.application.errors import StoreError
from tunemeld.application.ports.runtime import Probe
from tunemeld.application.report import Check
from tunemeld.entrypoints.http.discretion import discreet
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Query
from tunemeld.entrypoints.http.health_endpoints import HEALTH_ENDPOINTS
from tunemeld.entrypoints.http.run_endpoints import RUN_ENDPOINTS, RunsQuery

# Names that a host may have in a network of containers.
HOSTS = ("cache", "data", "status", "message", "genres", "calls")
FOLDER = "/srv/charts"


class BrokenCache(Probe):
    """A cache whose trouble names where it is."""

    name = "cache"
    remedy = f"start the server cache, or see {FOLDER}/.env"
    reads_store = False

    def check(self) -> Check:
        """Never well."""
        raise StoreError(f"the server at cache, seen from {FOLDER}, cannot be reached")


def answered(endpoint: Endpoint, world: World, query: Query | None = None) -> bytes:
    """What the endpoint answers where the servers have such names."""
    site = site_of(world)
    site.places = Redactor((*HOSTS, FOLDER))
    site.health = Doctor(probes=[BrokenCache()], clock=world.clock)
    return endpoint.handle(site, Asked(key=endpoint.path, parts={}, query=query or Query())).body


def endpoint_of(path: str) -> Endpoint:
    """The endpoint that is asked by GET at a path."""
    return next(e for e in (*HEALTH_ENDPOINTS, *RUN_ENDPOINTS) if (e.path, e.method) == (path, "GET"))


def test_health_tells_what_is_wrong_and_not_where() -> None:
    told = orjson.loads(answered(endpoint_of("/health"), World()))

    assert told == {
        "status": "success",
        "message": "something is wrong: see the remedies",
        "data": {
            "overall_healthy": False,
            "checks": {
                "cache": {
                    "healthy": False,
                    "duration_ms": 0.0,
                    "details": "the server at [redacted], seen from [redacted], cannot be reached",
                    "remedy": "start the server [redacted], or see [redacted]/.env",
                }
            },
        },
    }


def test_runs_tell_how_they_went_and_not_where() -> None:
    world = World()
    report = a_report()
    report.error = f"{FOLDER} is full, says data"
    report.calls = {"cache": 3}
    world.stores.runs.save(report)

    (told,) = orjson.loads(answered(endpoint_of("/runs"), world, RunsQuery()))["data"]

    assert told == report.model_dump(mode="json") | {"error": "[redacted] is full, says [redacted]"}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(HOSTS), inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_what_names_no_place_stays_as_it_is(value: object) -> None:
    assert discreet(value, Redactor(("/srv/charts",))) == value


@pytest.mark.parametrize("place", HOSTS)
def test_the_names_in_an_answer_are_never_places(place: str) -> None:
    value = {place: {place: [place, f"at {place}", {place: None}]}}

    assert discreet(value, Redactor((place,))) == {
        place: {place: ["[redacted]", "at [redacted]", {place: None}]}
    }
