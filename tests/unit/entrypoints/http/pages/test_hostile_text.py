"""Whatever upstream writes into titles, names and addresses, a page stays the page that it is."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_listing
from tests.markup import Markup
from tests.strange_words import STRANGE, page_of, strange_page

from tunemeld.entrypoints.http.pages.rendering import refused_page

PLAIN = "Gravel and Gold"


def structure(html: str) -> list[tuple[str, list[str]]]:
    """The elements of a page, and the names of their attributes."""
    read = Markup(html)
    assert (read.misplaced, read.open) == ([], [])
    return [(element.tag, [*element.attributes]) for element in read.elements]


@pytest.mark.parametrize("text", STRANGE)
def test_hostile_words_are_words_and_nothing_else(text: str) -> None:
    html = strange_page(text)
    assert structure(html) == structure(strange_page(PLAIN))
    assert Markup(html).texts("h3")[0] == " ".join(text.split())


@given(st.text(max_size=60))
def test_no_text_at_all_changes_what_a_page_is_made_of(text: str) -> None:
    assert structure(strange_page(text)) == structure(strange_page(PLAIN))


def test_every_word_of_a_stranger_is_set_apart_from_the_direction_of_the_page() -> None:
    marked = "\u202eevil"
    shown = [(text, within) for text, within in Markup(strange_page(marked)).runs if marked in text]
    assert len(shown) >= 10
    for text, within in shown:
        # What is only read aloud has no direction, and a tab's title is the browser's to set apart.
        is_unseen = any("unseen" in element.classes or element.tag == "title" for element in within)
        assert is_unseen or (within[-1].tag == "bdi" and text == marked), [e.tag for e in within]


def test_a_long_title_does_not_make_a_page_long() -> None:
    words = "x" * 10_000
    assert len(strange_page(words)) - len(strange_page(PLAIN)) < 2.5 * len(words)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://evil.example/track/1",
        "http://open.spotify.com/track/1",
        'https://open.spotify.com/"><script>alert(1)</script>',
    ],
)
def test_an_address_that_is_none_of_the_services_own_is_nowhere_on_the_page(url: str) -> None:
    listed = [
        a_listing(s, 1, url=url, cover_url=url, title="a", track_id="1") for s in ("Spotify", "AppleMusic")
    ]
    html = page_of(listed, a_listing("Spotify", 2, url=url, cover_url=url, title="b", track_id="2"), "plain")
    assert url not in unescape(html)
    assert "evil.example" not in html


def test_a_refusal_tells_strange_words_as_words() -> None:
    told = refused_page(404, "there is no <script>alert(1)</script> here").plain.body.decode()
    assert "<script>alert" not in told
    assert "There is no <script>alert(1)</script> here." in Markup(told).texts("p")


def test_scripts_and_styles_stand_in_no_attribute() -> None:
    for element in Markup(strange_page(PLAIN)).elements:
        names = [*element.attributes]
        assert not [name for name in names if name.startswith("on") or name == "style"], element.tag
