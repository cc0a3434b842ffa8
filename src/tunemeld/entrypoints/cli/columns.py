"""Tables of recordings: title and artist get the room that the numbers leave."""

from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

ROOM_FOR_NAMES = 44
"""Where title and artist would get less than this together, a table gives up other columns."""

# And with less than this, it gives up the artist.
_ROOM_FOR_BOTH = 20
_GAP = 2


class Column:
    """A head, a cell for each row, and the cells that they take on a terminal."""

    def __init__(
        self, head: str, cells: Iterable[str], justify: Literal["left", "right"] = "right", style: str = ""
    ) -> None:
        self.head = head
        self.cells = [Text(cell, style) for cell in cells]
        self.justify: Literal["left", "right"] = justify
        self.width = max(cell_len(text) for text in (*head.split("\n"), *(c.plain for c in self.cells)))


def table_of(columns: Sequence[Column]) -> Table:
    """The table of these columns, each as wide as it says."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(
            column.head,
            justify=column.justify,
            width=column.width,
            no_wrap=True,
            overflow="ellipsis",
            vertical="bottom",
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*row)
    return table


def room_beside(columns: Sequence[Column], width: int) -> int:
    """The cells that a line of this width leaves for the two names."""
    return width - sum(column.width + _GAP for column in columns) - _GAP


def names(titles: Iterable[str], artists: Iterable[str], room: int) -> list[Column]:
    """Title and artist as wide as they need, or the artist on two fifths; the title alone in a tiny room."""
    title, artist = Column("Title", titles, "left"), Column("Artist", artists, "left")
    if room < _ROOM_FOR_BOTH:
        title.width = min(title.width, max(room + _GAP, 1))
        return [title]
    artist.width = min(artist.width, max(room * 2 // 5, room - title.width))
    title.width = min(title.width, room - artist.width)
    return [title, artist]
