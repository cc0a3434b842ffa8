"""The past of printed charts, worked out anew from the charts alone."""

from collections.abc import Sequence

from tests.proof.document import Track


def unlike_recomputed(charts: Sequence[Sequence[Track]]) -> list[str]:
    """Places whose printed past is not what the earlier charts say; `charts` are weekly, oldest first.

    Who is who is told by links and ISRCs, not by ids: a track is last week's if they share one.
    """
    unlike = []
    for week, tracks in enumerate(charts):
        for track in tracks:
            stood = [_rank_in(chart, track) for chart in charts[:week]]
            known = [rank for rank in stood if rank is not None]
            recomputed = {
                "previous_rank": stood[-1] if stood else None,
                "peak_rank": min([*known, track["rank"]]),
                "weeks_on_chart": 1 + len(known),
                "is_reentry": bool(known) and stood[-1] is None,
            }
            printed = {field: track[field] for field in recomputed}
            if printed != recomputed:
                unlike.append(f"chart {week + 1}, place {track['rank']}: {printed}, not {recomputed}")
    return unlike


def _rank_in(chart: Sequence[Track], track: Track) -> int | None:
    found: list[int] = [other["rank"] for other in chart if not _names(other).isdisjoint(_names(track))]
    return found[0] if found else None


def _names(track: Track) -> set[str]:
    return {*track["additional_sources"].values(), *filter(None, [track["isrc"]])}
