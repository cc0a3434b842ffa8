"""Tables for people: how wide they may be, and how they get to standard output."""

import sys

from rich.console import Console, RenderableType
from rich.text import Text

from tunemeld.entrypoints.cli.streams import say

# Wider than any table: outside a terminal nothing is folded, so that a line stays one for `grep`.
_AS_WIDE_AS_NEEDED = 10_000


def result_console(*, in_a_pipe: int = _AS_WIDE_AS_NEEDED) -> Console:
    """What measures and draws for standard output: as wide as the terminal, or `in_a_pipe` without one."""
    width = None if sys.stdout.isatty() else in_a_pipe
    return Console(width=width, highlight=False, markup=False)


def tell(text: str, *, indent: int = 0) -> None:
    """Print a sentence or two; on a terminal in whole words, its further lines `indent` further in."""
    console = result_console()
    if console.is_terminal:
        lines = Text(text).wrap(console, max(console.width - indent, 20))
        text = f"\n{' ' * indent}".join(line.plain.rstrip() for line in lines)
    say(text)


def show(console: Console, *parts: RenderableType) -> None:
    """Print tables and lines as a result; outside a terminal without spaces at the ends of lines."""
    with console.capture() as drawn:
        for part in parts:
            console.print(part)
    text = drawn.get()
    if not console.is_terminal:
        text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    say(text, end="")
