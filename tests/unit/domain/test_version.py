"""Version words make another recording; packaging does not."""

import pytest

from tunemeld.domain.version import ends_in_version, is_packaging, split_closing_version, version_words


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("Bel Remix", {"bel", "remix"}),
        ("bel rmx", {"bel", "remix"}),
        ("Remixed by Bel", {"bel", "remix"}),
        ("Bel & Ode Remix", {"bel", "ode", "remix"}),
        ("Ode x Bel Remix", {"bel", "ode", "remix"}),
        ("Extended Mix", {"extended"}),
        ("Extended", {"extended"}),
        ("Extended Version", {"extended"}),
        ("Radio Edit", {"radio", "edit"}),
        ("Live at the Barn", {"live", "barn"}),
        ("Slowed + Reverb", {"slowed", "reverb"}),
        ("Slowed & Reverb", {"slowed", "reverb"}),
        ("Mara's Version", {"maras"}),
        ("7 Inch Version", {"7", "inch"}),
        ("2031 Version", {"2031"}),
        ("Deluxe Mix", {"deluxe"}),
        ("Amapiano Mix", {"amapiano"}),
        ("Bel Rework", {"bel", "rework"}),
        ("Bel Reworked", {"bel", "rework"}),
        ("Bel Bootleg", {"bel", "bootleg"}),
        ("Bel Flip", {"bel", "flip"}),
        ("Clean", {"clean"}),
        ("Mix", {"mix"}),
        ("Acappella", {"acapella"}),
    ],
)
def test_a_version_is_the_words_that_tell_it_apart(tag: str, words: set[str]) -> None:
    assert version_words(tag) == words


@pytest.mark.parametrize("tag", ["Part Two", "Everybody", "Alive", "Remixology", "Mixtape", "Deliver", ""])
def test_other_tags_name_no_version(tag: str) -> None:
    assert version_words(tag) == frozenset()


@pytest.mark.parametrize(
    "tag",
    [
        "Original",
        "Original Mix",
        "original mix",
        "Original Version",
        "The Original Mix",
        "Album Version",
        "Single Edit",
        "2011 Remaster",
        "Remastered",
        "Remastered 2011",
        "2011 Digital Remaster",
        "Re-Mastered",
        "Explicit",
        "Mono",
        "Bonus Track",
        "Deluxe Edition",
        "10th Anniversary Edition",
        "Spotify Singles",
        "OUT NOW",
        "Out Now!!",
        "Free Download",
        "Official 2031 Barn Festival Song",
        "Official Video",
        'From "The Long Field"',
        "Music from the Long Field",
    ],
)
def test_packaging_is_the_same_audio(tag: str) -> None:
    assert is_packaging(tag)


@pytest.mark.parametrize(
    "tag", ["Bel Remix", "Original Bel Remix", "Clean", "Live", "Deluxe Mix", "Extended", "Fromage", "2011"]
)
def test_a_version_is_no_packaging(tag: str) -> None:
    assert not is_packaging(tag)


@pytest.mark.parametrize(
    ("core", "song", "closing"),
    [
        ("gravel remix", "gravel", "remix"),
        ("gravel radio edit", "gravel", "radio edit"),
        ("gravel", "gravel", ""),
        ("live forever", "live forever", ""),
        ("remix", "remix", ""),
        ("radio edit", "radio edit", ""),
        ("", "", ""),
    ],
)
def test_version_words_at_the_end_leave_a_song_behind(core: str, song: str, closing: str) -> None:
    assert split_closing_version(core) == (song, closing)


def test_the_last_word_decides_whether_a_text_ends_in_a_version() -> None:
    assert ends_in_version("Bel Remix")
    assert not ends_in_version("Remix of Bel")
    assert not ends_in_version("")
