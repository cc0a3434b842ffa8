"""Which words make another recording of a song, and which are only packaging."""

import re

from tunemeld.domain.text import fold

# Source: the recorded lists and the peers named in docs/matching.md, "Version words".
_VERSION_WORDS = frozenset(
    """
    8d acapella acappella acoustic amapiano arrangement bootleg chopped clean club cover demo dub edit
    extended flip instrumental interlude intro karaoke live mashup medley mix mixed nightcore orchestral
    outro piano radio rearranged recorded refix rehearsal reimagined remake remix remixed remixes reprise
    reverb reversed
    revisited rework reworked rmx screwed session sessions slowed sped speed stripped techno tribute unplugged
    version versions vip
    """.split()
)
_SPELLINGS = {
    "rmx": "remix",
    "remixed": "remix",
    "remixes": "remix",
    "reworked": "rework",
    "acappella": "acapella",
}
# Said beside a version, and telling none apart: `Extended Mix` and `Extended` are one cut.
_FILLERS = frozenset({"+", "a", "an", "and", "at", "by", "feat", "in", "of", "the", "vs", "with", "x"})
_GENERIC = frozenset({"mix", "version", "versions"})

_PACKAGING = re.compile(
    r"""(?ix) (?: the\s+)?
    (?: original (?:\ (?:mix|version|recording))?
      | (?:album|single|lp|ep|main|standard|explicit)\ (?:mix|version|edit)
      | (?:\d{4}\ )?(?:digital(?:ly)?\ )?re-?master(?:ed)?(?:\ version)?(?:\ (?:in\ )?\d{4})?
      | explicit | mono | stereo | bonus\ track | deluxe(?:\ (?:edition|version))?
      | (?:\d+\w*\ )?anniversary(?:\ edition)? | spotify\ singles?
      | out\ now!* | free\ (?:download|dl) | premiere
      | official(?:\ \S+){0,4}\ (?:song|video|audio|anthem|visualizer)
      | (?:music\ )?from\ .+ )"""
)


def is_packaging(tag: str) -> bool:
    """Whether a tag is what a label writes on the same audio: a remaster, an edition, `from "…"`."""
    return _PACKAGING.fullmatch(tag) is not None


def version_words(tag: str) -> frozenset[str]:
    """The words of a tag that names a version, remixers' names among them; empty for any other tag."""
    words = fold(tag).split()
    if not _VERSION_WORDS.intersection(words):
        return frozenset()
    spelled = {_SPELLINGS.get(word, word) for word in words} - _FILLERS
    return frozenset(spelled - _GENERIC or spelled)


def ends_in_version(text: str) -> bool:
    """Whether the last word names a version."""
    words = fold(text).split()
    return bool(words) and words[-1] in _VERSION_WORDS


def split_closing_version(core: str) -> tuple[str, str]:
    """A folded title as (the song, the version words that close it).

    A title of nothing but version words is a song of that name.
    """
    words = core.split()
    end = len(words)
    while end and words[end - 1] in _VERSION_WORDS:
        end -= 1
    return (" ".join(words[:end]), " ".join(words[end:])) if end else (core, "")
