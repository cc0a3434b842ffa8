"""Many runs in a row while one call in five goes wrong: each chart and each count is right for its lists."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proof.command_line import CommandLine
from tests.proof.contents import for_readers
from tests.proof.counted import readings
from tests.proof.figures import Tell
from tests.proof.installed import opened
from tests.proof.plays import listed, watched
from tests.proof.recorded import WEEKS, entries
from tests.proof.reference import comparable, reference
from tests.proof.simulated import FAULTS, WITH_SPOTIFY, WITH_YOUTUBE, Upstreams, settings_for, upstreams
from tests.proof.storages import Contents, Storage

RUNS = [(day, f"{day}T{hour:02}:00:00Z") for day in WEEKS for hour in (6, 18)][:21]
"""The lists of a day, twice each, and when; the first run meets no fault."""

SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
CHART = ("aggregate", "--genre", "dance", "--format", "json")
COUNT = ("etl", "run", "view_count", "--genre", "dance")
HASTY = {
    "HTTP_TIMEOUT": "0.5",
    "ETL_RETRY_ATTEMPTS": "1",
    "RETRY_AFTER_CAP": "0",
    "STALE_AFTER_DAYS": "60",  # of some weeks nothing is recorded
}
SEED = 3
GENEROUS_SECONDS = 60
DONE, INCOMPLETE = 0, 3


@dataclass
class LastGood:
    """The list of each service that must count: the day that it is of, and the instant of its run."""

    days: dict[str, str] = field(default_factory=dict)
    instants: dict[str, str] = field(default_factory=dict)

    def see(self, sources: dict[str, Any], day: str, now: str) -> None:
        """Take in what a run says of its sources, which must be today's list, or the last good one."""
        assert sources.keys() == set(SERVICES)
        for service, state in sources.items():
            if state["status"] == "fresh":
                self.days[service], self.instants[service] = day, now
            else:
                assert (state["status"], bool(state["reason"])) == ("stale", True)
            assert state["fetched_at"][:13] == self.instants[service][:13]
            assert state["tracks"] == sum(x.service == service for x in entries(self.days[service]))

    def links(self, service: str) -> set[tuple[str, int]]:
        """Where each track stands on the list that must count."""
        return {(x.url, x.position) for x in entries(self.days[service]) if x.service == service}


def test_each_chart_is_the_one_of_the_lists_that_it_names(
    storage: Storage, tmp_path: Path, tell: Tell
) -> None:
    last_good, codes, seconds, stale = LastGood(), Counter[int](), [], Counter[int]()
    counts = Counter[str]()
    with (
        upstreams(WEEKS[0]) as simulated,
        upstreams(WEEKS[0]) as well,
        reference(WEEKS[0]) as undisturbed,
    ):
        simulated.set(seed=SEED)
        simulated.be_generous()
        well.be_generous()
        for day, now in RUNS:
            simulated.set(date=day)
            settings = {
                **settings_for(simulated.url, day, **WITH_SPOTIFY, **WITH_YOUTUBE, **HASTY),
                **storage.settings,
                "TUNEMELD_NOW": now,
            }
            started = time.monotonic()
            done = CommandLine(tmp_path, settings)(*CHART)
            seconds.append(time.monotonic() - started)
            assert done.code in {DONE, INCOMPLETE}, done.err
            assert "Traceback" not in done.err
            sources = done.document["sources"]
            last_good.see(sources, day, now)
            with opened(settings) as ours:
                seen = comparable(for_readers(ours))
            codes[done.code] += 1
            stale[sum(state["status"] == "stale" for state in sources.values())] += 1

            assert done.document["complete"] == (done.code == DONE)
            assert all(state["reason"] in done.err for state in sources.values() if state["reason"])
            assert seen == undisturbed.chart(now, last_good.days, storage.contents()), now
            for service in SERVICES:
                assert _links(done.document, service) <= last_good.links(service), (now, service)
            counted = CommandLine(tmp_path, settings)(*COUNT)
            assert counted.code in {DONE, INCOMPLETE}, counted.err
            assert "Traceback" not in counted.err
            well.set(date=day)
            counts += _right(storage.contents(), day, well)
            simulated.set(faults=dict.fromkeys(FAULTS, 0.2 / len(FAULTS)))
        injected = simulated.state.stats()["faults"]

    tell(
        f"{len(RUNS) - 1} runs in a row after a good one, seed {SEED}, {sum(injected.values())} faults of "
        f"{len(injected)} kinds: exit codes {dict(sorted(codes.items()))}, longest {max(seconds):.1f} s"
    )
    tell(
        f"{stale[1] + stale[2] + stale[3]} runs with a stale list, {stale[2] + stale[3]} with several; all "
        "charts equal those computed without faults from the lists that they name"
    )
    tell("plays: " + ", ".join(f"{number} {what}" for what, number in sorted(counts.items())))
    assert counts["wrong"] == 0
    assert injected.keys() == set(FAULTS)
    assert max(seconds) < GENEROUS_SECONDS
    assert stale[1]
    assert stale[2]


def _right(contents: Contents, day: str, well: Upstreams) -> Counter[str]:
    """How many of a day's readings are what was really told on it, and how many plays could not be had."""
    told = [each for each in readings(contents) if str(each.day) == day]
    truth = {
        **listed(day),
        **watched(well, (each.of for each in told if each.counter == "Youtube" and each.of)),
    }
    return Counter(
        each.reason or ("right" if truth[each.counter, each.of] == each.value else "wrong") for each in told
    )


def _links(document: dict[str, Any], service: str) -> set[tuple[str, int]]:
    return {
        (track["additional_sources"][service], track["sources"][service])
        for track in document["tracks"]
        if service in track["sources"]
    }
