"""Who moved since the last charted week: what entered the chart, left it, climbed and fell."""

from tunemeld.domain.history import past
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.model import Value
from tunemeld.domain.ranking import Strategy, rank
from tunemeld.domain.recording import Recording
from tunemeld.domain.snapshot import Published


class Mover(Value):
    """A track that moved; `change` is in places, positive for a climb.

    `rank` is None where it left, `previous_rank` where it entered, and `change` then. `is_reentry`: it was on
    the chart of a week before the last.
    """

    id: str
    isrc: Isrc | None
    track_name: str
    artist_name: str
    rank: int | None
    previous_rank: int | None
    change: int | None
    is_reentry: bool = False


class Movers(Value):
    """All that moved: entered by rank, left by the rank it had, up and down with the greatest moves first."""

    entered: tuple[Mover, ...] = ()
    left: tuple[Mover, ...] = ()
    up: tuple[Mover, ...] = ()
    down: tuple[Mover, ...] = ()


def movers(published: Published, strategy: Strategy = Strategy.CONSENSUS) -> Movers:
    """What moved on a genre's chart; nothing where there is no earlier week to compare it with."""
    if not published.earlier:
        return Movers()
    chart = rank(published.snapshot.standings, published.snapshot.lengths, strategy)
    pasts = past(chart, published.earlier, strategy, at=published.publication.at)
    recordings = {recording.id: recording for recording in published.snapshot.recordings}
    moved = [
        _mover(recordings[place.id], place.rank, told.previous_rank, is_reentry=told.is_reentry)
        for place in chart
        if (told := pasts[place.id]).previous_rank != place.rank
    ]
    return Movers(
        entered=tuple(each for each in moved if each.change is None),
        left=_left(published, strategy),
        up=tuple(sorted((each for each in moved if (each.change or 0) > 0), key=_greatest_first)),
        down=tuple(sorted((each for each in moved if (each.change or 0) < 0), key=_greatest_first)),
    )


def _left(published: Published, strategy: Strategy) -> tuple[Mover, ...]:
    last = published.earlier[-1]
    then = {place.id: place.rank for place in rank(last.standings, last.lengths, strategy)}
    gone = sorted((r for r in published.left if r.id in then), key=lambda recording: then[recording.id])
    return tuple(_mover(recording, None, then[recording.id]) for recording in gone)


def _mover(recording: Recording, now: int | None, before: int | None, *, is_reentry: bool = False) -> Mover:
    shown = recording.shown
    return Mover(
        id=recording.id,
        isrc=recording.isrc,
        track_name=shown.title,
        artist_name=shown.artist_name,
        rank=now,
        previous_rank=before,
        change=None if now is None or before is None else before - now,
        is_reentry=is_reentry,
    )


def _greatest_first(mover: Mover) -> tuple[int, int]:
    return -abs(mover.change or 0), mover.rank or 0
