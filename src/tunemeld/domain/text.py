"""Folding: two spellings of one text become the same key, and two different texts do not."""

import re
import unicodedata
from functools import lru_cache

# Letters that carry their mark inside, so that decomposition does not reach it.
_UNMARKED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`\u00b4\u2032]")
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text with compatibility forms, dashes, apostrophes and spaces in their usual shape.

    Stylised letters become letters (NFKC). For reading a title, never for showing it.
    """
    text = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", re.sub(r"[\u2010-\u2015\u2212]", "-", text)).strip()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Words in lower case with single spaces between them; equal for spellings that mean the same.

    Case, accents on Latin letters, apostrophes, punctuation and decoration (stars, emoji) go; letters of
    every script, digits, currency and mathematical signs stay, and marks on letters that are not Latin.
    `&` is `and`. A text of nothing but decoration keeps it: only an empty text folds to nothing.
    """
    lowered = plain(text).casefold()
    kept = "".join(_fold_character(c) for c in unicodedata.normalize("NFKD", _APOSTROPHES.sub("", lowered)))
    words = " ".join(_drop_latin_marks(kept).translate(_UNMARKED).casefold().split())
    return unicodedata.normalize("NFC", words) or lowered


def _fold_character(character: str) -> str:
    if character == "&":
        return " and "
    category = unicodedata.category(character)
    return character if category[0] in "LNM" or category in {"Sm", "Sc"} else " "


def _drop_latin_marks(text: str) -> str:
    # Only Latin letters lose their marks: が without its mark is か, and й without it is и.
    return re.sub(r"([a-z\u0131])[\u0300-\u036f]+", r"\1", text)
