"""Two listings, clause by clause: what makes them one recording, and what keeps them apart."""

from typing import Any

import pytest
from hypothesis import given
from tests.builders import a_listing
from tests.unit.domain.near_duplicates import near_duplicates

from tunemeld.domain.evidence import difference, read, same_by_isrc, same_by_text
from tunemeld.domain.listing import Listing

ONE = "QZTM42400001"
OTHER = "QZTM42400002"


def exact(seconds: float | None = 180.0, **fields: Any) -> Listing:
    return a_listing("Spotify", seconds=seconds, **fields)


def rounded(seconds: float | None = 180, **fields: Any) -> Listing:
    return a_listing("AppleMusic", seconds=seconds, whole_seconds=True, **fields)


def by_text(left: Listing, right: Listing) -> bool:
    return same_by_text(read(left), read(right)) is not None


def by_isrc(left: Listing, right: Listing) -> bool:
    return same_by_isrc(read(left), read(right)) is not None


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (exact(180.000), exact(181.000), True),
        (exact(180.000), exact(181.001), False),
        (exact(180.000), exact(179.000), True),
        (exact(180.000), exact(178.999), False),
        (rounded(180), rounded(181), True),
        (rounded(180), rounded(182), False),
        (rounded(180), exact(179.700), True),
        (rounded(180), exact(179.699), False),
        (rounded(180), exact(181.300), True),
        (rounded(180), exact(181.301), False),
    ],
)
def test_lengths_agree_within_their_window_and_not_a_millisecond_beyond(
    left: Listing, right: Listing, *, same: bool
) -> None:
    assert by_text(left, right) is same
    assert by_text(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (exact(180.0, isrc=ONE), exact(183.000, isrc=ONE), True),
        (exact(180.0, isrc=ONE), exact(183.001, isrc=ONE), False),
        (rounded(180, isrc=ONE), exact(183.500, isrc=ONE), True),
        (rounded(180, isrc=ONE), exact(183.501, isrc=ONE), False),
        (rounded(180, isrc=ONE), exact(177.500, isrc=ONE), True),
        (rounded(180, isrc=ONE), exact(177.499, isrc=ONE), False),
        (exact(None, isrc=ONE), exact(293.0, isrc=ONE), True),
        (exact(isrc=ONE, title="Gravel"), exact(isrc=ONE, title="Grit", artists=["Ode"]), True),
        (exact(isrc=ONE), exact(isrc=ONE, title="Gravel and Gold (Bel Remix)"), False),
        (exact(isrc=ONE), exact(isrc=OTHER), False),
        (exact(), exact(), False),
    ],
)
def test_equal_isrcs_decide_unless_version_or_length_contradicts(
    left: Listing, right: Listing, *, same: bool
) -> None:
    assert by_isrc(left, right) is same
    assert by_isrc(right, left) is same


@pytest.mark.parametrize(
    ("why", "left", "right"),
    [
        ("another title", exact(title="Gravel"), exact(title="Gravels")),
        ("another version", exact(title="Gravel"), exact(title="Gravel (Bel Remix)")),
        ("another remixer", exact(title="Gravel (Ode Remix)"), exact(title="Gravel (Bel Remix)")),
        ("another artist", exact(artists=["Mara Quill"]), exact(artists=["Ode"])),
        ("nobody credited", exact(artists=[]), exact(artists=[])),
        ("no title", exact(title=""), exact(title="")),
        ("a short title, no length", exact(title="Go"), exact(None, title="Go")),
        ("three letters, no length", exact(title="G o ! 1"), exact(None, title="G o ! 1")),
        (
            "artists of the smaller side missing, no length",
            exact(artists=["Mara Quill", "Ode"]),
            exact(None, artists=["Mara Quill", "Bel"]),
        ),
        ("twelve inch", exact(title="Gravel (12 Inch Version)"), exact(title="Gravel (7 Inch Version)")),
    ],
)
def test_one_clause_that_fails_keeps_two_listings_apart(why: str, left: Listing, right: Listing) -> None:
    assert not by_text(left, right), why
    assert not by_text(right, left), why


@pytest.mark.parametrize(
    ("why", "left", "right"),
    [
        ("one artist in common", exact(artists=["Mara Quill", "Ode"]), exact(artists=["Ode", "Bel"])),
        ("two ISRCs are no objection", exact(isrc=ONE), exact(isrc=OTHER)),
        ("a feature on one side", exact(title="Gravel"), exact(title="Gravel (feat. Ode)")),
        ("a short title, equal lengths", exact(title="Go"), exact(title="Go")),
        ("four letters, no length", exact(title="Gold"), exact(None, title="Gold")),
        ("four characters of another script", exact(title="夜の砂利"), exact(None, title="夜の砂利")),
        (
            "all artists of the smaller side, no length",
            exact(artists=["Mara Quill", "Ode"]),
            exact(None, artists=["Ode"]),
        ),
        ("no length on either side", exact(None), rounded(None)),
    ],
)
def test_listings_are_one_where_every_clause_holds(why: str, left: Listing, right: Listing) -> None:
    assert by_text(left, right), why
    assert by_text(right, left), why


@given(near_duplicates(most=5))
def test_evidence_is_symmetric(entries: list[Listing]) -> None:
    clues = [read(entry) for entry in entries]
    for left in clues:
        for right in clues:
            assert (same_by_text(left, right) is None) == (same_by_text(right, left) is None)
            assert (same_by_isrc(left, right) is None) == (same_by_isrc(right, left) is None)


def test_the_reason_names_title_version_artist_and_lengths() -> None:
    left = exact(164.286, title="Gravel (Bel Remix)", artists=["Mara Quill", "Ode"])
    right = rounded(164, title="Gravel - Bel Remix", artists=["Ode"])

    told = same_by_text(read(left), read(right))

    assert told is not None
    for part in ("gravel", "bel remix", "ode", "164.29 s", "164 s"):
        assert part in told


def test_the_reason_says_that_a_length_is_missing() -> None:
    told = same_by_isrc(read(exact(isrc=ONE)), read(exact(None, isrc=ONE)))

    assert told is not None
    assert ONE in told
    assert "length unknown on one side" in told


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        (exact(title="Gravel (Live)"), exact(title="Gravel"), "another version: “live” and none"),
        (exact(180), exact(213), "another length: 180.00 s and 213.00 s"),
        (rounded(180), exact(213), "another length: 180 s and 213.00 s"),
        (exact(180, isrc=ONE), exact(213, isrc=ONE), f"another length under the same ISRC {ONE}"),
        (exact(artists=["Ode"]), exact(artists=["Bel"]), "no artist in common: Ode and Bel"),
        (exact(title="Gold"), exact(title="Gravel"), "another title: “gold” and “gravel”"),
        (exact(title="Go"), exact(None, title="Go"), "a length is missing"),
    ],
)
def test_the_difference_names_the_first_clause_that_fails(left: Listing, right: Listing, told: str) -> None:
    assert told in difference(read(left), read(right))
