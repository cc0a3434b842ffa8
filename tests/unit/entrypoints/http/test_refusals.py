"""Every error becomes a true status and one sentence, and tells nothing internal."""

from collections.abc import Iterator
from typing import Any

import falcon
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from tunemeld.application import errors
from tunemeld.entrypoints.http.crew import CrewIsBusy
from tunemeld.entrypoints.http.ready import NEVER, Ready
from tunemeld.entrypoints.http.refusals import BadRequest, NotAllowed, refusal, refusal_of

SECRET = "mongodb://reader:pass-word@db.inside.example/srv/charts"
DEFECT = "TuneMeld has a defect; its log has more under the X-Request-ID of this answer"


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What is logged meanwhile."""
    with capture_logs() as captured:
        yield captured


def message_of(ready: Ready) -> str:
    """The sentence in the envelope, which is that of every error."""
    told = orjson.loads(ready.plain.body)
    assert list(told) == ["status", "message", "data"]
    assert (told["status"], told["data"]) == ("error", None)
    message: str = told["message"]
    return message


def headers_of(ready: Ready) -> dict[str, str]:
    """The headers by name."""
    return {name.decode(): value.decode() for name, value in ready.plain.headers}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRequest("limit is 'x', expected a whole number"), 400),
        (errors.UnknownGenre("no genre 'polka'; known genres: rap"), 404),
        (errors.UnknownService("no service is called 'Napster'; there are Spotify"), 404),
        (errors.UnknownSnapshot("rap has no snapshot '00000000'"), 404),
        (errors.UnknownRecording("no current list has it"), 404),
        (errors.NothingPublished("nothing is published for rap yet"), 404),
        (errors.KeyMissing("RAPIDAPI_KEY is not set"), 409),
        (errors.SampleRefused("the store holds real data"), 409),
        (errors.RunUnderWay("run 1 is under way"), 409),
        (NotAllowed(401, "this takes the admin token"), 401),
        (NotAllowed(403, "what changes state is off here"), 403),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_what_a_client_can_mend_is_told_in_its_own_words_and_not_logged(
    error: Exception, status: int, logged: list[Any]
) -> None:
    ready = refusal_of(error, "/genres")

    assert (ready.status, message_of(ready), ready.route) == (status, str(error), "/genres")
    assert logged == []


@pytest.mark.parametrize(
    ("error", "seconds", "said"),
    [
        (CrewIsBusy(), 1, "too many requests are under way at once: try again in 1 second"),
        (errors.StoreError(SECRET), 5, "the store cannot be read just now: try again in 5 seconds"),
    ],
    ids=["busy", "store away"],
)
def test_what_will_work_later_is_told_with_the_time_to_wait(
    error: Exception, seconds: int, said: str
) -> None:
    ready = refusal_of(error, "/runs")

    assert (ready.status, message_of(ready)) == (503, said)
    assert headers_of(ready)["retry-after"] == str(seconds)


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError(SECRET),
        RuntimeError(SECRET),
        errors.CacheError(SECRET),
        errors.UpstreamUnavailable("spotify23", SECRET),
        errors.BackupRefused(SECRET),
        errors.TuneMeldError(SECRET),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_defect_is_told_as_one_and_the_log_has_the_rest(error: Exception, logged: list[Any]) -> None:
    ready = refusal_of(error, "/health")

    assert (ready.status, message_of(ready)) == (500, DEFECT)
    assert [(each["event"], each["exc_info"]) for each in logged] == [("api.defect", error)]


def test_a_store_that_is_away_is_logged_with_its_reason_which_no_client_is_told(logged: list[Any]) -> None:
    ready = refusal_of(errors.StoreError(SECRET), "/runs")

    assert [each["error"] for each in logged] == [SECRET]
    assert "pass-word" not in str(ready)
    assert "inside.example" not in str(ready)


def test_every_refusal_that_there_is_has_a_status_of_its_own() -> None:
    # A backup is nothing that can be asked for by HTTP.
    refusals = {kind for kind in errors.Refusal.__subclasses__() if kind.__module__ == errors.__name__}

    told = {kind: refusal_of(kind("why"), "/").status for kind in refusals - {errors.BackupRefused}}

    assert {kind.__name__ for kind, status in told.items() if status not in {404, 409}} == set()


@pytest.mark.parametrize(("status", "scheme"), [(401, 'Bearer realm="tunemeld"'), (403, None)])
def test_who_lacks_the_token_is_told_how_to_send_one(status: int, scheme: str | None) -> None:
    headers = headers_of(refusal_of(NotAllowed(status, "no"), "/runs"))

    assert headers.get("www-authenticate") == scheme


def test_a_wrong_method_is_told_with_those_that_there_are() -> None:
    ready = refusal_of(falcon.HTTPMethodNotAllowed(["GET", "HEAD", "OPTIONS"]), "/genres")

    assert (ready.status, message_of(ready)) == (405, "this path takes other methods: GET, HEAD, OPTIONS")
    assert headers_of(ready)["allow"] == "GET, HEAD, OPTIONS"


def test_an_unknown_path_is_told_where_the_known_ones_stand() -> None:
    ready = refusal_of(falcon.HTTPRouteNotFound(), "unmatched")

    assert (ready.status, message_of(ready)) == (
        404,
        "there is nothing at this path: /docs lists what there is",
    )


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (falcon.HTTPUnsupportedMediaType(title="the body has to be application/json"), 415),
        (falcon.HTTPContentTooLarge(title="the body is larger than 16384 bytes"), 413),
        (falcon.HTTPBadRequest(title="Bad request", description=SECRET), 400),
    ],
    ids=lambda value: str(getattr(value, "status_code", value)),
)
def test_what_falcon_refuses_has_its_status_and_our_envelope(error: falcon.HTTPError, status: int) -> None:
    ready = refusal_of(error, "/runs")

    assert (ready.status, message_of(ready)) == (status, error.title)


@given(st.text(max_size=60), st.sampled_from([400, 404, 421, 429, 503]))
def test_whatever_an_error_says_its_answer_is_whole_and_nobody_may_store_it(said: str, status: int) -> None:
    ready = refusal(status, said, headers=[("Retry-After", "5")])

    assert (ready.status, message_of(ready), ready.gzipped, ready.plain.etag) == (status, said, None, b"")
    assert headers_of(ready)["cache-control"] == NEVER
    assert headers_of(ready)["x-content-type-options"] == "nosniff"
    assert headers_of(ready)["retry-after"] == "5"
