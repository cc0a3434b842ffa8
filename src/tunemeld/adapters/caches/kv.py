"""A cache in Cloudflare Workers KV, by its REST API: near to readers everywhere, and slow to change.

What was written may take a minute to be seen elsewhere, and so may what was deleted:
https://developers.cloudflare.com/kv/concepts/how-kv-works.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar

import requests

from tunemeld.adapters.caches.breaker import Breaker, CacheAway
from tunemeld.adapters.caches.kv_answers import NAME, all_deleted, all_kept, check, done, page_in, value_in
from tunemeld.adapters.caches.kv_requests import MOST_KEYS_A_BULK, PREFIX, bulks, ends, named, path
from tunemeld.adapters.caches.kv_spacing import KeySpacing
from tunemeld.adapters.http.answer import Answer
from tunemeld.adapters.http.exchange import Call, Exchange
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.pause import RunStopped
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.adapters.http.retry import PassingTrouble
from tunemeld.adapters.redaction import Redactor
from tunemeld.application.errors import CacheError, UpstreamError
from tunemeld.application.ports.runtime import Cache, Clock

_JSON = {"Content-Type": "application/json"}

_Told = TypeVar("_Told")


class KvCache(Cache):
    """Keeps values as they are, without a wrapper, so that whoever reads the namespace needs no other code.

    One try a call, at the pace of `limiter`, and none for a while after a failure (`Breaker`).
    """

    name = NAME
    shared = True

    def __init__(
        self,
        *,
        api_url: str,
        account_id: str,
        namespace_id: str,
        token: str,
        session: requests.Session,
        limiter: RateLimiter,
        meter: ThreadCallMeter,
        redactor: Redactor,
        clock: Clock,
        timeout_seconds: float,
        sleep: Callable[[float], None],
    ) -> None:
        self._clock = clock
        self._limiter = limiter
        self._breaker = Breaker(clock.monotonic)
        self._spacing = KeySpacing(monotonic=clock.monotonic, sleep=sleep)
        self._exchange = Exchange(
            upstream=NAME,
            base_url=f"{api_url}/accounts/{account_id}/storage/kv/namespaces/{namespace_id}",
            headers={"Authorization": f"Bearer {token}"},
            session=session,
            meter=meter,
            redactor=redactor,
            clock=clock,
            timeout_seconds=timeout_seconds,
        )

    def get(self, key: str) -> bytes | None:
        """What was set under the key; None where nothing is, or no more."""
        return self._ask(Call("GET", path(named(key))), value_in)

    def set(self, key: str, value: bytes, *, ttl_seconds: int | None = None) -> None:
        """Keep a value, for `ttl_seconds` at most but for a minute at least, or without an end."""
        if ttl_seconds is not None and ttl_seconds <= 0:
            self.delete(key)
            return
        name, headers = named(key), {"Content-Type": "application/octet-stream"}
        call = Call("PUT", path(name), params=ends(ttl_seconds), data=value, headers=headers)
        self._ask(call, done, writes=[name])

    def set_many(self, values: Mapping[str, bytes], *, ttl_seconds: int | None = None) -> None:
        """Keep several values, as `set` does, with one call for ten thousand of them, or for 100 MB."""
        by_name = {named(key): value for key, value in values.items()}
        if ttl_seconds is not None and ttl_seconds <= 0:
            self._delete(tuple(by_name))
            return
        for bulk in bulks(by_name, ends(ttl_seconds)):
            self._ask(Call("PUT", "/bulk", data=bulk.body, headers=_JSON), all_kept, writes=bulk.names)

    def delete(self, key: str) -> None:
        """Forget a value; an unknown key is fine."""
        name = named(key)
        self._ask(Call("DELETE", path(name)), done, writes=[name])

    def clear(self) -> int:
        """Forget all values of TuneMeld's; how many keys were listed."""
        names = tuple(self._names())
        self._delete(names)
        return len(names)

    def _delete(self, names: Sequence[str]) -> None:
        for start in range(0, len(names), MOST_KEYS_A_BULK):
            some = names[start : start + MOST_KEYS_A_BULK]
            body = json.dumps(some).encode()
            self._ask(Call("POST", "/bulk/delete", data=body, headers=_JSON), all_deleted, writes=some)

    def _names(self) -> Iterator[str]:
        cursors = {cursor := ""}
        while True:
            at = {"cursor": cursor} if cursor else {}
            page = self._ask(
                Call("GET", "/keys", params={"prefix": PREFIX, **at}), lambda answer: page_in(answer, PREFIX)
            )
            yield from page.names
            cursor = page.cursor
            if not cursor:
                return
            if cursor in cursors:
                raise CacheError(f"{NAME} lists its keys in a circle: try again later")
            cursors.add(cursor)

    def _ask(self, call: Call, read: Callable[[Answer], _Told], *, writes: Collection[str] = ()) -> _Told:
        # Before we stand in line and after it, where somebody ahead of us may have found the cache away.
        self._breaker.refuse_at_rest()
        try:
            with self._spacing.writing(writes), self._limiter.slot(), self._breaker.asking():
                return read(self._answer(call))
        except RunStopped:
            raise CacheError(f"{NAME} is asked no more, since the run was interrupted") from None

    def _answer(self, call: Call) -> Answer:
        try:
            answer = self._exchange.answer(call, attempt=1)
        except PassingTrouble as trouble:
            raise CacheAway(f"{NAME} {trouble}: check CLOUDFLARE_API_URL, or try again later") from None
        except UpstreamError as error:
            raise CacheAway(str(error)) from error
        check(answer, self._clock.now())
        return answer
