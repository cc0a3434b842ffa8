"""Takes secrets out of text, in every spelling that a text may hold them in."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MARK = "[redacted]"

# A "secret" of one to three characters stands in ordinary words: taking it out would shred every message,
# and the holes would give it away. No real key is that short.
SHORTEST = 4

# In data even "test", as a key for a trial run, would spoil titles. Real keys are far longer.
SHORTEST_IN_DATA = 16


class Redactor:
    """Replaces secrets by `[redacted]`; shorter ones than four characters are left alone.

    Also found are the URL-encoded, JSON-escaped and `repr` spellings of each. What is sent as Base64 has
    to be handed over in Base64 too.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {spelling for secret in secrets for spelling in (secret, secret.strip())}
        self._in_messages = _pattern(secret for secret in known if len(secret) >= SHORTEST)
        self._in_data = _pattern(secret for secret in known if len(secret) >= SHORTEST_IN_DATA)

    def clean(self, text: str) -> str:
        """The text of a message without any secret."""
        return self._in_messages.sub(MARK, text)

    def clean_data(self, text: str) -> str:
        """The text of a body without the secrets of sixteen characters or more.

        Shorter ones may be ordinary words there, and data must not change.
        """
        return self._in_data.sub(MARK, text)


def _pattern(secrets: Iterable[str]) -> re.Pattern[str]:
    spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
    if not spellings:
        return re.compile(r"(?!)")  # matches nothing
    # Longest first, so that a secret that begins with another one goes as a whole.
    return re.compile("|".join(re.escape(each) for each in sorted(spellings, key=lambda s: (-len(s), s))))


def _spellings(secret: str) -> set[str]:
    # An undecodable byte of an environment variable arrives as a lone surrogate: keep quote() from failing.
    encoded = {
        quote(secret, safe="", errors="surrogatepass"),
        quote(secret, errors="surrogatepass"),
        quote_plus(secret, errors="surrogatepass"),
    }
    lower_case = {re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), each) for each in encoded}
    escaped = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    return {secret} | encoded | lower_case | escaped
