"""Takes secrets out of text, in every spelling that a text may hold them in."""

import html
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, quote_plus

MARK = "[redacted]"

# A "secret" of one to three characters stands in ordinary words: taking it out would shred every message,
# and the holes would give it away. No real key is that short.
SHORTEST = 4

# In data even "test", as a key for a trial run, would spoil titles. Real keys are far longer.
SHORTEST_IN_DATA = 16


class Redactor:
    """Replaces secrets by `[redacted]`; shorter ones than four characters are left alone.

    Also found is each where URLs, JSON, HTML or `repr` spell any of its characters in another way. What is
    sent as Base64 has to be handed over in Base64 too.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._given = frozenset(secrets)
        self._learnt: dict[str, str] = {}
        self._prepare()

    def learn(self, name: str, secret: str) -> None:
        """Take out, from now on, a secret that came up later; the next one of that name replaces it."""
        self._learnt = {**self._learnt, name: secret}
        self._prepare()

    def _prepare(self) -> None:
        secrets = {*self._given, *self._learnt.values()}
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
    # Longest first, so that a secret that begins with another one goes as a whole.
    ordered = sorted(secrets, key=lambda secret: (-len(secret), secret))
    if not ordered:
        return re.compile(r"(?!)")  # matches nothing
    return re.compile("|".join("".join(map(_any_spelling, secret)) for secret in ordered))


@lru_cache
def _any_spelling(character: str) -> str:
    """A pattern for a character however it is written; nobody escapes ASCII letters and digits."""
    if character.isascii() and character.isalnum():
        return character
    # An undecodable byte of an environment variable arrives as a lone surrogate: keep quote() from failing.
    in_urls = {
        quote(character, safe="", errors="surrogatepass"),
        quote_plus(character, errors="surrogatepass"),
    }
    code = ord(character)
    spellings = {
        character,
        *in_urls,
        *map(str.lower, in_urls),
        json.dumps(character)[1:-1],
        f"\\u{code:04x}",
        f"\\u{code:04X}",
        repr(character)[1:-1],
        f"\\{character}",  # PHP writes a slash in JSON so, and `repr` a quotation mark
        html.escape(character),
    }
    longest_first = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
