"""The id of an event: how far its listener has come in each genre, so that any worker can go on from there.

Numbers rather than times, since clocks differ; of all genres that are followed, since each has numbers of its
own. `country.12~pop.9` is what a listener has who was told all of country up to 12 and of pop up to 9.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

LONGEST = 4_096
"""Characters of an id. Servers and proxies take 8 KB for a header, and some of them for all headers."""

_PART = r"(?:[A-Za-z0-9_-]|%[0-9A-F]{2})+\.[0-9]{1,15}"
PATTERN = f"^(?:{_PART}(?:~{_PART})*)?$"
"""What an id looks like; one that says nothing is as good as none."""
_ID = re.compile(PATTERN.replace("$", r"\Z"))
EXAMPLE = "country.12~pop.9"


def written(places: Mapping[str, int]) -> str:
    """The id of whoever has come so far, by genre."""
    return "~".join(f"{_encoded(genre)}.{seq}" for genre, seq in sorted(places.items()))


def understood(text: str) -> dict[str, int]:
    """How far an id says that its listener has come; of a genre that it names twice, the first place.

    Raises:
        ValueError: it is none of ours.
    """
    if len(text) > LONGEST or not _ID.match(text):
        raise ValueError(f"the id of an event, such as {EXAMPLE}")
    places: dict[str, int] = {}
    for part in filter(None, text.split("~")):
        genre, _, seq = part.rpartition(".")
        places[unquote(genre)] = min(int(seq), places.get(unquote(genre), int(seq)))
    return places


def fits(genres: tuple[str, ...]) -> bool:
    """Whether an id can tell how far a listener has come in that many genres, whatever their numbers."""
    return len(written(dict.fromkeys(genres, 10**7))) <= LONGEST


def _encoded(genre: str) -> str:
    # These two part an id, and are never encoded otherwise.
    return quote(genre, safe="").replace(".", "%2E").replace("~", "%7E")
