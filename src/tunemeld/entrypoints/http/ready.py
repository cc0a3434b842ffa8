"""An answer made once: its bytes, plain and compressed, with the headers that do not depend on who asks."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Headers: TypeAlias = list[tuple[bytes, bytes]]

JSON = "application/json"
# A minute of an old chart harms nobody, and while a new one is fetched the old one may be shown.
SHORT = "public, max-age=30, stale-while-revalidate=600"
# What was shown on a day that is over stays what was shown then.
IMMUTABLE = "public, max-age=31536000, immutable"
# May be kept, but has to be asked for again: it says how fresh the others are.
REVALIDATED = "no-cache"
NEVER = "no-store"
VARY = "Accept-Encoding, Origin"
# Where browsers and programs ask at the same address.
VARY_BY_ACCEPT = f"Accept, {VARY}"

# Below this, compressing gains nothing.
_SMALLEST_TO_COMPRESS = 512

SECURITY: tuple[tuple[str, str], ...] = (
    ("X-Content-Type-Options", "nosniff"),
    # YouTube's player refuses stricter ones: https://developers.google.com/youtube/terms/required-minimum-functionality
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""On every answer, unless it brings its own."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of an answer; `unchanged` are the headers of a 304."""

    etag: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    unchanged: tuple[tuple[bytes, bytes], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer as it leaves: `gzipped` is None where compressing gains nothing.

    `route` is the pattern of its path, for metrics; `is_immutable` where no later chart changes it.
    """

    status: int
    route: str
    plain: Variant
    gzipped: Variant | None
    is_immutable: bool = False

    def chosen(self, *, gzip_accepted: bool) -> Variant:
        """The encoding for a client."""
        return self.gzipped if gzip_accepted and self.gzipped else self.plain


def made_ready(
    body: bytes,
    *,
    route: str,
    media_type: str = JSON,
    cache_control: str = SHORT,
    status: int = 200,
    headers: Iterable[tuple[str, str]] = (),
) -> Ready:
    """Compress, hash and label an answer, once for all who will ask for it.

    ETags are strong, and so differ between the encodings (RFC 9110, 8.8.3); one that must not be stored
    has none, and is not compressed.
    """
    told = (*SECURITY, ("Cache-Control", cache_control), ("Vary", VARY), *headers)
    common = [*{name.lower(): (name, value) for name, value in told}.values()]
    lasting = cache_control != NEVER
    digest = hashlib.sha256(body).hexdigest()[:32] if lasting else ""
    compressed = gzip.compress(body, 9, mtime=0) if lasting and len(body) >= _SMALLEST_TO_COMPRESS else body
    return Ready(
        status=status,
        route=route,
        plain=_variant(body, media_type, common, digest and f'"{digest}"'),
        gzipped=_variant(compressed, media_type, [*common, ("Content-Encoding", "gzip")], f'"{digest}-gzip"')
        if len(compressed) < len(body)
        else None,
        is_immutable=cache_control == IMMUTABLE,
    )


def matches(if_none_match: bytes, etag: bytes) -> bool:
    """Whether a client has this answer already; by weak comparison, as RFC 9110, 13.1.2 asks."""
    if if_none_match.strip() == b"*":
        return bool(etag)
    known = (each.strip().removeprefix(b"W/") for each in if_none_match.split(b","))
    return bool(etag) and etag in known


def _variant(body: bytes, media_type: str, common: list[tuple[str, str]], etag: str) -> Variant:
    labelled = [*common, *([("ETag", etag)] if etag else [])]
    content = [("Content-Type", media_type), ("Content-Length", str(len(body)))]
    return Variant(
        etag=etag.encode(),
        headers=_encoded([*content, *labelled]),
        # Of the headers of content, none belongs on a 304 (RFC 9110, 15.4.5).
        unchanged=_encoded(h for h in labelled if h[0] != "Content-Encoding"),
        body=body,
    )


def _encoded(headers: Iterable[tuple[str, str]]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers)
