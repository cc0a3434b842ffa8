"""The recorded weeks in a row on one store: every join right, and the charts' past consistent."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.document import Track, places, wrong_fields
from tests.proof.figures import Tell
from tests.proof.installed import installed, published, run
from tests.proof.past import unlike_recomputed
from tests.proof.recorded import EARLIER_WEEKS, WEEKS
from tests.proof.simulated import WITH_SPOTIFY, settings_for, upstreams
from tests.proof.truth import pairs_within, recordings_of, true_chart, true_pairs

EXPLAINED: dict[str, dict[str, str]] = {}
"""Joins that are wrong or missed by ISRCs, by day and positions, and why they are right: there is none.

An Apple entry whose recorded lookup is missing or known to be wrong is held to words, artist and length.
"""

STRATEGIES = ("consensus", "priority", "tiers")


@pytest.mark.parametrize("credentials", [{}, WITH_SPOTIFY], ids=["without lookups", "with lookups"])
def test_every_join_of_every_week_is_right(credentials: dict[str, str], tmp_path: Path, tell: Tell) -> None:
    total: Counter[str] = Counter()
    with upstreams(EARLIER_WEEKS[0]) as simulated:
        for day in (*EARLIER_WEEKS, *WEEKS):
            simulated.set(date=day)
            with installed(tmp_path / "weeks.db", settings_for(simulated.url, day, **credentials)) as ours:
                run(ours, "dance")
                recordings = published(ours).recordings
            joined = pairs_within([(x.service, x.position) for x in r.listings] for r in recordings)
            reasons = true_pairs(day)
            same = pairs_within(recordings_of(reasons))
            unlike = {places(dict(pair)) for pair in joined ^ same}
            week = Counter(
                right=len(joined & same),
                wrong=len(joined - same),
                missed=len(same - joined),
                by_words=sum(reasons.get(pair) == "words" for pair in joined & same),
            )
            total += week
            tell(f"{day}: {_counts(week)}")
            assert unlike == EXPLAINED.get(day, {}).keys(), day
    tell(f"all {len(EARLIER_WEEKS) + len(WEEKS)} days: {_counts(total)}")


def _counts(joins: Counter[str]) -> str:
    by_isrc = joins["right"] - joins["by_words"]
    return (
        f"{joins['right']} joins right ({by_isrc} by ISRC, {joins['by_words']} by words for want of one), "
        f"{joins['wrong']} wrong, {joins['missed']} missed"
    )


def test_the_weeks_in_a_row_leave_every_chart_right(tmp_path: Path, tell: Tell) -> None:
    printed: dict[str, list[Any]] = {strategy: [] for strategy in STRATEGIES}
    again = []
    with upstreams(WEEKS[0]) as simulated:
        tunemeld = CommandLine(tmp_path, settings_for(simulated.url, WEEKS[0]))
        for day in WEEKS:
            simulated.set(date=day)
            now = {"TUNEMELD_NOW": f"{day}T12:00:00Z"}
            for strategy in STRATEGIES:
                asked = () if strategy == "consensus" else ("--offline",)
                done = tunemeld(
                    *("aggregate", "--genre", "dance", "--format", "json"),
                    *("--strategy", strategy, *asked),
                    **now,
                )
                assert (done.code, wrong_fields(done.document)) == (0, [])
                printed[strategy].append(done.document)
            later = {"TUNEMELD_NOW": f"{day}T18:00:00Z"}
            again.append(tunemeld("aggregate", "--genre", "dance", "--format", "json", **later).document)
        settings = settings_for(simulated.url, WEEKS[-1])
        with installed(tunemeld.store, settings) as ours:
            publications = ours.stores().charts.publications("dance", "rapidapi")

    for day, chart in zip(WEEKS, printed["consensus"], strict=True):
        assert _recordings(chart["tracks"]) == true_chart(day), day
    assert [chart["tracks"] for chart in again] == [chart["tracks"] for chart in printed["consensus"]]
    assert [p.snapshot_id for p in publications] == [chart["snapshot_id"] for chart in again]
    assert _with_two_ids(printed["consensus"]) == []
    for strategy, charts in printed.items():
        assert unlike_recomputed([chart["tracks"] for chart in charts]) == [], strategy
    tell(
        f"{len(WEEKS)} charts of {min(map(_length, again))} to {max(map(_length, again))} places right; "
        f"{2 * len(WEEKS)} runs left {len(publications)} snapshots; "
        f"{len({t['id'] for c in again for t in c['tracks']})} ids, none changed"
    )


def _length(chart: dict[str, Any]) -> int:
    return len(chart["tracks"])


def _recordings(tracks: list[Track]) -> set[str]:
    return {places(track["sources"]) for track in tracks}


def _with_two_ids(charts: list[dict[str, Any]]) -> list[str]:
    """The links and ISRCs that were seen under two ids in the course of the weeks."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for chart in charts:
        for track in chart["tracks"]:
            for name in (*track["additional_sources"].values(), track["isrc"]):
                seen[name].add(track["id"])
    return sorted(name for name, ids in seen.items() if len(ids) > 1)
