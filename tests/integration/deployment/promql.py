"""What a PromQL expression names: its metrics with the labels that it looks at, and its functions."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Words of the language that stand where a metric could.
_WORDS = {
    *(
        "and",
        "or",
        "unless",
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
        "bool",
        "offset",
    ),
    *("inf", "nan"),
}
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_LABEL_LIST = re.compile(r"\b(by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)\)")
_NAME = re.compile(r"(?<![\w:.$])([A-Za-z_:][\w:]*)\s*(\{[^{}]*\}|\()?")
_MATCHER = re.compile(r"([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)")


class Selector(NamedTuple):
    """A metric, and the labels by which some of its series are chosen."""

    metric: str
    labels: frozenset[str]


class Named(NamedTuple):
    """All that an expression names; `kept` are labels by which it groups or joins."""

    selectors: tuple[Selector, ...]
    functions: frozenset[str]
    kept: frozenset[str]


def named(expression: str) -> Named:
    """Read an expression. It is not checked otherwise."""
    plain = re.sub(r"\[[^\]]*\]", "", _TEXT.sub('""', expression))
    kept = {label for _, labels in _LABEL_LIST.findall(plain) for label in re.findall(r"\w+", labels)}
    found = list(_found(_LABEL_LIST.sub(" ", plain)))
    return Named(
        selectors=tuple(each for each in found if isinstance(each, Selector)),
        functions=frozenset(each for each in found if isinstance(each, str)),
        kept=frozenset(kept),
    )


def _found(plain: str) -> Iterator[Selector | str]:
    for name, after in _NAME.findall(plain):
        if name.lower() in _WORDS:
            continue
        yield name if after == "(" else Selector(name, frozenset(_MATCHER.findall(after)))


def is_balanced(expression: str) -> bool:
    """Whether each bracket is closed by its like."""
    plain, open_ones = _TEXT.sub("", expression), []
    for sign in plain:
        if sign in "([{":
            open_ones.append(sign)
        elif sign in ")]}" and (not open_ones or open_ones.pop() + sign not in {"()", "[]", "{}"}):
            return False
    return not open_ones
