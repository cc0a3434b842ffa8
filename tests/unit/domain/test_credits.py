"""Credits are sets of single names, however they are joined."""

import pytest

from tunemeld.domain.credits import credited, first_credited

BOTH = frozenset({"mara quill", "ode"})


@pytest.mark.parametrize(
    "joined",
    [
        "Mara Quill, Ode",
        "Mara Quill & Ode",
        "Mara Quill x Ode",
        "Mara Quill X Ode",
        "Mara Quill × Ode",
        "Mara Quill + Ode",
        "Mara Quill / Ode",
        "Mara Quill; Ode",
        "Mara Quill and Ode",
        "Mara Quill with Ode",
        "Mara Quill vs. Ode",
        "Mara Quill feat. Ode",
        "Mara Quill Feat Ode",
        "Mara Quill ft. Ode",
        "Mara Quill ft.Ode",
        "Mara Quill featuring Ode",
        "Mara Quill (feat. Ode)",
        "Mara Quill presents Ode",
        "Mara Quill,Ode",
        "ODE & MARA QUILL 🐘",
        "𝐌𝐚𝐫𝐚 𝐐𝐮𝐢𝐥𝐥, Ode",
    ],
)
def test_every_way_to_join_two_names_gives_the_two(joined: str) -> None:
    assert credited([joined]) == BOTH


def test_names_given_one_by_one_are_the_same_credits() -> None:
    assert credited(["Ode", "Mara Quill"]) == BOTH


@pytest.mark.parametrize("name", ["Axford", "Swift", "Sandy", "Lil Oxx", "Left Foot", "Andra", "Withers"])
def test_a_separator_inside_a_word_is_none(name: str) -> None:
    assert credited([name]) == {name.casefold()}


def test_an_act_with_an_ampersand_falls_apart_alike_on_both_sides() -> None:
    assert credited(["Salt & Smoke"]) == credited(["Smoke, Salt"])


def test_nobody_is_credited_where_there_are_no_names() -> None:
    assert credited([]) == credited(["", "  "]) == frozenset()
    assert first_credited(["", " , "]) == ""


def test_the_first_name_is_kept_as_it_is_written() -> None:
    assert first_credited(["", "Mára Quill & Ode", "Bel"]) == "Mára Quill"
