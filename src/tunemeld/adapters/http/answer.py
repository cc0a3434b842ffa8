"""An upstream's answer, and the sentence that it gives for a refusal."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_MESSAGE = 200
LONGEST_ERROR = 2_000

# Deezer's codes for too many calls, and for being busy: https://developers.deezer.com/api/errors
_DEEZER_IS_BUSY = (4, 700)

# Google's codes: https://developers.google.com/youtube/v3/docs/errors
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_WRONG_KEY = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID", "API_KEY_EXPIRED"})


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (looked up without regard to case) and the whole decoded body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether the upstream did what it was asked."""
        return 200 <= self.status < 300 and not self.is_busy

    @property
    def is_busy(self) -> bool:
        """Whether an answer of status 200 says to ask again later: Deezer's errors come so."""
        if len(self.body) > LONGEST_ERROR or not self.body.lstrip().startswith(b'{"error"'):
            return False
        error = self._parsed().get("error")
        return isinstance(error, dict) and error.get("code") in _DEEZER_IS_BUSY

    @property
    def is_passing_trouble(self) -> bool:
        """Whether asking again may help: too many requests, or a fault of the upstream's own."""
        slow_down = self.status == 403 and self.asks_to_slow_down
        return self.status == 429 or self.status >= 500 or slow_down or self.is_busy

    @property
    def asks_to_slow_down(self) -> bool:
        """Whether the upstream gives its pace as the reason: Google does so with status 403 as well."""
        return bool(self.reasons & _TOO_FAST)

    @property
    def refuses_the_key(self) -> bool:
        """Whether the upstream says that it does not know the key: Google does so with status 400."""
        return bool(self.reasons & _WRONG_KEY) or self.message.startswith("API key ")

    @property
    def message(self) -> str:
        """The upstream's own words about an error; empty where it has none that we know how to find."""
        return next((text for text in _messages(self._parsed()) if text), "")

    @property
    def reasons(self) -> frozenset[str]:
        """The codes for an error, such as Spotify's QUOTA_EXCEEDED and Google's `quotaExceeded`."""
        error = self._parsed().get("error")
        if not isinstance(error, dict):
            return frozenset()
        parts = [error, *_objects(error.get("errors")), *_objects(error.get("details"))]
        return frozenset(filter(None, (_text(part.get("reason")) for part in parts)))

    def _parsed(self) -> dict[str, Any]:
        try:
            parsed = json.loads(self.body)
        except (ValueError, RecursionError):  # an HTML page, nothing at all, or an attack
            return {}
        return parsed if isinstance(parsed, dict) else {}


def in_one_line(text: str) -> str:
    """Foreign text without control characters and line breaks, shortened to what a message can hold.

    Invisible formatting characters go as well: they can turn a line on a terminal round.
    """
    visible = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text[: LONGEST_MESSAGE * 10])
    line = " ".join(visible.split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"


def stated_message(body: Mapping[str, Any]) -> str:
    """The sentence in an error's body, wherever this upstream puts it; empty where there is none."""
    return next((text for text in _messages(body) if text), "")


def _messages(body: Mapping[str, Any]) -> Iterator[str]:
    error = body.get("error")
    if isinstance(error, dict):
        yield _text(error.get("message"))
    yield _text(body.get("error_description"))
    yield _text(body.get("message"))
    yield _text(error)


def _objects(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
