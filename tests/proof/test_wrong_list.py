"""A list that is well formed and wrong: Spotify's of 2023-10-22 belongs to another genre and country."""

from pathlib import Path

from tests.proof.command_line import CommandLine, Finished
from tests.proof.figures import Tell
from tests.proof.recorded import entries
from tests.proof.simulated import Upstreams, settings_for, upstreams

WRONG, GOOD = "2023-10-22", "2023-10-25"
INCOMPLETE = 3


def _aggregate(tunemeld: CommandLine, simulated: Upstreams, day: str, now: str) -> Finished:
    simulated.set(date=day)
    return tunemeld(*("aggregate", "--genre", "dance", "--format", "json"), TUNEMELD_NOW=f"{now}T12:00:00Z")


def test_it_is_held_back_on_the_first_run_of_an_empty_store(tmp_path: Path, tell: Tell) -> None:
    with upstreams(WRONG) as simulated:
        tunemeld = CommandLine(tmp_path, settings_for(simulated.url, WRONG))
        done = _aggregate(tunemeld, simulated, WRONG, WRONG)
    spotify = done.document["sources"]["Spotify"]

    tell(f"empty store: {spotify['status']}: {spotify['reason']}")
    assert done.code == INCOMPLETE
    assert (spotify["status"], spotify["tracks"], spotify["fetched_at"]) == ("missing", 0, None)
    assert "held back: the list shares no recording with the other services" in spotify["reason"]
    assert spotify["reason"] in done.err
    assert done.document["complete"] is False
    assert done.document["tracks"]
    assert not any("Spotify" in track["sources"] for track in done.document["tracks"])


def test_it_is_held_back_after_a_good_week_whose_list_still_counts(tmp_path: Path, tell: Tell) -> None:
    with upstreams(GOOD) as simulated:
        tunemeld = CommandLine(tmp_path, settings_for(simulated.url, GOOD))
        good = _aggregate(tunemeld, simulated, GOOD, GOOD)
        held = _aggregate(tunemeld, simulated, WRONG, "2023-10-28")
        after = _aggregate(tunemeld, simulated, "2023-10-28", "2023-10-31")
    spotify = held.document["sources"]["Spotify"]
    last_good = {entry.url: entry.position for entry in entries(GOOD) if entry.service == "Spotify"}
    counted = {
        track["additional_sources"]["Spotify"]: track["sources"]["Spotify"]
        for track in held.document["tracks"]
        if "Spotify" in track["sources"]
    }

    tell(f"after a good week: {spotify['status']}: {spotify['reason']}; {len(counted)} of its places count")
    assert (good.code, held.code, after.code) == (0, INCOMPLETE, 0)
    assert (spotify["status"], spotify["tracks"]) == ("stale", len(last_good))
    assert spotify["fetched_at"] == good.document["sources"]["Spotify"]["fetched_at"]
    assert "held back: the list shares no recording with the other services" in spotify["reason"]
    assert spotify["reason"] in held.err
    assert counted
    assert counted.items() <= last_good.items()
    assert held.document["sources"]["AppleMusic"]["status"] == "fresh"
