"""Reading a title: what the song is called, which version it is, who is featured."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tunemeld.domain.credits import credited
from tunemeld.domain.text import fold, plain
from tunemeld.domain.version import ends_in_version, is_packaging, split_closing_version, version_words

_FEATURE_TAG = re.compile(r"(?i)(?:(?:feat|ft|featuring|with)\b\.?\s+|w/\s*)(.+)")
# Bare, "with" belongs to too many titles ("Stay With Me"); the others count as whole words only.
_BARE_FEATURE = re.compile(r"(?i)(?<=\S)\s+(?:feat|ft|featuring)\b\.?\s+(.+)$")
_DECORATION = re.compile(r"(?i)\b(?:out now|free download|free dl)\b!*\W*$")
_FEATURE_BRACKET = re.compile(r"(?i)\s*[(\[](?:feat|ft|featuring|with)\b[^)\]]*[)\]]")
_BRACKET = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\})")
_SPACED_DASH = re.compile(r"\s+[-|]\s+")


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: the folded `core`, the words of the `version`, the names that it credits.

    `version` is empty for the plain recording. `spoken` are the words of core and version in their order,
    as one would search for them.
    """

    core: str
    version: frozenset[str]
    credits: frozenset[str]
    spoken: str


@lru_cache(maxsize=1 << 15)
def read_title(text: str, artists: tuple[str, ...]) -> Title:
    """Take a title apart, knowing who is credited; `credits` are those and the names in the title.

    An artist's name before or behind a spaced dash is taken off only where the credits confirm it. A
    version word counts in brackets, behind a spaced dash, or at the end; elsewhere it belongs to the
    song's name. The core is empty for an empty title only.
    """
    reading = _Reading(artists)
    whole = plain(text)
    rest = reading.without_artists(_DECORATION.sub("", whole))
    spoken = fold(reading.without_bare_feature(_FEATURE_BRACKET.sub("", rest)))
    rest = reading.without_brackets(rest)
    rest = reading.without_dashed_tags(rest)
    rest = reading.without_bare_feature(rest)
    core, closing = split_closing_version(fold(rest) or fold(whole))
    return Title(
        core, frozenset(reading.version | version_words(closing)), frozenset(reading.credits), spoken or core
    )


class _Reading:
    """What has been understood of one title so far; each step takes what it understands off the text."""

    def __init__(self, artists: tuple[str, ...]) -> None:
        self.credits = set(credited(artists))
        self.version: set[str] = set()

    def without_artists(self, rest: str) -> str:
        """Take off `Artist - `, also doubled, or ` - Artist`: the side that the credits confirm."""
        while len(parts := _SPACED_DASH.split(rest, maxsplit=1)) > 1:
            left, right = parts
            if self._names_artists(left) and not _is_bare_version(right):
                rest = right
            elif self._names_artists(right) and not _is_bare_version(right):
                return left
            else:
                break
        return rest

    def _names_artists(self, side: str) -> bool:
        """Whether a side names a credited artist; whoever stands beside one is credited from then on."""
        names = credited([_BRACKET.sub("", side)])
        if names & self.credits:
            self.credits |= names
            return True
        return False

    def without_brackets(self, rest: str) -> str:
        """Take off each bracket that says something about the recording, innermost first."""
        while (kept := _BRACKET.sub(self._bracket_or_nothing, rest)) != rest and kept.strip():
            rest = kept
        return rest

    def _bracket_or_nothing(self, match: re.Match[str]) -> str:
        inside = next(group for group in match.groups() if group is not None)
        return "" if self._understood(inside.strip()) else match.group()

    def without_dashed_tags(self, rest: str) -> str:
        """Take off ` - Remix` and its like, from the end."""
        while len(parts := _SPACED_DASH.split(rest)) > 1 and self._understood(parts[-1].strip()):
            rest = rest[: len(rest) - len(parts[-1])].rstrip(" -|")
        return rest

    def _understood(self, tag: str) -> bool:
        """Whether a tag features somebody, packages, names a version, or repeats the credits."""
        if match := _FEATURE_TAG.fullmatch(tag):
            self.credits |= credited([match.group(1)])
            return True
        tag = self.without_bare_feature(tag)
        if not tag or is_packaging(tag):
            return True
        words = version_words(tag)
        self.version |= words
        names = credited([tag])
        return bool(words) or (len(names) > 1 and names <= self.credits)

    def without_bare_feature(self, rest: str) -> str:
        """Take off `feat. B` and all behind it."""
        if match := _BARE_FEATURE.search(rest):
            self.credits |= credited([match.group(1)])
            return rest[: match.start()]
        return rest


def _is_bare_version(side: str) -> bool:
    """Whether ` - side` is a version tag of the title before it, such as `Tiësto Remix`."""
    return ends_in_version(_BRACKET.sub("", side))
