"""Joining what the parts of a run came to into the report that one process would have written."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tunemeld.application.divide import STAGES
from tunemeld.application.report import CounterReport, GenreReport, RunReport, Stage
from tunemeld.application.tell import as_it_counts, status_of, total_failures


def join(whole: RunReport, parts: Sequence[RunReport]) -> RunReport:
    """The report of a run whose parts have ended; `whole` says what was asked, and which genres there are.

    Parts may be missing, as after a failure. Its status is what the same findings come to in one process.
    When it began and ended is the business of whoever waited.
    """
    in_order = sorted(parts, key=lambda part: STAGES.index(part.stage))
    joined = whole.model_copy(deep=True)
    for genre in joined.genres:
        joined.genres[genre] = _genre([(p.stage, p.genres[genre]) for p in in_order if genre in p.genres])
    joined.counters = _counters([part.counters for part in in_order])
    joined.calls = dict(sorted(sum((Counter(part.calls) for part in in_order), Counter()).items()))
    # Of fetching, an upstream failed where it gave nothing for any genre, which no part alone can tell.
    besides = [part.failures for part in in_order if part.stage is not Stage.EXTRACT]
    joined.failures = total_failures(joined, {u: why for each in besides for u, why in each.items()})
    joined.notes = list(dict.fromkeys([*whole.notes, *(note for part in in_order for note in part.notes)]))
    joined.status = status_of(joined)
    return joined


def _genre(told: Sequence[tuple[Stage, GenreReport]]) -> GenreReport:
    """A genre's report out of those of its stages, in their order."""
    joined, seconds = GenreReport(), Counter[Stage]()
    merging = [part.unchanged for stage, part in told if stage in {Stage.TRANSFORM, Stage.AGGREGATE}]
    for stage, part in told:
        update = {name: getattr(part, name) for name in _OF_STAGE[stage]}
        services = {s: as_it_counts(joined.services.get(s), each) for s, each in part.services.items()}
        joined = joined.model_copy(update={**update, "services": {**joined.services, **services}})
        seconds.update(part.seconds)
    spent = {stage: round(each, 3) for stage, each in seconds.items()}
    return joined.model_copy(update={"seconds": spent, "unchanged": bool(merging) and all(merging)})


_MERGED = ("joined", "conflicts", "warnings", "recordings")
_OF_STAGE: Mapping[Stage, Sequence[str]] = {
    Stage.EXTRACT: (),
    Stage.TRANSFORM: (*_MERGED, "looked_up", "found", "not_found", "left_over", "covers_found"),
    Stage.AGGREGATE: (*_MERGED, "on_chart", "snapshot_id", "published"),
    Stage.VIEW_COUNT: ("on_chart", "snapshot_id"),
}
"""What each stage knows; the last one to know it tells it."""


def _counters(told: Sequence[Mapping[str, CounterReport]]) -> dict[str, CounterReport]:
    joined: dict[str, CounterReport] = {}
    for part in told:
        for counter, each in part.items():
            joined[counter] = _added(joined[counter], each) if counter in joined else each
    return joined


def _added(one: CounterReport, other: CounterReport) -> CounterReport:
    """What two genres came to on one counter; the quota is shared, so that the least is what is left."""
    left = [each.searches_left for each in (one, other) if each.searches_left is not None]
    sums = ("counted", "known", "searched", "found", "left_over")
    return CounterReport(
        **{name: getattr(one, name) + getattr(other, name) for name in sums},
        gaps=dict(Counter(one.gaps) + Counter(other.gaps)),
        searches_left=min(left, default=None),
        reason="; ".join(dict.fromkeys(filter(None, (one.reason, other.reason)))),
    )
