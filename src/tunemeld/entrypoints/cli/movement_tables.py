"""What moved on a chart, and what is on the rise, as tables."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from tunemeld.domain.movers import Mover, Movers
from tunemeld.domain.snapshot import Published
from tunemeld.domain.trending import Trend
from tunemeld.entrypoints.cli.columns import ROOM_FOR_NAMES, Column, names, room_beside, table_of

WIDTH_IN_A_PIPE = 120

_NOTHING = "·"


def movers_parts(
    moved: Movers, published: Published, notices: Sequence[str], width: int
) -> Iterator[RenderableType]:
    """All that is printed of what moved."""
    genre = published.publication.genre.title()
    if not published.earlier:
        yield Text(f"{genre}: there is no chart of an earlier week yet that this one could be compared with")
    else:
        yield Text(f"{genre}: what moved since {published.earlier[-1].at:%Y-%m-%d}", style="bold")
        sections = {
            "Entered": (moved.entered, "cyan"),
            "Left": (moved.left, "dim"),
            "Up": (moved.up, "green"),
            "Down": (moved.down, "red"),
        }
        for head, (tracks, style) in sections.items():
            yield from ("", Text(f"{head}: {len(tracks) or 'nothing'}", style="bold"))
            if tracks:
                yield _moved(tracks, style, width)
    yield from _end(_published(published), notices)


def trending_parts(
    trends: Sequence[Trend], limit: int | None, published: Published, notices: Sequence[str], width: int
) -> Iterator[RenderableType]:
    """All that is printed of what is on the rise: the first `limit` tracks, or all."""
    shown = trends[:limit]
    yield from (Text(f"{published.publication.genre.title()}: what is on the rise", style="bold"), "")
    if shown:
        yield _risen(shown, width)
    counters = sorted({counter for trend in trends for counter in trend.parts.counters})
    tracks = f"{len(shown)} of {len(trends)} tracks" if len(shown) < len(trends) else f"{len(shown)} tracks"
    yield from _end(f"{tracks} · counters {', '.join(counters) or 'none'} · {_published(published)}", notices)


def _moved(tracks: Sequence[Mover], style: str, width: int) -> RenderableType:
    before = [
        Column("#", (str(track.rank or track.previous_rank) for track in tracks)),
        Column("", map(_move, tracks), "left", style),
    ]
    return _with_names(before, tracks, [], width)


def _move(mover: Mover) -> str:
    if mover.rank is None:
        return "left"
    if mover.change is None:
        return "back" if mover.is_reentry else "new"
    return f"▲{mover.change}" if mover.change > 0 else f"▼{-mover.change}"


def _risen(trends: Sequence[Trend], width: int) -> RenderableType:
    """The table with as many of the parts as leave the names their room."""
    before = [
        Column("#", (str(place) for place in range(1, len(trends) + 1))),
        Column("Score", (_signed(trend.score) for trend in trends)),
    ]
    after = [
        Column("Chart", (str(trend.rank) for trend in trends)),
        Column("Counts", (_signed(trend.parts.counts) for trend in trends)),
        Column("Climb", (_signed(m.z if (m := trend.parts.rank_momentum) else None) for trend in trends)),
        Column("Breadth", (_signed(b.z if (b := trend.parts.breadth) else None) for trend in trends)),
        Column("Rests on", (trend.status for trend in trends), "left"),
    ]
    while len(after) > 1 and room_beside([*before, *after], width) < ROOM_FOR_NAMES:
        after.pop()
    return _with_names(before, trends, after, width)


def _with_names(
    before: list[Column], tracks: Sequence[Mover | Trend], after: list[Column], width: int
) -> RenderableType:
    room = room_beside([*before, *after], width)
    named = names((track.track_name for track in tracks), (track.artist_name for track in tracks), room)
    return table_of([*before, *named, *after])


def _signed(value: float | None) -> str:
    # Rounded first: what is hardly less than nothing is nothing.
    return _NOTHING if value is None else f"{round(value, 2) + 0.0:+.2f}"


def _published(published: Published) -> str:
    publication = published.publication
    return f"published {publication.at:%Y-%m-%d} · snapshot {publication.snapshot_id[:8]}"


def _end(origin: str, notices: Sequence[str]) -> Iterator[RenderableType]:
    yield from ("", Text(origin, style="dim"))
    yield from (Text(f"Note: {notice}", style="yellow") for notice in notices)
