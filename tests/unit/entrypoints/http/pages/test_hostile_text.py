"""Whatever upstream writes into titles, names and addresses, a page stays the page that it is."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import A_SATURDAY, a_draft, a_header, a_listing, a_recording, a_snapshot
from tests.markup import Markup

from tunemeld.domain.listing import Listing
from tunemeld.domain.recording import Join, Refusal, Rule
from tunemeld.domain.snapshot import Published, PublishedList
from tunemeld.entrypoints.http.pages.chart_page import chart_page
from tunemeld.entrypoints.http.pages.rendering import page, refused_page

PLAIN = "Gravel and Gold"
MARKUP = [
    "<script>alert(1)</script>",
    "</bdi></a></h3><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- ",
    "]]>",
    "&lt;b&gt;",
    "\u202eevil\u202c\u2066",
    "x" * 10_000,
    "\u05d0\u05d1 \u0627\u0644 mixed",
    "</title><style>*{display:none}</style>",
]


def rendered(text: str) -> str:
    """A chart's page where a stranger chose every word: on the chart, alone on a list, as a list's name."""
    on_two = [a_listing(s, 1, title=text, artists=[text], track_id="1") for s in ("Spotify", "AppleMusic")]
    alone = a_listing("Spotify", 2, title=text, artists=[text], track_id="2")
    return _page(on_two, alone, text)


def _page(on_two: list[Listing], alone: Listing, text: str) -> str:
    join = Join(rule=Rule.TEXT, left="Spotify:1", right="AppleMusic:1", why=text)
    apart = Refusal(left="Spotify:1", right="Spotify:2", why=text)
    snapshot = a_snapshot(
        a_recording(*on_two, recording_id="r1", joins=[join]),
        a_recording(alone, recording_id="r2"),
        refusals=[apart],
    )
    named = {s: PublishedList(header=a_header(name=text), length=50) for s in snapshot.lists}
    snapshot = snapshot.model_copy(update={"lists": named})
    publication = a_draft(snapshot).as_publication(1)
    published = Published(publication=publication, snapshot=snapshot, sources=publication.sources)
    told = chart_page(published, A_SATURDAY, counters=())
    return page("chart.html", genres=("country",), chart=told, has_events=False).body.decode()


def structure(html: str) -> list[tuple[str, list[str]]]:
    """The elements of a page, and the names of their attributes."""
    read = Markup(html)
    assert (read.misplaced, read.open) == ([], [])
    return [(element.tag, [*element.attributes]) for element in read.elements]


@pytest.mark.parametrize("text", MARKUP)
def test_hostile_words_are_words_and_nothing_else(text: str) -> None:
    html = rendered(text)
    assert structure(html) == structure(rendered(PLAIN))
    assert Markup(html).texts("h3")[0] == " ".join(text.split())


@given(st.text(max_size=60))
def test_no_text_at_all_changes_what_a_page_is_made_of(text: str) -> None:
    assert structure(rendered(text)) == structure(rendered(PLAIN))


def test_every_word_of_a_stranger_is_set_apart_from_the_direction_of_the_page() -> None:
    marked = "\u202eevil"
    read = Markup(rendered(marked))
    inside = sum(element.text == marked for element in read.all("bdi"))
    # Beside those: the document's title and descriptions, what is only read aloud, and what only names.
    assert inside >= 8
    for element in read.all("h3"):
        assert marked not in element.text or element.text == marked


def test_a_long_title_does_not_make_a_page_long() -> None:
    words = "x" * 10_000
    assert len(rendered(words)) - len(rendered(PLAIN)) < 2.5 * len(words)


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
    html = _page(listed, a_listing("Spotify", 2, url=url, cover_url=url, title="b", track_id="2"), "plain")
    assert url not in unescape(html)
    assert "evil.example" not in html


def test_a_refusal_tells_strange_words_as_words() -> None:
    told = refused_page(404, "there is no <script>alert(1)</script> here").plain.body.decode()
    assert "<script>alert" not in told
    assert "There is no <script>alert(1)</script> here." in Markup(told).texts("p")


def test_scripts_and_styles_stand_in_no_attribute() -> None:
    for element in Markup(rendered(PLAIN)).elements:
        names = [*element.attributes]
        assert not [name for name in names if name.startswith("on") or name == "style"], element.tag
