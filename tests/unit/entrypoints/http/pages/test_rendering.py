"""What the layout adds to a chart: where new charts are told, its place among the genres, its age."""

import pytest
from tests.builders import A_SATURDAY
from tests.markup import Element, Markup
from tests.weeks import after_weeks, on_both

from tunemeld.entrypoints.http.pages.chart_page import ChartPage, chart_page
from tunemeld.entrypoints.http.pages.rendering import page


def rendered(told: ChartPage, *, has_events: bool = True) -> Markup:
    reply = page("chart.html", genres=("country", "r&b"), chart=told, has_events=has_events)
    return Markup(reply.body.decode())


def of(genre: str, as_of: str | None = None) -> ChartPage:
    published = after_weeks(on_both("a"), on_both("a", "b"))
    publication = published.publication.model_copy(update={"genre": genre})
    told = published.model_copy(update={"publication": publication})
    return chart_page(told, A_SATURDAY, counters=(), as_of=as_of)


def article(markup: Markup) -> Element:
    (found,) = markup.all("article")
    return found


@pytest.mark.parametrize(
    ("genre", "events"),
    [
        ("country", "/events?genre=country&last_event_id=country.2"),
        ("r&b", "/events?genre=r%26b&last_event_id=r%2526b.2"),
        ("drum.n~bass", "/events?genre=drum.n~bass&last_event_id=drum%252En%257Ebass.2"),
    ],
)
def test_a_chart_says_where_what_comes_after_it_is_told(genre: str, events: str) -> None:
    told = article(rendered(of(genre)))
    assert (told.attributes["data-genre"], told.attributes["data-seq"]) == (genre, "2")
    assert told.attributes["data-events"] == events


def test_an_earlier_chart_and_a_server_without_events_wait_for_none() -> None:
    assert "data-events" not in article(rendered(of("country"), has_events=False)).attributes
    assert "data-events" not in article(rendered(of("country", as_of="0123456789ab"))).attributes


def test_genres_lead_to_their_pages_and_the_one_that_is_shown_is_marked() -> None:
    links = {link.text: link for link in rendered(of("r&b")).all("a")}
    assert links["R&B"].attributes == {"href": "/genre/r%26b", "aria-current": "page"}
    assert links["Country"].attributes == {"href": "/genre/country"}
