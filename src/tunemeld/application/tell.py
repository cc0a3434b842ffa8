"""Writing down in a run's report what each stage came to."""

from collections import Counter
from collections.abc import Mapping

from tunemeld.application.aggregate import Aggregated
from tunemeld.application.last_merge import LastMerge
from tunemeld.application.merge import Merged
from tunemeld.application.report import GenreReport, ListStatus, RunReport, RunStatus, ServiceReport, Stage
from tunemeld.application.spent import Spent
from tunemeld.domain.snapshot import Publication, SourceState


def tell_recognition(told: GenreReport, merged: Merged) -> None:
    """The state of each list, the recordings, and which rule joined how many entries."""
    for service, state in merged.lists.states.items():
        counting = _counting(state, merged.identified(service))
        told.services[service] = as_it_counts(told.services.get(service), counting)
    groups = merged.recognition.groups
    told.recordings = len(groups)
    told.joined = dict(sorted(Counter(join.rule for group in groups for join in group.joins).items()))
    told.conflicts = merged.recognition.isrc_conflicts()
    unknown = {x.isrc for x in merged.listings if x.isrc and not x.isrc.has_known_prefix}
    told.warnings = [f"ISRC {isrc} has a prefix that nobody has allocated so far" for isrc in sorted(unknown)]


def tell_unchanged(
    told: GenreReport, last: LastMerge, states: Mapping[str, SourceState], shown: Publication | None
) -> None:
    """What was told when the genre was merged the last time, with how its lists stand now."""
    for service, state in states.items():
        before = last.told.services.get(service)
        counting = _counting(state, before.identified if before else 0)
        told.services[service] = as_it_counts(told.services.get(service), counting)
    for name in ("recordings", "joined", "conflicts", "warnings"):
        setattr(told, name, getattr(last.told, name))
    told.unchanged = True
    tell_chart(told, Aggregated(), shown)


def as_it_counts(asked: ServiceReport | None, counting: ServiceReport) -> ServiceReport:
    """What asking gave, with the counts of the list that counts, which may be an earlier one or none.

    `asked` is None where nobody did.
    """
    if asked is None:
        return counting
    update = {name: getattr(counting, name) for name in ("entries", "identified", "fetched_at")}
    if counting.status is ListStatus.MISSING and asked.status is not ListStatus.HELD:
        update |= {"status": ListStatus.MISSING, "reason": counting.reason}
    return asked.model_copy(update=update)


def tell_lookups(told: GenreReport, genre: str, spent: Spent) -> None:
    """What looking up elsewhere came to in a genre."""
    told.looked_up = spent.asked[genre]
    told.found = spent.found[genre]
    told.not_found = spent.not_found[genre]
    told.left_over = spent.left_over[genre]
    told.covers_found = spent.covers[genre]


def tell_chart(told: GenreReport, aggregated: Aggregated, current: Publication | None) -> None:
    """What is published now: by this run, or by an earlier one."""
    told.published = aggregated.publication is not None
    told.snapshot_id = current.snapshot_id if current else None
    told.on_chart = current.on_chart if current else 0


def total_calls(report: RunReport, besides: Mapping[str, int]) -> dict[str, int]:
    """The calls of all lists and what was called besides, by upstream."""
    total = Counter(besides)
    for genre in report.genres.values():
        for service in genre.services.values():
            total.update(service.calls)
    return dict(sorted(total.items()))


def total_failures(report: RunReport, besides: Mapping[str, str]) -> dict[str, str]:
    """The upstreams that gave nothing usable for any list of the run, and those that failed `besides`."""
    lists = [service for genre in report.genres.values() for service in genre.services.values()]
    answered = {upstream for each in lists for upstream in each.calls.keys() - each.failures.keys()}
    failed = {u: why for each in lists for u, why in each.failures.items() if u not in answered}
    return dict(sorted({**failed, **besides}.items()))


def status_of(report: RunReport) -> RunStatus:
    """Done where every list is fresh and every genre has what the stage is for; failed where no genre has.

    Where counting is all that was asked for, a counter that failed leaves it partial.
    """
    genres = report.genres.values()
    usable = [_usable(report.stage, genre) for genre in genres]
    fresh = all(s.status is ListStatus.FRESH for genre in genres for s in genre.services.values())
    if not any(usable):
        return RunStatus.FAILED
    if report.stage is Stage.VIEW_COUNT and report.failures:
        return RunStatus.PARTIAL
    return RunStatus.DONE if all(usable) and fresh else RunStatus.PARTIAL


def _usable(stage: Stage, genre: GenreReport) -> bool:
    if stage in {Stage.FULL, Stage.AGGREGATE, Stage.VIEW_COUNT}:
        return genre.snapshot_id is not None
    return any(s.status is not ListStatus.MISSING for s in genre.services.values())


def _counting(state: SourceState, identified: int) -> ServiceReport:
    """The list of a service that counts, whoever fetched it and when."""
    return ServiceReport(
        status=ListStatus(state.status.value),
        reason=state.reason,
        entries=state.tracks,
        identified=identified,
        fetched_at=state.fetched_at,
    )
