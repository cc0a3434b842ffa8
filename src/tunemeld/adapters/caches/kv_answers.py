"""What Cloudflare's answers about Workers KV mean.

Shapes and codes: https://developers.cloudflare.com/api/resources/kv. Their own words are never shown: what
stands between us and them may repeat the request, with its token.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tunemeld.adapters.caches.breaker import REST_SECONDS, CacheAway
from tunemeld.adapters.http.answer import Answer
from tunemeld.adapters.http.back_off import asked_wait
from tunemeld.adapters.http.payload import json_object
from tunemeld.adapters.http.refusal import answered
from tunemeld.application.errors import CacheError, UpstreamError

NAME = "Cloudflare KV"

_NO_SUCH_KEY = 10009
_WRITTEN_JUST_NOW = 10429
_NO_SUCH_PLACE = {7003, 10011, 10013}
# Who asks too often is shut out for five minutes: https://developers.cloudflare.com/fundamentals/api/reference/limits
_LONGEST_REST_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a namespace's keys; `cursor` leads to the next ones, "" where these are the last."""

    names: tuple[str, ...]
    cursor: str


def check(answer: Answer, now: datetime) -> None:
    """Let an answer pass that holds what was asked for, or says that there is no such key.

    Raises:
        CacheAway: it says that other calls would be refused as well.
        CacheError: it refuses this call.
    """
    if answer.is_good or is_miss(answer):
        return
    codes = _codes(answer)
    said = f"{NAME} {answered(answer, '')}{_listed(codes)}"
    if _WRITTEN_JUST_NOW in codes:
        raise CacheError(f"{said}: this key was written less than a second ago; try again later")
    if answer.status == 429:
        asked = asked_wait(answer, now)
        rest = min(max(REST_SECONDS, asked.total_seconds() if asked else 0), _LONGEST_REST_SECONDS)
        raise CacheAway(f"{said}: it is left alone for {rest:g} seconds", rest_seconds=rest)
    if answer.status in {400, 413, 414} and not codes & _NO_SUCH_PLACE:
        raise CacheError(f"{said}: it does not take such a key or value")
    raise CacheAway(f"{said}: {_remedy(answer.status)}")


def is_miss(answer: Answer) -> bool:
    """Whether nothing is under the key, or nothing any more; no other 404 says so."""
    return answer.status == 404 and _NO_SUCH_KEY in _codes(answer)


def value_in(answer: Answer) -> bytes | None:
    """The value that was read, to the byte; None where there is none.

    Raises:
        CacheAway: a page for people came instead, as from a proxy that wants a login.
    """
    if is_miss(answer):
        return None
    if "html" in answer.headers.get("Content-Type", "").lower():
        raise _not_understood("an HTML page where a value was expected")
    return answer.body


def done(answer: Answer) -> None:
    """Make sure that what was asked for is done; a key that was not there is deleted, too.

    Raises:
        CacheAway: the answer does not say so.
    """
    if not is_miss(answer):
        _confirmed(answer)


def all_deleted(answer: Answer) -> None:
    """Make sure that every key of a bulk is deleted.

    Raises:
        CacheAway: the answer does not say that anything was done.
        CacheError: some keys are left.
    """
    if _leaves_keys(answer):
        raise CacheError(f"{NAME} did not delete all keys: try again later")


def all_kept(answer: Answer) -> None:
    """Make sure that every value of a bulk is kept.

    Raises:
        CacheAway: the answer does not say that anything was done.
        CacheError: some values are not.
    """
    if _leaves_keys(answer):
        raise CacheError(f"{NAME} did not keep all values: try again later")


def page_in(answer: Answer, prefix: str) -> Page:
    """The keys that begin so, of one page of a list: whatever else stands there is not ours to touch.

    Raises:
        CacheAway: the answer holds no list.
    """
    body = _confirmed(answer)
    listed, info = body.get("result"), body.get("result_info")
    if not isinstance(listed, list):
        raise _not_understood("no list where keys were expected")
    names = (each.get("name") for each in listed if isinstance(each, dict))
    cursor = info.get("cursor") if isinstance(info, dict) else None
    return Page(
        names=tuple(name for name in names if isinstance(name, str) and name.startswith(prefix)),
        cursor=cursor if isinstance(cursor, str) else "",
    )


def _leaves_keys(answer: Answer) -> bool:
    result = _confirmed(answer).get("result")
    return bool(result.get("unsuccessful_keys")) if isinstance(result, dict) else False


def _confirmed(answer: Answer) -> dict[str, Any]:
    body = _body(answer)
    if body.get("success") is not True:  # which may come with status 200
        raise _not_understood(f"no success{_listed(_codes(answer))}")
    return body


def _codes(answer: Answer) -> frozenset[int]:
    try:
        errors = _body(answer).get("errors")
    except CacheAway:
        return frozenset()
    found = errors if isinstance(errors, list) else []
    codes = (each.get("code") for each in found if isinstance(each, dict))
    return frozenset(code for code in codes if isinstance(code, int))


def _body(answer: Answer) -> dict[str, Any]:
    try:
        return json_object(NAME, answer.body.decode("utf-8", "replace"))
    except UpstreamError:
        raise _not_understood("no answer of Cloudflare's") from None


def _not_understood(what: str) -> CacheAway:
    return CacheAway(f"{NAME} answered with {what}: check CLOUDFLARE_API_URL, or try again later")


def _listed(codes: frozenset[int]) -> str:
    return f" (code {', '.join(map(str, sorted(codes)))})" if codes else ""


def _remedy(status: int) -> str:
    if status < 400:
        return "a redirect is not followed, since it would take the token along; correct CLOUDFLARE_API_URL"
    if status in {401, 403}:
        return "check CLOUDFLARE_API_TOKEN, and that it may edit Workers KV"
    if status in {400, 404}:
        return "check CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_NAMESPACE_ID"
    return "try again later"
