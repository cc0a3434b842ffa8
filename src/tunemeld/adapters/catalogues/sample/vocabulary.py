"""The words that the invented world is made of, one file a genre, beside the code as package data."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tunemeld.adapters.catalogues.sample.chance import Chance

GENRES = ("country", "dance", "pop", "rap")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class ListDescription:
    """What a service's list is called, says of itself, and how many places it has."""

    name: str
    description: str
    length: int


@dataclass(frozen=True)
class Vocabulary:
    """A genre's words: `phrases` by kind, names in a fancy spelling, and what its lists are called."""

    phrases: Mapping[str, tuple[str, ...]]
    soundcloud_names: Mapping[str, str]
    lists: Mapping[str, ListDescription]
    bracketed: str
    decoration: str
    percent_of_versions: int

    def filled(self, pattern: str, chance: Chance) -> str:
        """The pattern with a phrase of the right kind in each of its slots."""
        return _SLOT.sub(lambda slot: chance.one_of(self.phrases[slot.group(1)]), pattern)


@cache
def vocabulary(genre: str) -> Vocabulary:
    """The words of one genre."""
    # Only whoever builds the world pays for reading files from a package.
    from importlib.resources import files

    text = (files("tunemeld") / "data" / "sample" / f"{genre}.toml").read_text(encoding="utf-8")
    words = tomllib.loads(text)
    return Vocabulary(
        phrases={kind: tuple(lines.split("\n")[:-1]) for kind, lines in words["phrases"].items()},
        soundcloud_names=words["soundcloud_names"],
        lists={service: ListDescription(**described) for service, described in words["lists"].items()},
        bracketed=words["bracketed"],
        decoration=words["decoration"],
        percent_of_versions=words["percent_of_versions"],
    )
