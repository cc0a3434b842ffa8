"""What a request's headers ask for, as far as an answer depends on it."""

import re
from collections.abc import Iterable
from functools import lru_cache

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._~+/=@:-]{1,128}")


class Wanted:
    """The headers that matter, in one pass; each is b"" where it is absent."""

    __slots__ = ("accept", "accept_encoding", "host", "if_none_match", "origin", "request_id", "user_agent")

    def __init__(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self.accept = self.accept_encoding = self.host = self.if_none_match = b""
        self.origin = self.request_id = self.user_agent = b""
        for name, value in headers:
            if name == b"host":
                self.host = value
            elif name == b"accept-encoding":
                self.accept_encoding = value
            elif name == b"accept":
                self.accept = value
            elif name == b"if-none-match":
                self.if_none_match = value
            elif name == b"origin":
                self.origin = value
            elif name == b"user-agent":
                self.user_agent = value
            elif name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
                self.request_id = value


@lru_cache(maxsize=512)
def accepts_gzip(accept_encoding: bytes) -> bool:
    """Whether a client takes gzip (RFC 9110, 12.5.3); without the header we send what needs no decoding."""
    weights = _weights(accept_encoding)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


@lru_cache(maxsize=512)
def prefers_page(accept: bytes) -> bool:
    """Whether a client names HTML, and nothing that it would rather have than that: a browser does.

    Who takes anything (`*/*`) is a program until it says otherwise.
    """
    weights = _weights(accept)
    html = weights.get("text/html", 0.0)
    return html > 0 and html >= weights.get("application/json", 0.0)


def _weights(header: bytes) -> dict[str, float]:
    """What a header of preferences names, in lower case, with what each weighs."""
    weights: dict[str, float] = {}
    for each in header.decode("latin-1").lower().split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        quality = next((p for p in parameters if p.startswith("q")), "")
        weights[name] = _weight(quality)
    return weights


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    name, _, value = parameter.partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
