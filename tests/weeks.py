"""What a genre shows after some weeks: charts that are given by positions, and counts by day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tests.builders import A_SATURDAY, a_draft, a_listing, a_recording, a_snapshot

from tunemeld.domain.history import weekly
from tunemeld.domain.reading import Point, Series
from tunemeld.domain.recording import Recording
from tunemeld.domain.snapshot import Publication, Published, Snapshot

WEEK = timedelta(weeks=1)

Places = Mapping[str, Mapping[str, int]]
"""The positions of each track, by service."""


def on_both(*tracks: str) -> dict[str, dict[str, int]]:
    """These tracks, in this order on Spotify and on Apple Music."""
    return {track: {"Spotify": n, "AppleMusic": n} for n, track in enumerate(tracks, start=1)}


def a_week(places: Places, at: datetime, seq: int = 1) -> tuple[Publication, Snapshot]:
    """A chart of fifty places a service, published then."""
    services = {service for positions in places.values() for service in positions}
    snapshot = a_snapshot(
        *(_recording(track, positions) for track, positions in places.items()),
        lengths=dict.fromkeys(sorted(services), 50),
    )
    return a_draft(snapshot, at=at).as_publication(seq), snapshot


def after_weeks(
    *weeks: Places,
    counts: Mapping[str, Mapping[str, Sequence[int | None]]] | None = None,
    at: datetime = A_SATURDAY,
) -> Published:
    """What is shown after these charts, a week apart, the last of them at `at`.

    `counts` are a reading a day, the last of them then, by counter and track; None for a day without one.
    """
    made = [a_week(places, at - (len(weeks) - n) * WEEK, n) for n, places in enumerate(weeks, start=1)]
    (publication, snapshot), earlier = made[-1], weekly((each for each, _ in made[:-1]), at)
    series: dict[str, dict[str, Series]] = {}
    for counter, tracks in (counts or {}).items():
        for track, values in tracks.items():
            series.setdefault(track, {})[counter] = Series(points=daily_until(at, *values))
    return Published(
        publication=publication,
        snapshot=snapshot,
        sources=publication.sources,
        earlier=earlier,
        left=_left(weeks, snapshot),
        series=series,
    )


def daily_until(at: datetime, *values: int | None, of: str = "video") -> tuple[Point, ...]:
    """A reading a day, the last of them at that moment; None for a day without one."""
    days = [at - timedelta(days=n) for n in reversed(range(len(values)))]
    return tuple(Point(day, value, of) for day, value in zip(days, values, strict=True) if value is not None)


def _left(weeks: Sequence[Places], snapshot: Snapshot) -> tuple[Recording, ...]:
    shown = {standing.id for standing in snapshot.standings if len(standing.positions) > 1}
    before = weeks[-2] if len(weeks) > 1 else {}
    return tuple(
        _recording(track, positions)
        for track, positions in before.items()
        if len(positions) > 1 and track not in shown
    )


def _recording(track: str, positions: Mapping[str, int]) -> Recording:
    listings = [a_listing(service, position, title=track) for service, position in positions.items()]
    return a_recording(*listings, recording_id=track)
