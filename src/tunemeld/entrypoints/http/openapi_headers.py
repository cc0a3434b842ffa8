"""The headers of the OpenAPI document: which are sent on which answers, and which are understood."""

from typing import Any

from tunemeld.entrypoints.http.ready import SECURITY

Document = dict[str, Any]

_MEANINGS = {
    **{name: f"Always `{value}`, but for pages." for name, value in SECURITY},
    "X-Request-ID": "The id of the request in the log: the one that was sent, or a new one.",
    "X-Data-Age": "Seconds since the store confirmed these data; only while it is away.",
    "ETag": "Of these bytes; send it as `If-None-Match` to be told whether they changed.",
    "Cache-Control": "How long the answer may be kept.",
    "Vary": "What else the answer depends on.",
    "Retry-After": "Seconds to wait.",
    "Allow": "The methods that the path takes.",
    "WWW-Authenticate": "How to authenticate.",
    "RateLimit-Policy": "The rate that each client has; only where one is set.",
    "RateLimit": "What is left of it.",
    "Access-Control-Allow-Origin": "The origin that asks, where it may (`CORS_ORIGINS`).",
    "Access-Control-Expose-Headers": "What a page of such an origin may read besides.",
    "Access-Control-Allow-Methods": "What such a page may do.",
    "Access-Control-Allow-Headers": "What it may send.",
    "Access-Control-Max-Age": "For so many seconds it need not ask again.",
    "Content-Encoding": "gzip, where that is accepted and gains something.",
    "Content-Disposition": "A name for the file.",
    "X-Accel-Buffering": "`no`, for proxies that would keep an event back.",
}
_REQUIRED = {
    *dict(SECURITY),
    "X-Request-ID",
    "Cache-Control",
    "Vary",
    "Retry-After",
    "Allow",
    "WWW-Authenticate",
}
ON_ALL = (
    *dict(SECURITY),
    "X-Request-ID",
    "X-Data-Age",
    "Cache-Control",
    "Vary",
    "RateLimit-Policy",
    "RateLimit",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
)
_IN_SECONDS = {"X-Data-Age", "Retry-After", "Access-Control-Max-Age"}
ON_PREFLIGHT = ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Max-Age")
BESIDES = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
REQUEST_ID: Document = {
    "name": "X-Request-ID",
    "in": "header",
    "description": "An id for the log and the answer; one of other characters is replaced, not refused.",
    "schema": {"type": "string"},
    "example": "3f1c9a60",
}
IF_NONE_MATCH: Document = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of an answer that you have: where it is still the same, 304 is all you get.",
    "schema": {"type": "string"},
}


def described_headers() -> Document:
    """Every header that may be sent, for the document's components."""
    return {name: _header(name) for name in _MEANINGS}


def header_refs(*names: str) -> Document:
    """The headers of an answer, as references to their descriptions."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _header(name: str) -> Document:
    kind = {"type": "integer", "minimum": 0} if name in _IN_SECONDS else {"type": "string"}
    return {"description": _MEANINGS[name], "required": name in _REQUIRED, "schema": kind}
