"""The sample lookup: finds what was asked for among what was not, as real searches do."""

from collections import Counter
from functools import cache

from tunemeld.adapters.catalogues.sample.isrc_lookup import SampleIsrcLookup
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.spelling import apple_artist, apple_title, spotify_artists
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES
from tunemeld.adapters.catalogues.sample.world import world
from tunemeld.domain.evidence import read, same_by_text
from tunemeld.domain.listing import Duration, Listing


def on_apple(recording: Recording) -> Listing:
    return Listing(
        service="AppleMusic",
        position=1,
        track_id="1",
        title=apple_title(recording),
        artists=(apple_artist(recording),),
        duration=Duration(milliseconds=recording.duration_ms // 1000 * 1000, whole_seconds=True),
    )


@cache
def searches() -> list[tuple[Recording, Listing, tuple[Listing, ...]]]:
    lookup = SampleIsrcLookup()
    shown = [
        (c.recording, on_apple(c.recording)) for g in GENRES for c in world(g) if "AppleMusic" in c.weeks
    ]
    return [(r, listing, lookup.candidates(listing.title, r.artists[0])) for r, listing in shown]


def test_what_passes_the_rule_names_the_right_recording() -> None:
    for recording, listing, candidates in searches():
        passing = {c.isrc for c in candidates if same_by_text(read(c), read(listing))}

        assert passing <= {recording.isrc}


def test_about_one_in_twenty_is_not_found() -> None:
    missed = [recording for recording, _, candidates in searches() if not candidates]

    assert 0.03 < len(missed) / len(searches()) < 0.08


def test_the_right_one_is_not_always_first() -> None:
    places = Counter(
        [candidate.isrc for candidate in candidates].index(recording.isrc)
        for recording, _, candidates in searches()
        if candidates
    )

    assert places[0] > sum(places.values()) / 2
    assert sum(places.values()) - places[0] > sum(places.values()) / 10


def test_remixes_and_covers_are_offered_beside_the_right_one() -> None:
    for recording, _, candidates in searches():
        if len(candidates) > 2:
            assert any("Remix" in candidate.title for candidate in candidates)
            assert any(not set(c.artists) & set(spotify_artists(recording)) for c in candidates)
            return
    raise AssertionError("no search found more than two")


def test_nothing_is_found_for_what_nobody_invented() -> None:
    assert SampleIsrcLookup().candidates("A Song That Is Not There", "Nobody At All") == ()
    assert SampleIsrcLookup().candidates("", "") == ()


def test_a_search_spelled_differently_finds_the_same() -> None:
    recording, listing, candidates = next(s for s in searches() if s[2] and s[0].title.isascii())

    shouted = SampleIsrcLookup().candidates(listing.title.upper(), recording.artists[0].upper())

    assert [c.isrc for c in shouted] == [c.isrc for c in candidates]
