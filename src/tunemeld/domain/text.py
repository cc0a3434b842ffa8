"""Folding: two spellings of one text become the same key, and two different texts do not."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Letters that carry their mark inside, so that decomposition does not reach it.
_UNMARKED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_APOSTROPHES = "'\u2018\u2019\u02bc`\u00b4\u2032"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_USUAL = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_DASHES, "-"))
_WITHOUT_APOSTROPHES = str.maketrans(dict.fromkeys(_APOSTROPHES, ""))
# Mathematical signs by Unicode's list, mere ornament in a title: the bar, the wave, the stroke in ½.
_ORNAMENTS = frozenset("|~\u2044")


def plain(text: str) -> str:
    """The text with compatibility forms, dashes, apostrophes and spaces in their usual shape.

    Stylised letters become letters (NFKC). For reading a title, never for showing it.
    """
    if not text.isascii():
        # Before NFKC too, which would tear a free-standing accent into a space and a mark.
        text = unicodedata.normalize("NFKC", text.translate(_USUAL)).translate(_USUAL)
    return " ".join(text.replace("`", "'").split())


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Words in lower case with single spaces between them; equal for spellings that mean the same.

    Case, accents on Latin letters, apostrophes, punctuation, decoration (stars, emoji) and invisible
    characters go; letters of every script, digits, currency and mathematical signs stay, and marks on
    letters that are not Latin. `&` is `and`. A text of nothing but decoration keeps it: only a text of
    nothing but spaces folds to nothing.
    """
    lowered = plain(text).casefold()
    words = " ".join((lowered.translate(_ASCII) if lowered.isascii() else _unmarked(lowered)).split())
    return words or lowered


def _unmarked(text: str) -> str:
    """What counts of a text that is not all ASCII."""
    taken_apart = unicodedata.normalize("NFKD", text.translate(_WITHOUT_APOSTROPHES)).translate(_UNMARKED)
    return unicodedata.normalize("NFC", "".join(_kept(taken_apart)).casefold())


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


# What counts of each ASCII character: most titles hold no other, and a table is many times as fast.
_ASCII = {code: "".join(_kept(chr(code))) for code in range(128)} | {ord("'"): ""}
