"""The main job on recorded days: the chart that the earlier TuneMeld published, but for what it got wrong."""

from pathlib import Path

import pytest
from tests.proof.command_line import CommandLine
from tests.proof.document import Track, places, ranks, wrong_fields
from tests.proof.figures import Tell
from tests.proof.recorded import consensus, where
from tests.proof.simulated import settings_for, upstreams
from tests.proof.truth import Pair, true_pairs

TWO_CUTS = "known truth: the recorded chart joins a song with a remix of it, under one looked-up ISRC"
TWO_ROWS = "known truth: of two rows of one song on Apple Music the recorded chart takes the later one"
BOTH_NAME_IT = (
    "both services name the same ISRC for the same version and length; the recorded chart missed it"
)

ONLY_RECORDED = {
    "2024-06-22": {
        "AppleMusic 4, SoundCloud 44": TWO_CUTS,
        "AppleMusic 74, Spotify 19": TWO_ROWS,
    },
    "2024-06-14": {
        "AppleMusic 19, SoundCloud 23": TWO_CUTS,
        "AppleMusic 70, Spotify 15": TWO_ROWS,
    },
}
"""Places of the recorded chart that ours must not have, by the positions on the services, and why."""

ONLY_OURS = {
    "2024-06-22": {
        "AppleMusic 63, Spotify 19": TWO_ROWS,
        "SoundCloud 41, Spotify 25": BOTH_NAME_IT,
    },
    "2024-06-14": {
        "AppleMusic 60, Spotify 15": TWO_ROWS,
        "SoundCloud 20, Spotify 21": BOTH_NAME_IT,
    },
}
"""Places of our chart that the recorded one must not have, and why."""


def _recorded_chart(day: str) -> dict[str, Track]:
    """The recorded chart by positions: its links say which entries it joined."""
    return {
        places(dict(where(link, day) for link in track["additional_sources"].values())): track
        for track in consensus(day)
    }


@pytest.mark.parametrize("day", ["2024-06-22", "2024-06-14"])
def test_the_recorded_chart_comes_out_but_for_explained_differences(
    day: str, tmp_path: Path, tell: Tell
) -> None:
    with upstreams(day) as simulated:
        tunemeld = CommandLine(tmp_path, settings_for(simulated.url, day))
        done = tunemeld("aggregate", "--genre", "dance", "--strategy", "priority", "--format", "json")
        cover_calls = simulated.calls("itunes/lookup")
    chart = done.document
    ours = {places(track["sources"]): track for track in chart["tracks"]}
    recorded = _recorded_chart(day)
    in_both = ours.keys() & recorded.keys()

    tell(f"{len(in_both)} of {len(ours)} places as recorded, {len(ours) - len(in_both)} explained")
    assert (done.code, chart["complete"], wrong_fields(chart)) == (0, True, [])
    assert ranks(chart["tracks"]) == list(range(1, len(ours) + 1))
    assert recorded.keys() - ours.keys() == ONLY_RECORDED[day].keys()
    assert ours.keys() - recorded.keys() == ONLY_OURS[day].keys()
    assert [p for p in ours if p in in_both] == [p for p in recorded if p in in_both]
    assert {ours[p]["isrc"] for p in in_both} == {recorded[p]["isrc"] for p in in_both}
    assert all(_links(ours[p]) == _links(recorded[p]) for p in in_both)
    assert all(track["album_cover_url"] for track in ours.values())
    assert cover_calls == 1


@pytest.mark.parametrize("day", ONLY_OURS)
def test_the_explanations_hold_by_the_isrcs_of_the_services(day: str) -> None:
    same = true_pairs(day)

    assert all(_pair(place) in same for place in ONLY_OURS[day])
    assert all(_pair(place) not in same for place, why in ONLY_RECORDED[day].items() if why is TWO_CUTS)


def _pair(place: str) -> Pair:
    return frozenset((service, int(at)) for service, at in (part.split() for part in place.split(", ")))


def _links(track: Track) -> set[str]:
    return set(track["additional_sources"].values())
