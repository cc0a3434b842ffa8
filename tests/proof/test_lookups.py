"""ISRC lookups: within their budget, chart entries first, never repeated, and never another recording."""

from collections import Counter
from pathlib import Path

from tests.proof.altered import with_another_day, without_isrcs_soundcloud, without_isrcs_spotify
from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell
from tests.proof.installed import installed, published, run
from tests.proof.recorded import EARLIER_WEEKS, WEEKS, entries
from tests.proof.simulated import WITH_SPOTIFY, settings_for, upstreams
from tests.proof.truth import names_the_same
from tests.timeless import timeless

from tunemeld.container import Container
from tunemeld.domain.lookup import LookupKind, isrc_key
from tunemeld.domain.recording import Recording

DAYS = (*EARLIER_WEEKS, *WEEKS)
BUDGET = 100


def test_over_all_weeks_no_lookup_names_another_recording(tmp_path: Path, tell: Tell) -> None:
    named: dict[tuple[str, str], bool] = {}
    total: Counter[str] = Counter()
    with upstreams(DAYS[0]) as simulated:
        for day in DAYS:
            simulated.set(date=day)
            simulated.forget()
            settings = settings_for(simulated.url, day, **WITH_SPOTIFY, ISRC_LOOKUP_BUDGET=str(BUDGET))
            with installed(tmp_path / "weeks.db", settings) as ours:
                spent = run(ours, "dance").genres["dance"]
                found = _looked_up(published(ours).recordings)
            searched = simulated.calls("spotify-api/v1/search")
            assert searched == spent.looked_up <= BUDGET
            total += Counter(searches=searched, found=spent.found, not_found=spent.not_found)
            by_place = {entry.place: entry for entry in entries(day)}
            named |= {(key, isrc): names_the_same(by_place[place], isrc) for key, place, isrc in found}
    wrong = sum(not right for right in named.values())

    tell(
        f"{len(DAYS)} days: {total['searches']} searches, {total['found']} found something; of "
        f"{len(named)} entries that got an ISRC {wrong} got another recording's"
    )
    assert len(named) > 100
    assert wrong * 100 <= len(named)


def _looked_up(recordings: tuple[Recording, ...]) -> list[tuple[str, tuple[str, int], str]]:
    """Key, place and ISRC of every entry whose ISRC came from a lookup."""
    return [
        (x.key, (x.service, x.position), str(x.isrc))
        for recording in recordings
        for x in recording.listings
        if x.isrc_from == "lookup"
    ]


def test_a_small_budget_goes_to_the_chart_first_and_the_rest_waits(tmp_path: Path, tell: Tell) -> None:
    day, budget = "2024-06-23", 10
    data = with_another_day(
        tmp_path / "data",
        day,
        like="2024-06-22",
        spotify=without_isrcs_spotify,
        soundcloud=without_isrcs_soundcloud,
    )
    sizes, asked_before = [], set[str]()
    with upstreams(day, data) as simulated:
        settings = settings_for(simulated.url, day, **WITH_SPOTIFY, ISRC_LOOKUP_BUDGET=str(budget))
        with installed(tmp_path / "store.db", settings) as ours:
            for _ in range(4):
                simulated.forget()
                report = run(ours, "dance").genres["dance"]
                remembered = _remembered(ours)
                places = _on_chart_and_place(ours)
                new = {key for key in remembered if key not in asked_before}
                waiting = {key for key in places if key not in remembered}
                assert simulated.calls("spotify-api/v1/search") == report.looked_up == budget
                assert max(places[key] for key in new) <= min(places[key] for key in waiting)
                sizes.append(sum(not places[key][0] for key in remembered))
                asked_before |= remembered
    tell(f"budget {budget}: of the first {4 * budget} searches {sizes[-1]} entries are on the chart")
    assert sizes[0] >= budget


def _remembered(ours: Container) -> set[str]:
    keys = {isrc_key(x) for recording in published(ours).recordings for x in recording.listings}
    return set(ours.stores().lookups.recall(LookupKind.ISRC, keys))


def _on_chart_and_place(ours: Container) -> dict[str, tuple[bool, int]]:
    """How soon each entry is due, by its key: chart entries first, then by best position."""
    return {
        isrc_key(x): (len(recording.positions) < 2, min(recording.positions.values()))
        for recording in published(ours).recordings
        for x in recording.listings
    }


def test_a_second_run_of_the_same_day_costs_playlist_fetches_only(tmp_path: Path, tell: Tell) -> None:
    day = "2024-06-22"
    with upstreams(day) as simulated:
        tunemeld = CommandLine(tmp_path, settings_for(simulated.url, day, **WITH_SPOTIFY))
        first = tunemeld("aggregate", "--genre", "dance", "--format", "json")
        searches = simulated.calls("spotify-api/v1/search")
        simulated.forget()
        later = {"TUNEMELD_NOW": f"{day}T18:00:00Z"}
        second = tunemeld("aggregate", "--genre", "dance", "--format", "json", **later)
        asked = simulated.asked()
        calls = simulated.calls()

    tell(f"first run: {searches} searches; second run: {calls} calls, {', '.join(asked)}")
    assert searches > 0
    assert (first.code, second.code) == (0, 0)
    assert asked == [
        "apple-music24/playlist1",
        "oembed/soundcloud",
        "soundcloud-scraper/v1/playlist/tracks",
        "spotify23/playlist",
        "spotify23/playlist_tracks",
    ]
    assert timeless(second.document["tracks"]) == timeless(first.document["tracks"])
    assert second.document["snapshot_id"] == first.document["snapshot_id"]
    assert second.document["run_id"] == first.document["run_id"]
