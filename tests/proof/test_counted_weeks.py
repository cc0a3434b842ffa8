"""The recorded weeks, counted: what YouTube costs, in which order searches go, which videos are chosen."""

import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell
from tests.proof.installed import installed, published
from tests.proof.recorded import WEEKS
from tests.proof.simulated import WITH_YOUTUBE, Upstreams, settings_for, upstreams

from tunemeld.domain.ranking import rank
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY, YOUTUBE
from tunemeld.domain.recording import Recording
from tunemeld.domain.text import fold
from tunemeld.domain.video import STRONG, Candidate, VideoSearch
from tunemeld.domain.video_match import plausible

_RIGHT = re.compile(r"\(Official (Video|Audio)\)$")
MOST_SEARCHES = 100


class Asked:
    """What the simulator's search was asked, in order, and what it answered."""

    def __init__(self, simulated: Upstreams) -> None:
        self.queries: list[str] = []
        self._answers: dict[str, list[tuple[str, str, str]]] = {}
        find = simulated.state.catalogue.videos

        def videos(query: str, limit: int) -> Any:
            found = find(query, limit)
            self.queries.append(query)
            self._answers[query] = found
            return found

        simulated.state.catalogue.videos = videos

    def candidates(self, query: str) -> list[Candidate]:
        """What was found."""
        return [Candidate(video_id=v, title=title, channel=by) for v, title, by in self._answers[query]]

    def right(self, query: str) -> tuple[str, str] | None:
        """Id and title of the one that was made for the query, amid its near misses; None where none was."""
        made = ((video, title) for video, title, _ in self._answers[query] if _RIGHT.search(title))
        return next(made, None)


class Installation:
    """One TuneMeld that counts, over the command line, and what its store holds."""

    def __init__(self, folder: Path, simulated: Upstreams, **settings: str) -> None:
        self._settings = settings_for(simulated.url, WEEKS[0], **WITH_YOUTUBE, **settings)
        self._command = CommandLine(folder, self._settings)
        self._simulated = simulated
        self.recordings: dict[str, Recording] = {}

    def run(self, stage: str, day: str, hour: int) -> tuple[int, int]:
        """Run a stage at an hour of a day; the searches and units that it cost."""
        done = self._command("etl", "run", stage, "--genre", "dance", TUNEMELD_NOW=f"{day}T{hour:02d}:00:00Z")
        assert done.code == 0, done.err
        stats = self._simulated.state.stats()
        if stage == "view_count":
            assert all(path.startswith("youtube/") for path in stats["calls"])
        self._simulated.forget()
        return stats["youtube_searches"], stats["youtube_units"]

    def chart(self) -> list[Recording]:
        """The recordings of the chart by rank."""
        with installed(self._command.store, self._settings) as ours:
            snapshot = published(ours)
        by_id = {recording.id: recording for recording in snapshot.recordings}
        chart = [by_id[place.id] for place in rank(snapshot.standings, snapshot.lengths)]
        self.recordings |= {recording.id: recording for recording in chart}
        return chart

    def videos(self) -> Mapping[str, VideoSearch]:
        """What is known of the videos of all that ever was on the chart."""
        with installed(self._command.store, self._settings) as ours:
            known: Mapping[str, VideoSearch] = ours.stores().videos.recall(self.recordings.keys())
        return known

    def readings(self) -> Counter[tuple[str, int]]:
        """How many series of each counter have how many readings."""
        with installed(self._command.store, self._settings) as ours:
            stored = ours.stores().readings.series(self.recordings.keys(), date.fromisoformat(WEEKS[0]))
        return Counter(
            (counter, len(series.points))
            for counted in stored.values()
            for counter, series in counted.items()
        )


@pytest.mark.parametrize("daily_searches", [MOST_SEARCHES, 9], ids=["a hundred searches", "nine searches"])
def test_counting_costs_what_it_must_and_no_more(daily_searches: int, tmp_path: Path, tell: Tell) -> None:
    searched_on: defaultdict[str, list[str]] = defaultdict(list)
    query_of: dict[str, str] = {}
    total: Counter[str] = Counter()
    with upstreams(WEEKS[0]) as simulated:
        asked = Asked(simulated)
        ours = Installation(tmp_path, simulated, YOUTUBE_DAILY_SEARCHES=str(daily_searches))
        for day in WEEKS:
            simulated.set(date=day)
            before = ours.videos()
            asked.queries.clear()
            searches, units = ours.run("full", day, 12)
            chart = ours.chart()
            meant = [_meant(query, chart) for query in asked.queries]
            query_of |= {chart[n].id: query for n, query in zip(meant, asked.queries, strict=True)}
            known = {before[r.id].video_id for r in chart if r.id in before} - {None}
            found = {
                c.video_id
                for n, query in zip(meant, asked.queries, strict=True)
                for c in plausible(chart[n].listings, asked.candidates(query))
            }

            assert searches == len(asked.queries) <= daily_searches
            assert units == ceil(len(known | found) / 50)
            without = [n for n in meant if not _has_video(before, chart[n])]
            assert meant == [*sorted(without), *sorted(set(meant) - set(without))]
            assert len(set(meant)) == len(meant)
            waiting = sum(r.id not in ours.videos() for r in chart)
            assert waiting == 0 or searches == daily_searches
            assert ours.run("full", day, 14) == (0, 0)
            tomorrow = str(date.fromisoformat(day) + timedelta(days=1))
            asked_today = len(asked.queries)
            next_searches, next_units = ours.run("view_count", tomorrow, 12)
            for at, query in enumerate(asked.queries):
                searched_on[query].append(day if at < asked_today else tomorrow)
                query_of[chart[_meant(query, chart)].id] = query
            assert ours.run("view_count", tomorrow, 14) == (0, 0)
            total += Counter(searches=searches + next_searches, units=units + next_units)
            tell(
                f"{day}: {len(chart)} on the chart, {len(known)} with a video; {searches} searches, {units} "
                f"units, {waiting} left for later; the next day {next_searches} searches, {next_units} units"
            )
        assert _too_soon(searched_on) == []
        chosen = _choices(ours, query_of, asked, simulated)
        assert chosen["wrong"] == chosen["missed"] == 0
        tell(f"in all {total['searches']} searches and {total['units']} units; none sooner than its back-off")
        tell(", ".join(f"{count} {what}" for what, count in sorted(chosen.items())))
        readings = ours.readings()
        assert {YOUTUBE, SPOTIFY, SOUNDCLOUD} == {counter for counter, _ in readings}


def _meant(query: str, chart: Iterable[Recording]) -> int:
    """The place of the recording for which a query asks: the one that shares most of its words."""
    wanted = set(fold(query).split())

    def likeness(recording: Recording) -> float:
        shown = recording.shown
        words = set(fold(f"{shown.title} {shown.artists[0]}").split())
        return len(words & wanted) / len(words | wanted)

    numbered = list(enumerate(chart))
    return max(numbered, key=lambda each: likeness(each[1]))[0]


def _has_video(known: Mapping[str, VideoSearch], recording: Recording) -> bool:
    return recording.id in known and known[recording.id].video_id is not None


def _too_soon(searched_on: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    """The queries that were repeated before a day, then two, then four and so on had passed."""
    return [
        (query, days)
        for query, days in searched_on.items()
        if any(
            date.fromisoformat(later) - date.fromisoformat(sooner) < timedelta(days=min(1 << n, 30))
            for n, (sooner, later) in enumerate(itertools.pairwise(days))
        )
    ]


def _choices(
    ours: Installation, query_of: Mapping[str, str], asked: Asked, simulated: Upstreams
) -> Counter[str]:
    """How many videos were chosen right, wrong, or not at all, and why not."""
    result, videos = Counter[str](), ours.videos()
    for recording_id, query in query_of.items():
        search, right = videos[recording_id], asked.right(query)
        if search.video_id is None:
            result[_why_none(ours.recordings[recording_id], right, simulated)] += 1
        elif right is None or search.video_id != right[0]:
            result["wrong"] += 1
        else:
            result["right and sure" if search.score >= STRONG else "right and weak"] += 1
    return result


def _why_none(recording: Recording, right: tuple[str, str] | None, simulated: Upstreams) -> str:
    """Why no video is chosen; it is missed where one is there that names nothing but the recording."""
    if right is None:
        return "without: none was found"
    video, title = right
    if not _is_there(simulated, video):
        return "without: it is gone"
    named = {word for x in recording.listings for word in fold(f"{x.title} {x.artist_name}").split()}
    is_its_own = set(fold(_RIGHT.sub("", title)).split()) <= named
    return "missed" if is_its_own else "without: another song's was found"


def _is_there(simulated: Upstreams, video_id: str) -> bool:
    address = f"{simulated.url}/youtube/v3/videos?key=any&part=statistics&id={video_id}"
    with urlopen(address) as answer:  # noqa: S310 - an address of this machine
        return bool(json.load(answer)["items"])
