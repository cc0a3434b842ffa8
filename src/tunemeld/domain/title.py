"""Reading a title: what the song is called, which version it is, who is featured."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tunemeld.domain.credits import credited
from tunemeld.domain.text import fold, plain
from tunemeld.domain.version import ends_in_version, is_packaging, split_closing_version, version_words

_FEATURE_TAG = re.compile(r"(?i)(?:(?:feat|ft|featuring)(?:\.\s*|\s+)|with\s+|w/\s*)(.+)")
# Bare, "with" belongs to too many titles ("Stay With Me"); the others count as whole words only.
_BARE_FEATURE = re.compile(
    r"""(?ix) (?<=\S)\s+ (?:feat|ft|featuring)(?:\.\s*|\s+)
        ([^()\[\]{}]+?) (?= \s*[()\[\]{}] | \s+[-|]\s | $ )"""
)
_DECORATION = re.compile(
    r"""(?ix) ^\W+ (?:out\ now|free\ download|free\ dl)\b [^\w(\[{]+
      | \b (?:out\ now|free\ download|free\ dl)\b !*\W* $"""
)
_FEATURE_BRACKET = re.compile(r"(?i)\s*[(\[](?:(?:feat|ft|featuring|with)\b|w/)[^)\]]*[)\]]")
# A title that was cut off may lack the closing bracket.
_BRACKET = re.compile(r"\s*(?:\(([^()]*)(?:\)|$)|\[([^\[\]]*)(?:\]|$)|\{([^{}]*)(?:\}|$))")
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
            if self._is_version_tag(right):
                break
            if self._names_artists(left):
                rest = right + self._telling_brackets(left)
            elif self._names_artists(right):
                return left + self._telling_brackets(right)
            else:
                break
        return rest

    def _is_version_tag(self, side: str) -> bool:
        """Whether ` - side` is a version of the title before it: `Live`, or `Tiësto Remix` by Tiësto."""
        song, closing = split_closing_version(fold(_BRACKET.sub("", side)))
        return ends_in_version(song) or bool(closing and credited([song]) & self.credits)

    def _telling_brackets(self, side: str) -> str:
        """The brackets beside an artist's name that say something about the recording."""
        return "".join(m.group() for m in _BRACKET.finditer(side) if not self._bracket_or_nothing(m))

    def _names_artists(self, side: str) -> bool:
        """Whether a side names a credited artist; whoever stands beside one is credited from then on."""
        names = credited([_BRACKET.sub("", side)])
        if names & self.credits:
            self.credits |= names
            return True
        return False

    def without_brackets(self, rest: str) -> str:
        """Take off each bracket that says something about the recording, innermost first."""
        version = set(self.version)
        while (kept := _BRACKET.sub(self._bracket_or_nothing, rest)) != rest:
            if not kept.strip():
                self.version = version  # a title of nothing but brackets: what they hold is its name
                break
            rest, version = kept, set(self.version)
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
        """Take off `feat. B`, up to the next bracket or spaced dash."""
        while match := _BARE_FEATURE.search(rest):
            self.credits |= credited([match.group(1)])
            rest = rest[: match.start()] + rest[match.end() :]
        return rest
