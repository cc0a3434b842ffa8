"""A title, in all the forms in which the services write one, is read as the same song."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.domain.text import fold
from tunemeld.domain.title import read_title

MARA = ("Mara Quill",)
DUO = ("Mara Quill", "Ode")
BEL_REMIX = {"bel", "remix"}


@pytest.mark.parametrize(
    "title",
    [
        "Gravel",
        "Mara Quill - Gravel",
        "MARA QUILL - GRAVEL",
        "Gravel - Mara Quill",
        "Mara Quill – Gravel",
        "Mara Quill — Gravel",
        "Mara Quill | Gravel",
        "Mara Quill - Mara Quill - Gravel",
        "Mara Quill & Ode - Gravel",
        "Ode x Mara Quill - Gravel",
        "Mara Quill & Ode - Mara Quill & Ode - Gravel",
        "Mara Quill feat. Ode - Gravel",
        "Mara Quill feat. Ode - Gravel (ft. Ode)",
        "Mara Quill (UK) - Gravel",
        "Gravel (feat. Ode)",
        "Gravel (Feat Ode)",
        "Gravel (feat.Ode)",
        "Gravel [ft. Ode]",
        "Gravel {featuring Ode}",
        "Gravel (with Ode)",
        "Gravel (w/ Ode)",
        "Gravel feat. Ode",
        "Gravel ft Ode",
        "Gravel ft.Ode",
        "Gravel featuring Ode",
        "Gravel (feat. Ode",
        "Gravel (Mara Quill & Ode)",
        "Gravel [Ode with Mara Quill]",
        "★OUT NOW★ Gravel",
        "Gravel ★OUT NOW★",
        "[OUT NOW] Gravel",
        "Gravel [OUT NOW]",
        "Gravel OUT NOW!!",
        "Gravel (Free Download)",
        "Gravel 🐘",
        "Gravel ❤️",
        "𝐆𝐑𝐀𝐕𝐄𝐋",
        "Gravel (Original Mix)",
        "Gravel - Original Mix",
        "Gravel - 2011 Remaster",
        "Gravel (Spotify Singles)",
        'Gravel (from "The Long Field")',
        "Gravel (Official 2031 Barn Song)",
        "  Gravel  ",
    ],
)
def test_the_plain_song_is_read_from_every_form(title: str) -> None:
    read = read_title(title, DUO)

    assert (read.core, set(read.version), set(read.credits)) == ("gravel", set(), {"mara quill", "ode"})


@pytest.mark.parametrize(
    "title",
    [
        "Gravel (Bel Remix)",
        "Gravel [Bel Remix]",
        "Gravel - Bel Remix",
        "Gravel – Bel Remix",
        "Gravel (Bel Rmx)",
        "Gravel (Bel Remix",
        "Gravel (feat. Ode) - Bel Remix",
        "Gravel (feat. Ode) [Bel Remix]",
        "Gravel (Bel Remix) (feat. Ode)",
        "Gravel - Bel Remix (feat. Ode)",
        "Gravel (Bel Remix feat. Ode)",
        "Gravel feat. Ode - Bel Remix",
        "Gravel feat. Ode (Bel Remix)",
        "Gravel (Bel Remix) feat. Ode",
        "Mara Quill - Gravel (Bel Remix)",
        "Mara Quill - Gravel - Bel Remix",
        "Mara Quill - Gravel [Bel Remix] [OUT NOW]",
        "Gravel (Bel Remix) - Mara Quill",
        "Gravel - Mara Quill (Bel Remix)",
        "Gravel ((Bel Remix))",
    ],
)
def test_the_remix_is_read_from_every_form(title: str) -> None:
    read = read_title(title, MARA)

    assert (read.core, set(read.version)) == ("gravel", BEL_REMIX)
    assert read.credits <= {"mara quill", "ode"}


@pytest.mark.parametrize(
    ("title", "version"),
    [
        ("Gravel - Live", {"live"}),
        ("Mara Quill - Gravel - Live", {"live"}),
        ("Gravel (Mara Quill Edit)", {"mara", "quill", "edit"}),
        ("Gravel - Mara Quill Edit", {"mara", "quill", "edit"}),
        ("Gravel - Mara Quill & Bel Remix", {"mara", "quill", "bel", "remix"}),
        ("Gravel (Bel Remix) (Edit)", {"bel", "remix", "edit"}),
        ("Gravel (Bel Remix) [Extended Mix]", {"bel", "remix", "extended"}),
        ("Mara Quill - Gravel Edit", {"edit"}),
        ("Gravel Edit", {"edit"}),
        ("Gravel (Extended Mix)", {"extended"}),
        ("Gravel (7 Inch Version)", {"7", "inch"}),
    ],
)
def test_a_version_is_never_taken_for_the_plain_song(title: str, version: set[str]) -> None:
    read = read_title(title, MARA)

    assert (read.core, set(read.version)) == ("gravel", version)


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("Drift Away", "drift away"),
        ("The Gift", "the gift"),
        ("Left Behind", "left behind"),
        ("Loft Party", "loft party"),
        ("Defeat Me", "defeat me"),
        ("Feat", "feat"),
        ("Stay With Me", "stay with me"),
        ("Without You", "without you"),
        ("Ko-Ra", "ko ra"),
        ("Anti-Gravel", "anti gravel"),
        ("Gravel-Mara Quill", "gravel mara quill"),
        ("Nobody - Gravel", "nobody gravel"),
        ("Gravel (Everybody)", "gravel everybody"),
        ("Gravel (Pt. 2)", "gravel pt 2"),
        ("The blue bell remix with ode and bel", "the blue bell remix with ode and bel"),
        ("A Tribute To Gravel", "a tribute to gravel"),
        ("Live Forever", "live forever"),
        ("Remix", "remix"),
        ("(Interlude)", "interlude"),
        ("Interlude", "interlude"),
        ("Out Now", "out now"),
        ("Mara Quill", "mara quill"),
        ("Mara Quill - Mara Quill", "mara quill"),
        ("1+1=11", "1+1=11"),
        ("???", "???"),
        ("夜の砂利道", "夜の砂利道"),
    ],
)
def test_what_belongs_to_a_name_stays_in_it(title: str, core: str) -> None:
    read = read_title(title, MARA)

    assert (read.core, read.version, read.credits) == (core, frozenset(), frozenset({"mara quill"}))


@pytest.mark.parametrize(
    ("title", "spoken"),
    [
        ("Gravel (Bel Remix)", "gravel bel remix"),
        ("Mara Quill - Gravel (Bel Remix feat. Ode)", "gravel bel remix"),
        ("Gravel feat. Ode - Bel Remix", "gravel bel remix"),
        ("Gravel - Mara Quill (Bel Remix)", "gravel bel remix"),
        ("★OUT NOW★ Gravel (w/ Ode)", "gravel"),
        ("Gravel (Everybody)", "gravel everybody"),
        ("???", "???"),
    ],
)
def test_the_words_to_search_for_keep_the_version_and_leave_out_features(title: str, spoken: str) -> None:
    assert read_title(title, MARA).spoken == spoken


def test_a_dash_after_a_song_named_like_its_artist_opens_a_version() -> None:
    read = read_title("Mara Quill - Bel Remix", ("Mara Quill", "Bel"))

    assert (read.core, set(read.version)) == ("mara quill", BEL_REMIX)


def test_a_prefix_is_taken_off_only_where_the_credits_confirm_it() -> None:
    assert read_title("Long Field Records - Gravel", MARA).core == "long field records gravel"
    assert read_title("Mara Quill - Gravel", ()).core == "mara quill gravel"


def test_who_stands_beside_a_credited_artist_is_credited_too() -> None:
    assert read_title("Mara Quill & Bel - Gravel", MARA).credits == {"mara quill", "bel"}


def test_the_feature_beside_an_artist_is_credited_too() -> None:
    assert read_title("Mara Quill (feat. Ode) - Gravel", MARA).credits == {"mara quill", "ode"}


def test_a_version_beside_an_artist_counts() -> None:
    assert read_title("Mara Quill (Live) - Gravel", MARA).version == {"live"}


PIECES = (
    *("Gravel", "Mara Quill", "Ode", "Remix", "Live", "Original Mix", "2011 Remaster", "OUT NOW", "から"),
    *(" - ", " | ", "-", " ", "(", ")", "[", "]", "&", "'", "★", "feat. ", "ft.", "w/", "with "),
)
titles = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


@given(titles | st.text(max_size=30))
def test_any_title_is_read_and_only_a_blank_one_has_no_core(title: str) -> None:
    read = read_title(title, DUO)

    assert bool(read.core) == bool(title.strip())
    assert read.core == fold(read.core)
    assert read.credits >= {"mara quill", "ode"}


@given(titles)
def test_the_order_of_the_credits_makes_no_difference(title: str) -> None:
    assert read_title(title, DUO) == read_title(title, DUO[::-1])
