"""Folding: two spellings of one text become the same key, and two different texts do not."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Letters that carry their mark inside, so that decomposition does not reach it.
_UNMARKED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`\u00b4\u2032]")
_SPACES = re.compile(r"\s+")
# Mathematical signs by Unicode's list, mere ornament in a title: the bar, the wave, the stroke in ½.
_ORNAMENTS = frozenset("|~\u2044")


def plain(text: str) -> str:
    """The text with compatibility forms, dashes, apostrophes and spaces in their usual shape.

    Stylised letters become letters (NFKC). For reading a title, never for showing it.
    """
    # Before NFKC too, which would tear a free-standing accent into a space and a mark.
    text = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", text)))
    return _SPACES.sub(" ", re.sub(r"[\u2010-\u2015\u2212]", "-", text)).strip()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Words in lower case with single spaces between them; equal for spellings that mean the same.

    Case, accents on Latin letters, apostrophes, punctuation, decoration (stars, emoji) and invisible
    characters go; letters of every script, digits, currency and mathematical signs stay, and marks on
    letters that are not Latin. `&` is `and`. A text of nothing but decoration keeps it: only a text of
    nothing but spaces folds to nothing.
    """
    lowered = plain(text).casefold()
    taken_apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", lowered)).translate(_UNMARKED)
    words = " ".join("".join(_kept(taken_apart)).casefold().split())
    return unicodedata.normalize("NFC", words) or lowered


def _kept(text: str) -> Iterator[str]:
    """What counts of a decomposed text. Only Latin letters lose their marks: が without its own is か."""
    marks_count = False
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "M":
            if marks_count and category != "Me" and not _named(character, "VARIATION SELECTOR"):
                yield character
        elif category != "Cf":
            marks_count = category[0] == "L" and not _named(character, "LATIN")
            yield _kept_or_space(character, category)


def _kept_or_space(character: str, category: str) -> str:
    if character == "&":
        return " and "
    counts = category[0] in "LN" or (category in {"Sm", "Sc"} and character not in _ORNAMENTS)
    return character if counts else " "


def _named(character: str, beginning: str) -> bool:
    return unicodedata.name(character, "").startswith(beginning)
