"""Pairs that went wrong somewhere once: each comes out right by text and length alone.

The shapes in `tests/data/golden_pairs.txt` are real, their names and titles invented. The real pairs may
lie beside the project.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.builders import a_listing
from tests.shared import SHARED, requires_shared

from tunemeld.domain.listing import Listing
from tunemeld.domain.recognition import recognise

_REAL = SHARED / "matching.md"
_INVENTED = (Path(__file__).parents[2] / "data" / "golden_pairs.txt").read_text(encoding="utf-8")
_ONE_ISRC = ("Barn Again", "Hugo Lenz", 203.86, 202.29, "QZTM42400001")


@dataclass(frozen=True)
class Pair:
    """Two listings and whether they are one recording."""

    same: bool
    left: Listing
    right: Listing
    why: str


def pairs(text: str) -> list[Pair]:
    """The pairs written as `SAME | title | artists | seconds || title | artists | seconds | why`."""
    lines = re.findall(r"^(SAME|DIFF) \|(.+?)\|\|(.+)$", text, re.MULTILINE)
    return [_pair(answer, left.split(" | "), right.split(" | ")) for answer, left, right in lines]


def _pair(answer: str, left: list[str], right: list[str]) -> Pair:
    first = [part.strip(" |") for part in left]
    second = [part.strip() for part in right]
    if second[1].startswith("("):
        second[1] = first[1]
    return Pair(
        same=answer == "SAME",
        left=_listing("Spotify", first),
        right=_listing("SoundCloud", second),
        why=f"{first[0]} / {second[0]}: {second[3]}",
    )


def _listing(service: str, fields: list[str]) -> Listing:
    """A listing as written; a length without a fraction is one that was rounded down."""
    title, artists, seconds = fields[:3]
    names = [re.sub(r"\s*\(user .*\)", "", name) for name in artists.split(", ")]
    return a_listing(
        service, title=title, artists=names, seconds=float(seconds), whole_seconds="." not in seconds
    )


def joined(left: Listing, right: Listing) -> bool:
    return len(recognise([left, right]).groups) == 1


@pytest.mark.parametrize("pair", pairs(_INVENTED), ids=lambda pair: pair.why)
def test_a_pair_of_a_known_shape_comes_out_right(pair: Pair) -> None:
    assert joined(pair.left, pair.right) is pair.same


def test_every_shape_is_read() -> None:
    assert len(pairs(_INVENTED)) == len(re.findall(r"^(?:SAME|DIFF)", _INVENTED, re.MULTILINE)) > 20


def test_one_isrc_bridges_a_second_and_a_half() -> None:
    title, artist, left, right, isrc = _ONE_ISRC

    assert joined(
        a_listing("Spotify", title=title, artists=[artist], seconds=left, isrc=isrc),
        a_listing("SoundCloud", title=title, artists=[artist], seconds=right, isrc=isrc),
    )


def test_one_isrc_does_not_bridge_two_cuts() -> None:
    left = a_listing("Spotify", title="Tremble", seconds=234.33, isrc="QZTM42400002")
    right = a_listing("SoundCloud", title="Tremble", seconds=293.016, isrc="QZTM42400002")
    found = recognise([left, right])

    assert len(found.groups) == 2
    assert [x.isrc for group in found.groups for x in group.listings] == ["QZTM42400002"] * 2
    assert len(found.isrc_conflicts()) == 1
    assert "QZTM42400002" in found.isrc_conflicts()[0]


def test_all_real_golden_pairs_come_out_right() -> None:
    requires_shared()
    real = pairs(_REAL.read_text(encoding="utf-8"))

    assert len(real) >= 15
    assert [pair.why for pair in real if joined(pair.left, pair.right) is not pair.same] == []
