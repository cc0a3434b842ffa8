"""Style and scripts as they are served: under a folder named after their content, so kept for ever."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

_PACKAGE = "tunemeld.entrypoints.http.pages"
MEDIA_TYPES = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "players.js": "text/javascript; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""What is served, and as what; nothing else is."""


@cache
def asset(name: str) -> bytes:
    """The content of one of them, or of the script that stands in the page."""
    return files(_PACKAGE).joinpath("static", name).read_bytes()


@cache
def edition() -> str:
    """The folder's name: one change in any of them, and all have new addresses.

    Scripts can so name each other by plain relative addresses, and no build is needed.
    """
    content = b"".join(asset(name) for name in sorted(MEDIA_TYPES))
    return hashlib.sha256(content).hexdigest()[:12]


@cache
def early_script() -> str:
    """What has to run before the first paint, and so stands in the page: the reader's choice of light."""
    return asset("early.js").decode()


@cache
def early_digest() -> str:
    """By what the policy knows that script: its SHA-256 in Base64."""
    return base64.b64encode(hashlib.sha256(early_script().encode()).digest()).decode()
