"""Decisions by hand: a link wins over the rules, and what is kept apart stays apart."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_listing
from tests.unit.domain.near_duplicates import decisions_by_hand, grouped, near_duplicates

from tunemeld.domain.corrections import Corrections, Link, NeverJoin
from tunemeld.domain.listing import Listing
from tunemeld.domain.recognition import recognise
from tunemeld.domain.recording import Rule

SPOTIFY = a_listing("Spotify", track_id="1", seconds=180.00)
SOUNDCLOUD = a_listing("SoundCloud", track_id="2", seconds=180.01)
APPLE = a_listing("AppleMusic", track_id="3", seconds=180, whole_seconds=True)
REMIX = a_listing("Spotify", 2, track_id="4", title="Gravel and Gold (Bel Remix)", seconds=201.0)


def keys_of(*listings: Listing, corrections: Corrections) -> set[frozenset[str]]:
    return {frozenset(x.key for x in group.listings) for group in recognise(listings, corrections).groups}


def test_a_link_wins_over_every_rule() -> None:
    found = recognise(
        [SPOTIFY, REMIX], Corrections(links=(Link(tracks=(SPOTIFY.key, REMIX.key), reason="one song"),))
    )

    assert len(found.groups) == 1
    assert [(join.rule, join.why) for join in found.groups[0].joins] == [(Rule.CORRECTION, "one song")]


def test_a_track_that_is_not_listed_makes_a_link_no_error() -> None:
    links = (Link(tracks=("Spotify:gone", SPOTIFY.key, REMIX.key)),)

    assert len(keys_of(SPOTIFY, REMIX, corrections=Corrections(links=links))) == 1


def test_tracks_kept_apart_are_not_joined_through_a_third() -> None:
    never = NeverJoin(tracks=(SPOTIFY.key, SOUNDCLOUD.key))
    found = recognise([SPOTIFY, SOUNDCLOUD, APPLE], Corrections(never_join=(never,)))

    assert len(found.groups) == 2
    assert not any({SPOTIFY.key, SOUNDCLOUD.key} <= {x.key for x in g.listings} for g in found.groups)
    assert "kept apart by hand" in {refusal.why for refusal in found.refusals}


def test_an_unlinked_track_joins_nothing_by_a_rule() -> None:
    unlinked = Corrections(unlinked=(SOUNDCLOUD.key,))

    assert keys_of(SPOTIFY, SOUNDCLOUD, APPLE, corrections=unlinked) == {
        frozenset([SOUNDCLOUD.key]),
        frozenset([SPOTIFY.key, APPLE.key]),
    }


def test_an_unlinked_track_still_joins_by_a_link() -> None:
    both = Corrections(unlinked=(SOUNDCLOUD.key,), links=(Link(tracks=(SOUNDCLOUD.key, REMIX.key)),))

    assert keys_of(SPOTIFY, SOUNDCLOUD, REMIX, corrections=both) == {
        frozenset([SPOTIFY.key]),
        frozenset([SOUNDCLOUD.key, REMIX.key]),
    }


def test_an_unlinked_track_between_two_others_does_not_hide_them_from_each_other() -> None:
    third = a_listing("SoundCloud", 2, track_id="5", seconds=180.04)

    assert frozenset([SPOTIFY.key, third.key]) in keys_of(
        SPOTIFY, SOUNDCLOUD, third, corrections=Corrections(unlinked=(SOUNDCLOUD.key,))
    )


def test_a_track_kept_apart_from_both_neighbours_does_not_hide_them_from_each_other() -> None:
    third = a_listing("SoundCloud", 2, track_id="5", seconds=180.04)
    never = (NeverJoin(tracks=(SPOTIFY.key, SOUNDCLOUD.key)), NeverJoin(tracks=(SOUNDCLOUD.key, third.key)))

    assert frozenset([SPOTIFY.key, third.key]) in keys_of(
        SPOTIFY, SOUNDCLOUD, third, corrections=Corrections(never_join=never)
    )


@pytest.mark.parametrize("unlinked", ["1", "2"])
def test_an_unlinked_track_does_not_speak_for_its_likes_without_a_length(unlinked: str) -> None:
    twins = [a_listing("Spotify", n, track_id=str(n), seconds=180.0) for n in (1, 2)]
    unknown = a_listing("AppleMusic", track_id="3", seconds=None)
    other = ({"1", "2"} - {unlinked}).pop()

    assert frozenset([f"Spotify:{other}", unknown.key]) in keys_of(
        *twins, unknown, corrections=Corrections(unlinked=(f"Spotify:{unlinked}",))
    )


@pytest.mark.parametrize("unlinked", ["1", "2"])
def test_an_unlinked_track_without_a_length_does_not_speak_for_its_likes(unlinked: str) -> None:
    twins = [a_listing("Spotify", n, track_id=str(n), seconds=None) for n in (1, 2)]
    known = a_listing("SoundCloud", track_id="3", seconds=180.0)
    other = ({"1", "2"} - {unlinked}).pop()

    assert frozenset([f"Spotify:{other}", known.key]) in keys_of(
        *twins, known, corrections=Corrections(unlinked=(f"Spotify:{unlinked}",))
    )


def test_a_listing_without_a_length_that_fits_two_kept_apart_by_hand_joins_neither() -> None:
    twins = [a_listing("Spotify", n, track_id=str(n), seconds=180.0) for n in (1, 2)]
    unknown = a_listing("AppleMusic", track_id="3", seconds=None)
    never = NeverJoin(tracks=("Spotify:1", "Spotify:2"))

    assert len(keys_of(*twins, unknown, corrections=Corrections(never_join=(never,)))) == 3


def test_a_track_listed_twice_stays_one_though_it_is_unlinked() -> None:
    again = SPOTIFY.model_copy(update={"position": 7})

    assert len(keys_of(SPOTIFY, again, corrections=Corrections(unlinked=(SPOTIFY.key,)))) == 1
    assert len(recognise([SPOTIFY, again], Corrections(unlinked=(SPOTIFY.key,))).groups) == 1


def test_a_track_that_a_decision_names_twice_is_not_kept_apart_from_itself() -> None:
    again = SPOTIFY.model_copy(update={"position": 7})
    never = NeverJoin(tracks=(SPOTIFY.key, SOUNDCLOUD.key, SPOTIFY.key))

    assert len(recognise([SPOTIFY, again], Corrections(never_join=(never,))).groups) == 1


@given(st.data())
def test_decisions_by_hand_hold_whatever_the_rules_say(data: st.DataObject) -> None:
    entries = data.draw(near_duplicates())
    corrections = data.draw(decisions_by_hand(entries))
    found = recognise(entries, corrections)
    groups = [{x.key for x in group.listings} for group in found.groups]
    linked = {key for link in corrections.links for key in link.tracks}

    for link in corrections.links:
        assert any(set(link.tracks) <= group for group in groups)
    for never in corrections.never_join:
        for pair in combinations(never.tracks, 2):
            assert not any(set(pair) <= group for group in groups)
    for key in set(corrections.unlinked) - linked:
        assert {key} in groups


@given(st.data())
def test_decisions_by_hand_do_not_make_the_order_matter(data: st.DataObject) -> None:
    entries = data.draw(near_duplicates())
    corrections = data.draw(decisions_by_hand(entries))
    shuffled = data.draw(st.permutations(entries))

    assert recognise(shuffled, corrections) == recognise(entries, corrections)


@given(st.data())
def test_an_unlinked_track_leaves_the_others_as_if_it_were_not_there(data: st.DataObject) -> None:
    entries = data.draw(near_duplicates())
    if not entries:
        return
    key = data.draw(st.sampled_from(entries)).key
    without = grouped(recognise([x for x in entries if x.key != key]))
    with_it = grouped(recognise(entries, Corrections(unlinked=(key,))))

    assert {group for group in with_it if key not in {k for k, _ in group}} == without


def test_the_digest_changes_with_any_decision() -> None:
    decided = [
        Corrections(),
        Corrections(unlinked=("Spotify:1",)),
        Corrections(unlinked=("Spotify:2",)),
        Corrections(links=(Link(tracks=("Spotify:1", "Spotify:2")),)),
        Corrections(never_join=(NeverJoin(tracks=("Spotify:1", "Spotify:2")),)),
    ]

    assert len({corrections.digest for corrections in decided}) == len(decided)
    assert Corrections().digest == Corrections().digest


def test_keeping_a_listing_without_a_length_from_one_of_two_recordings_sends_it_to_the_other() -> None:
    short = a_listing("Spotify", 1, track_id="1", seconds=180.0)
    long = a_listing("Spotify", 2, track_id="2", seconds=230.0)
    unknown = a_listing("AppleMusic", track_id="3", seconds=None)
    never = NeverJoin(tracks=(short.key, unknown.key))

    assert frozenset([long.key, unknown.key]) in keys_of(
        short, long, unknown, corrections=Corrections(never_join=(never,))
    )
