"""Tables for people: how wide they may be, and how they get to standard output."""

import sys
from io import StringIO

from rich.console import Console, RenderableType
from rich.text import Text

from tunemeld.entrypoints.cli.streams import say

# Wider than any table: outside a terminal nothing is folded, so that a line stays one for `grep`.
_AS_WIDE_AS_NEEDED = 10_000


class _Page(StringIO):
    """Text that will go to standard output, in its encoding: rich draws lines that it can hold."""

    encoding = property(lambda _: sys.stdout.encoding)


def result_width(*, in_a_pipe: int = _AS_WIDE_AS_NEEDED) -> int:
    """How many cells a line of standard output has: those of the terminal, or `in_a_pipe` without one."""
    return Console().width if sys.stdout.isatty() else in_a_pipe


def tell(text: str, *, indent: int = 0) -> None:
    """Print a sentence or two; on a terminal in whole words, its further lines `indent` further in."""
    if sys.stdout.isatty():
        console = Console(width=result_width())
        lines = Text(text).wrap(console, max(console.width - indent, 20))
        text = f"\n{' ' * indent}".join(line.plain.rstrip() for line in lines)
    say(text)


def show(*parts: RenderableType, width: int | None = None) -> None:
    """Print tables and sentences as a result.

    Outside a terminal a sentence stays one line, and no line ends in spaces.
    """
    page = _Page()
    console = Console(
        file=page,
        width=width or result_width(),
        force_terminal=sys.stdout.isatty() or None,
        highlight=False,
        markup=False,
    )
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, (str, Text)) and not console.is_terminal)
    text = page.getvalue()
    if not console.is_terminal:
        text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    say(text, end="")
