"""Reading a video's title: what is said about the picture comes off, and the names of the artists with it."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from tunemeld.domain.text import fold, plain
from tunemeld.domain.version import is_packaging

# What those write who put a recording on video, on top of what labels write: the audio is the same.
_ABOUT_THE_VIDEO = frozenset(
    """
    official officiel oficial offizielles music musik musical video videoclip clip clipe mv audio visualizer
    visualiser lyric lyrics letra lyrical hd hq uhd 4k 8k 720p 1080p 1440p 2160p explicit
    """.split()
)
_BESIDE_IT = frozenset("a and by canvas full in m n of on screen song the track version v w with".split())
_MAKERS = re.compile(r"(?i)(?:prod|produced|dir|directed|shot|filmed)\b.*|.+\ (?:release|exclusive)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BRACKET = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}|【([^【】]*)】")
_JOINT = re.compile(r"(\s+(?:[-|•·]|/{1,2})\s+)")
# Between names, and between a title and the name of whoever made it.
_JOINING = frozenset({"and", "by", "feat", "featuring", "ft", "vs", "with", "x"})


@lru_cache(maxsize=1 << 12)
def readings(title: str) -> tuple[str, ...]:
    """The title without what brackets say about the video, and then without what its end says.

    A song may be called `Video`, so each way of reading is to be tried. Where such words stand beside others,
    these stay: `(Official Live Video)` is live.
    """
    text = " ".join(_BRACKET.sub(_of_bracket, plain(title)).split())
    marked = _with_parts(text, lambda part: _left_of(part) if is_packaging(part) else part)
    unmarked = _without_last_words(_with_parts(marked, lambda part: part if _left_of(part) else ""))
    return tuple(dict.fromkeys(filter(None, (marked, unmarked))))


def stands_among_names(core: str, wanted: str, names: Iterable[str]) -> bool:
    """Whether folded words are the wanted ones, with nothing around them but names and what joins those."""
    longest_first = sorted(names, key=len, reverse=True)
    return any(
        _only_names(before, longest_first) and _only_names(after, longest_first)
        for before, after in around(core, wanted)
    )


def around(words: str, part: str) -> Iterator[tuple[str, str]]:
    """What stands before and after a part of folded words, for every place where it stands."""
    for at in re.finditer(rf"(?<!\S)(?={re.escape(part)}(?!\S))", words):
        yield words[: at.start()].strip(), words[at.start() + len(part) :].strip()


def _only_names(text: str, longest_first: Iterable[str]) -> bool:
    for name in longest_first:
        text = re.sub(rf"(?<!\S){re.escape(name)}(?!\S)", "", text)
    return _JOINING.issuperset(text.split())


def _of_bracket(bracket: re.Match[str]) -> str:
    inside = next(group for group in bracket.groups() if group is not None).strip()
    left = "" if _MAKERS.fullmatch(inside) else _left_of(inside)
    return f" ({left}) " if left else " "


def _left_of(text: str) -> str:
    """What a bracket or a part says besides what it says about the video; all of it where it says no such."""
    words = fold(text).split()
    left = [word for word in words if word not in _ABOUT_THE_VIDEO]
    if len(left) == len(words):
        return text
    return "" if all(word in _BESIDE_IT or _YEAR.fullmatch(word) for word in left) else " ".join(left)


def _with_parts(title: str, read: Callable[[str], str]) -> str:
    """The title with its last parts, behind dashes and bars, as `read` gives them; up to one left alone."""
    pieces = _JOINT.split(title)
    while len(pieces) > 1 and (left := read(pieces[-1])) != pieces[-1]:
        pieces[-2:] = [pieces[-2] + left] if left else []
    return "".join(pieces)


def _without_last_words(title: str) -> str:
    words = title.split()
    while words and fold(words[-1]) in _ABOUT_THE_VIDEO:
        words.pop()
    return " ".join(words).rstrip(" -|•·/:")
