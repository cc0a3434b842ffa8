"""What strangers wrote, made harmless: lengths, control characters, markup, addresses, numbers."""

import html
import json
import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit

LONGEST_TEXT = 300
LONGEST_DESCRIPTION = 1000
LONGEST_URL = 2000
LONGEST_DURATION_MS = 24 * 3600 * 1000
MOST_PLAYS = 10**13  # a thousand plays by everybody alive

# Every host that a cover may come from; the page's `img-src` names the same.
IMAGE_HOSTS = (
    "i.scdn.co",
    "mosaic.scdn.co",
    "image-cdn-ak.spotifycdn.com",
    "image-cdn-fa.spotifycdn.com",
    "*.mzstatic.com",
    "*.sndcdn.com",
    "*.dzcdn.net",
)

# Control characters that are no white space, halves of surrogates, marks that turn the direction of text,
# and such as take no room at all. The joiners U+200C and U+200D stay: Persian and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SCRIPT = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[A-Za-z/!?][^>]*>")
# What is left open; `<3` is no tag. A run of brackets is looked at once, lest a long one take its square.
_TAG_START = re.compile(r"(?<!<)<++(?=[A-Za-z/!?])")
_UNSAFE_IN_URL = re.compile(r"""[\s\x00-\x1f\x7f<>"\\]""")


class UnreadableEntry(ValueError):
    """Raised when one entry of a list lacks what makes it an entry; the message says what, in a few words."""


def plain_text(value: object, limit: int = LONGEST_TEXT) -> str:
    """The text in `value` on one line, without markup, control and direction marks, cut at `limit`.

    "" where there is none. Entities are resolved once, so that nothing that was escaped becomes markup.
    """
    if not isinstance(value, str):
        return ""
    text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), value[: 8 * limit])
    # Before the markup: a control character inside a tag would hide it, and then vanish.
    text = _UNSEEN.sub("", text)
    if "<" in text:
        text = _TAG_START.sub("", _TAG.sub(" ", _SCRIPT.sub(" ", text)))
    return " ".join(text.split())[:limit].rstrip()


def https_url(value: object, hosts: Collection[str]) -> str | None:
    """The address in `value` if it is `https` on one of `hosts`, in ASCII; None otherwise.

    A host is a full name, or `*.name` for everything below it. Whoever names a user or a port is refused.
    """
    if not isinstance(value, str) or len(value) > LONGEST_URL or _UNSAFE_IN_URL.search(value):
        return None
    try:
        parts = urlsplit(value)
        ordinary = parts.scheme == "https" and parts.port is None and "@" not in parts.netloc
    except ValueError:
        return None
    if not ordinary or not is_one_of(parts.hostname or "", hosts):
        return None
    try:
        return quote(value, safe="%/:=&?~#+!$,;@()*[]")
    except UnicodeEncodeError:
        return None


def is_one_of(host: str, hosts: Collection[str]) -> bool:
    """Whether a host name is among `hosts`, or below one that is written `*.name`."""
    return any(host.endswith(h[1:]) if h.startswith("*.") else host == h for h in hosts)


def duration_ms(value: object) -> int | None:
    """A length in milliseconds; None where it is missing, 0, or longer than a day."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value <= LONGEST_DURATION_MS else None


def play_count(value: object) -> int | None:
    """How often something was played; None where it is no whole number from 0 to what is conceivable."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MOST_PLAYS else None


def lenient_object(text: str | None) -> dict[str, object]:
    """The JSON object in a text that may be missing or no JSON; an empty one then."""
    try:
        return mapping(json.loads(text or ""))
    except (ValueError, RecursionError):
        return {}


def mapping(value: object) -> dict[str, object]:
    """The object in `value`; an empty one where it is something else, since any part may be missing."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[object]:
    """The list in `value`; an empty one where it is something else."""
    return value if isinstance(value, list) else []
