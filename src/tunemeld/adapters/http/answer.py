"""An upstream's answer, and the sentence that it gives for a refusal."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_MESSAGE = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (looked up without regard to case) and the whole decoded body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether the upstream did what it was asked."""
        return 200 <= self.status < 300

    @property
    def is_passing_trouble(self) -> bool:
        """Whether asking again may help: too many requests, or a fault of the upstream's own."""
        return self.status == 429 or self.status >= 500

    @property
    def message(self) -> str:
        """The upstream's own words about an error; empty where it has none that we know how to find."""
        return next((text for text in _messages(self._parsed()) if text), "")

    @property
    def reason(self) -> str:
        """Spotify's code for an error, such as QUOTA_EXCEEDED; empty where there is none."""
        error = self._parsed().get("error")
        return _text(error.get("reason")) if isinstance(error, dict) else ""

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


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
