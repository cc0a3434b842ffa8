"""How keys and values are written down for Workers KV, and how many go into one call.

Shapes: https://developers.cloudflare.com/api/resources/kv. Limits: https://developers.cloudflare.com/kv/platform/limits.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from tunemeld.adapters.caches.kv_answers import NAME
from tunemeld.application.errors import CacheError

PREFIX = "tunemeld:"
"""How all keys begin there, so that no other key of the namespace is ever touched."""

MOST_KEYS_A_BULK = 10_000
_MOST_BYTES_A_BULK = 100_000_000
_LONGEST_KEY_BYTES = 512
_SHORTEST_TTL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Bulk:
    """Values that are written by one call: under which keys, and the call's body."""

    names: tuple[str, ...]
    body: bytes


def named(key: str) -> str:
    """The key as the namespace has it; with its prefix it is none of "", "." and "..", which KV refuses.

    Raises:
        CacheError: it is longer than KV takes.
    """
    name = PREFIX + key
    if len(name.encode()) > _LONGEST_KEY_BYTES:
        raise CacheError(f"{NAME} takes keys of {_LONGEST_KEY_BYTES} bytes, and {key[:40]!r}… is longer")
    return name


def path(name: str) -> str:
    """Where the value under a key of the namespace is."""
    return f"/values/{quote(name, safe='')}"


def ends(ttl_seconds: int | None) -> dict[str, int]:
    """What says when a value ends: nothing where it does not, a minute at least where it does."""
    return {} if ttl_seconds is None else {"expiration_ttl": max(ttl_seconds, _SHORTEST_TTL_SECONDS)}


def bulks(
    values: Mapping[str, bytes], ending: Mapping[str, int], *, most_bytes: int = _MOST_BYTES_A_BULK
) -> Iterator[Bulk]:
    """Values by their keys in the namespace, in as few calls as KV takes them.

    A value that is too large for any call has one of its own, for KV to refuse.
    """
    pairs: dict[str, bytes] = {}
    size = 1
    for name, value in values.items():
        # As base64, since JSON holds no bytes.
        told = {"key": name, "value": b64encode(value).decode(), "base64": True, **ending}
        pair = json.dumps(told).encode()
        if pairs and (len(pairs) == MOST_KEYS_A_BULK or size + len(pair) + 1 > most_bytes):
            yield _bulk(pairs)
            pairs, size = {}, 1
        pairs[name] = pair
        size += len(pair) + 1
    if pairs:
        yield _bulk(pairs)


def _bulk(pairs: Mapping[str, bytes]) -> Bulk:
    return Bulk(tuple(pairs), b"[%b]" % b",".join(pairs.values()))
