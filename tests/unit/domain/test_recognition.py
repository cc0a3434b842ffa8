"""Recognition holds whatever the lists look like: nothing lost, no order, no bridge, no needless work."""

from collections.abc import Callable, Iterable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_listing
from tests.unit.domain.near_duplicates import grouped, near_duplicates, versions

from tunemeld.domain import recognition
from tunemeld.domain.evidence import Clue, read, same_by_isrc, same_by_text
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.recognition import recognise
from tunemeld.domain.recording import Rule

KNOWN_LENGTHS = st.builds(
    Duration,
    milliseconds=st.sampled_from([180_000, 180_800, 181_000, 181_801, 184_000]),
    whole_seconds=st.booleans(),
)


@given(near_duplicates(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(entries: list[Listing], chance: Random) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)

    assert recognise(shuffled) == recognise(entries)


@given(near_duplicates())
def test_every_entry_comes_out_exactly_once(entries: list[Listing]) -> None:
    found = [x for group in recognise(entries).groups for x in group.listings]

    assert sorted(map(repr, found)) == sorted(map(repr, entries))


@given(near_duplicates())
def test_recognising_what_was_recognised_changes_nothing(entries: list[Listing]) -> None:
    once = recognise(entries)

    assert recognise(x for group in once.groups for x in group.listings) == once


@given(near_duplicates())
def test_a_recording_recognised_by_itself_is_one(entries: list[Listing]) -> None:
    for group in recognise(entries).groups:
        assert len(recognise(group.listings).groups) == 1


@given(near_duplicates())
def test_two_versions_are_never_joined(entries: list[Listing]) -> None:
    for group in recognise(entries).groups:
        assert len(versions(group.listings)) == 1


@given(near_duplicates())
def test_every_recording_tells_how_its_listings_came_together(entries: list[Listing]) -> None:
    for group in recognise(entries).groups:
        keys = {x.key for x in group.listings}

        assert len(group.joins) == len(group.listings) - 1
        assert all({join.left, join.right} <= keys and join.why for join in group.joins)


@given(near_duplicates(lengths=KNOWN_LENGTHS))
def test_the_index_finds_every_pair_that_the_rule_would_join(entries: list[Listing]) -> None:
    assert grouped(recognise(entries)) == _components(entries)


def _components(entries: list[Listing]) -> set[frozenset[tuple[str, int]]]:
    """What comparing each with each gives."""
    sets = {frozenset([(x.key, x.position)]) for x in entries}
    for left, right in combinations(entries, 2):
        clues = read(left), read(right)
        if left.key == right.key or same_by_isrc(*clues) or same_by_text(*clues):
            joined = {s for s in sets if {(left.key, left.position), (right.key, right.position)} & s}
            sets = (sets - joined) | {frozenset().union(*joined)}
    return sets


@given(near_duplicates())
def test_listings_without_a_length_never_bridge_two_recordings(entries: list[Listing]) -> None:
    measured = [x for x in entries if x.duration]
    alone = grouped(recognise(measured))
    found = grouped(recognise(entries))
    repeated = {x.key for x in entries if not x.duration}

    for group in found:
        with_length = frozenset((key, n) for key, n in group if key not in repeated)
        assert not with_length or with_length in alone


def test_a_listing_without_a_length_joins_the_one_recording_that_it_fits() -> None:
    found = recognise(
        [
            a_listing("Spotify", seconds=180.0),
            a_listing("SoundCloud", seconds=180.04),
            a_listing("AppleMusic", seconds=None),
        ]
    )

    assert len(found.groups) == 1


def test_a_listing_without_a_length_that_fits_two_recordings_joins_neither() -> None:
    short, long = a_listing("Spotify", seconds=180.0), a_listing("SoundCloud", seconds=230.0)
    unknown = a_listing("AppleMusic", seconds=None)
    found = recognise([short, long, unknown])

    assert len(found.groups) == 3
    assert sum("a length is missing" in refusal.why for refusal in found.refusals) == 2


def test_listings_without_a_length_join_each_other() -> None:
    assert (
        len(recognise([a_listing("Spotify", seconds=None), a_listing("AppleMusic", seconds=None)]).groups)
        == 1
    )


def test_an_isrc_without_a_length_prefers_its_own_recording() -> None:
    mine = a_listing("Spotify", seconds=180.0, isrc="QZTM42400001")
    other = a_listing("SoundCloud", seconds=230.0)
    unknown = a_listing("AppleMusic", seconds=None, isrc="QZTM42400001")

    assert {("Spotify:gravel-and-gold", 1), ("AppleMusic:gravel-and-gold", 1)} in grouped(
        recognise([mine, other, unknown])
    )


@pytest.mark.parametrize("title", ["Go", "Gravel"])
def test_a_track_that_a_service_lists_twice_is_one_recording(title: str) -> None:
    twice = [a_listing("AppleMusic", position, title=title, artists=[], seconds=None) for position in (3, 9)]
    (group,) = recognise(twice).groups

    assert [x.position for x in group.listings] == [3, 9]
    assert [join.rule for join in group.joins] == [Rule.TRACK]


def test_each_join_names_its_rule() -> None:
    same_code = [
        a_listing("Spotify", seconds=180, isrc="QZTM42400001"),
        a_listing("SoundCloud", seconds=182, isrc="QZTM42400001"),
    ]
    same_text = [a_listing("Spotify", seconds=180), a_listing("SoundCloud", seconds=180.04)]

    assert [join.rule for join in recognise(same_code).groups[0].joins] == [Rule.ISRC]
    assert [join.rule for join in recognise(same_text).groups[0].joins] == [Rule.TEXT]


def test_look_alikes_that_stay_apart_are_told_with_the_reason() -> None:
    (refusal,) = recognise([a_listing("Spotify", seconds=180), a_listing("SoundCloud", seconds=230)]).refusals

    assert (refusal.left, refusal.right) == ("SoundCloud:gravel-and-gold", "Spotify:gravel-and-gold")
    assert refusal.why == "another length: 230.00 s and 180.00 s"


def test_an_isrc_on_two_recordings_is_a_conflict_in_words() -> None:
    (told,) = recognise(
        [
            a_listing("Spotify", seconds=180, isrc="QZTM42400001"),
            a_listing("SoundCloud", seconds=230, isrc="QZTM42400001"),
        ]
    ).isrc_conflicts()

    assert told.startswith("ISRC QZTM42400001 stands on “Gravel and Gold” (SoundCloud:gravel-and-gold) and ")


def test_nothing_gives_nothing() -> None:
    assert recognise([]) == recognition.Recognition(groups=())


def _hot_title(count: int) -> Iterable[Listing]:
    """One song in ever so many cuts, a third of them without a length, with features of all sorts."""
    for n in range(count):
        yield a_listing(
            ("Spotify", "AppleMusic", "SoundCloud")[n % 3],
            n + 1,
            title="Gravel",
            artists=["Mara Quill", f"Guest {n % 5}"],
            track_id=str(n),
            seconds=None if n % 3 == 1 else 100 + 0.7 * n,
            isrc=f"QZTM424{n % 7:05}",
        )


def test_work_grows_with_the_listings_and_not_with_their_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def counted(same: Callable[[Clue, Clue], str | None]) -> Callable[[Clue, Clue], str | None]:
        def count(left: Clue, right: Clue) -> str | None:
            nonlocal calls
            calls += 1
            return same(left, right)

        return count

    rules = tuple((rule, counted(same), index) for rule, same, index in recognition._RULES)
    monkeypatch.setattr(recognition, "_RULES", rules)
    spent = []
    for count in (100, 400):
        calls = 0
        recognise(_hot_title(count))
        spent.append(calls)

    assert 0 < spent[1] <= 5 * spent[0]
