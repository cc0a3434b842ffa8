"""Public charts over the recorded weeks: every join is right, and a genre costs three calls.

The simulator makes Deezer's chart of the recorded Spotify list, and Apple's of the recorded Apple one: so it
is known which entries are one recording.
"""

import hashlib
from collections import Counter
from math import ceil
from pathlib import Path

from tests.proof.command_line import CommandLine
from tests.proof.figures import Tell
from tests.proof.installed import installed, published, run
from tests.proof.recorded import EARLIER_WEEKS, WEEKS, Entry, entries
from tests.proof.simulated import Upstreams, settings_for, upstreams
from tests.proof.truth import Pair, true_pairs

from tunemeld.domain.snapshot import Snapshot

DAYS = (*EARLIER_WEEKS, *WEEKS)
FOUR_GENRES = "2025-08-15"
SONGS_IN_A_LOOKUP = 150
NUMBERS = {"country": (84, 6), "dance": (113, 17), "pop": (132, 14), "rap": (116, 18)}
"""What Deezer and Apple call the charts of the genres."""


def _settings(url: str, day: str, **more: str) -> dict[str, str]:
    return settings_for(url, day, TUNEMELD_SOURCE="open", RATE_LIMITS="itunes=5000,deezer=5000", **more)


def test_every_join_of_every_week_is_right(tmp_path: Path, tell: Tell) -> None:
    total: Counter[str] = Counter()
    with upstreams(DAYS[0]) as simulated:
        for day in DAYS:
            simulated.set(date=day)
            simulated.forget()
            with installed(tmp_path / "weeks.db", _settings(simulated.url, day)) as ours:
                run(ours, "dance")
                snapshot = published(ours)
            joined, known = _joined(snapshot, day), _known(snapshot, day)
            assert _calls(simulated) == _three_calls("dance", songs=snapshot.lengths["AppleMusic"])
            total += Counter(
                charted=len(joined),
                known=len(known),
                wrong=len(joined - known),
                missed=len(known - joined),
                calls=simulated.calls(),
            )

    tell(
        f"{len(DAYS)} weeks of dance without an ISRC: {total['charted']} places, {total['wrong']} wrong; "
        f"{total['missed']} of {total['known']} true pairs missed; {total['calls']} calls"
    )
    assert (total["wrong"], total["missed"]) == (0, 0)
    assert total["charted"] > 10 * len(DAYS)


def test_all_genres_that_have_lists_have_a_chart_for_three_calls_each(tmp_path: Path, tell: Tell) -> None:
    codes, joined = {}, {}
    with upstreams(FOUR_GENRES) as simulated:
        settings = _settings(simulated.url, FOUR_GENRES)
        tunemeld = CommandLine(tmp_path, settings)
        for genre in NUMBERS:
            simulated.forget()
            ran = tunemeld("aggregate", "--genre", genre, "--min-sources", "1", "--format", "json")
            codes[genre] = ran.code
            if ran.code == 0:
                chart = ran.document
                songs = chart["sources"]["AppleMusic"]["tracks"]
                assert _calls(simulated) == _three_calls(genre, songs=songs)
                assert "no editors' playlists" in chart["note"]
                with installed(tunemeld.store, settings) as ours:
                    snapshot = published(ours, genre)
                joined[genre] = _joined(snapshot, FOUR_GENRES, genre)
                assert joined[genre] == _known(snapshot, FOUR_GENRES, genre)

    shared = ", ".join(f"{genre} {len(pairs)}" for genre, pairs in joined.items())
    tell(
        f"{FOUR_GENRES}: {len(joined)} genres have a chart, whose lists share {shared}; rap was not recorded"
    )
    assert codes == {"country": 0, "dance": 0, "pop": 0, "rap": 1}


def _three_calls(genre: str, *, songs: int) -> dict[str, int]:
    """Two lists, and a lookup for each 150 songs."""
    deezer, itunes = NUMBERS[genre]
    return {
        f"deezer/chart/{deezer}/tracks": 1,
        f"itunes/us/rss/topsongs/limit=100/genre={itunes}/json": 1,
        "itunes/lookup": ceil(songs / SONGS_IN_A_LOOKUP),
    }


def _calls(simulated: Upstreams) -> dict[str, int]:
    told: dict[str, int] = simulated.state.stats()["calls"]
    return told


def _joined(snapshot: Snapshot, day: str, genre: str = "dance") -> set[Pair]:
    """The places on the recorded lists that stand in one recording of ours."""
    recorded = _recorded(day, genre)
    return {
        frozenset((recorded[left.key].place, recorded[right.key].place))
        for recording in snapshot.recordings
        for left in recording.listings
        for right in recording.listings
        if left.service == "Deezer" and right.service == "AppleMusic"
    }


def _known(snapshot: Snapshot, day: str, genre: str = "dance") -> set[Pair]:
    """The true pairs whose entries both stand on the charts."""
    recorded = _recorded(day, genre)
    shown = {recorded[x.key].place for r in snapshot.recordings for x in r.listings}
    pairs = {pair for pair in true_pairs(day, genre) if pair <= shown}
    return {pair for pair in pairs if len({service for service, _ in pair}) == 2}


def _recorded(day: str, genre: str) -> dict[str, Entry]:
    """The recorded entry behind each entry of the simulator's charts, by that one's key."""
    return {key: entry for entry in entries(day, genre) if (key := _key(entry))}


def _key(entry: Entry) -> str:
    if entry.service == "Spotify":
        digest = hashlib.sha256(entry.track_id.encode()).digest()[:8]
        return f"Deezer:{int.from_bytes(digest, 'big') % 3_000_000_000}"
    return f"AppleMusic:{entry.track_id}" if entry.service == "AppleMusic" else ""
