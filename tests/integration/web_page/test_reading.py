"""What somebody reads in a browser, with scripts and without: charts, reasons, recordings, the past."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route
from tests.browser import DESK, PHONE, Reader
from tests.strange_words import STRANGE, strange_page

Somebody = Callable[..., Reader]
CHART, MOVING = "/genre/country", "/genre/country/moving"
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def first_track(reader: Reader) -> str:
    """The address of the first recording of a chart."""
    return reader.page.locator(".row h3 a").first.get_attribute("href") or ""


@WIDTHS
def test_a_browser_at_the_root_sees_the_first_genres_chart(somebody: Somebody, width: int) -> None:
    reader = somebody(width=width).opens("/")
    assert reader.reads("h1") == ["Country"]
    assert reader.reads(".date") == ["Saturday 22 June 2024"]
    assert reader.reads(".sample strong") == ["Sample data."]
    ranks = [int(text.split()[-1]) for text in reader.reads(".row .rank")]
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranks) > 20


@WIDTHS
def test_the_first_view_takes_three_requests_beside_itself_and_asks_nobody_else(
    somebody: Somebody, width: int
) -> None:
    reader = somebody(width=width)
    with reader.page.expect_response(lambda answer: answer.url.endswith("/genre/dance")) as told:
        reader.opens("/genre/dance")
    reader.page.wait_for_load_state("networkidle")
    assert len(reader.requests) <= 4, reader.requests
    assert reader.elsewhere == []
    # The sample's longest chart has forty places, and fifty are allowed sixty thousand bytes.
    rows, size = len(reader.reads(".row")), int(told.value.headers["content-length"])
    assert told.value.headers["content-encoding"] == "gzip"
    assert rows >= 30
    assert size / rows < 60_000 / 50


@WIDTHS
def test_nothing_moves_while_a_chart_is_read(somebody: Somebody, width: int) -> None:
    reader = somebody(width=width).opens(CHART)
    reader.page.mouse.wheel(0, 4_000)
    reader.page.wait_for_load_state("networkidle")
    shifted = reader.page.evaluate(
        """() => new Promise((done) => {
          new PerformanceObserver((list) => done(list.getEntries().map((entry) => entry.value)))
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done([]), 300);
        })"""
    )
    assert shifted == []


@WIDTHS
@pytest.mark.parametrize("path", [CHART, MOVING, "/find?q=the", "/privacy", "/genre/nothing", "track"])
def test_no_page_is_wider_than_the_screen(somebody: Somebody, width: int, path: str) -> None:
    reader = somebody(width=width).opens(CHART)
    reader.opens(first_track(reader) if path == "track" else path)
    reader.troubles = [t for t in reader.troubles if "404" not in t]  # of /genre/nothing itself
    for each in reader.page.locator("details").all():
        each.evaluate("(details) => { details.open = true; }")
    assert reader.page.evaluate("document.documentElement.scrollWidth") == width


@WIDTHS
def test_no_words_of_a_stranger_break_a_page(somebody: Somebody, width: int) -> None:
    reader = somebody(width=width)
    words = list(STRANGE)

    def in_its_place(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=strange_page(words[0]))

    reader.page.route("**/genre/country", in_its_place)
    while words:
        reader.opens(CHART)
        reader.page.locator(".why summary").click()
        assert reader.page.locator(".row").count() == 1
        assert reader.page.evaluate("document.documentElement.scrollWidth") == width, words[0][:40]
        assert reader.page.locator(".row").bounding_box()["height"] < 1_500, words[0][:40]  # type: ignore[index]
        words.pop(0)


@WIDTHS
@SCRIPTS
def test_one_click_shows_why_a_recording_is_there(somebody: Somebody, width: int, scripts: bool) -> None:
    reader = somebody(width=width, scripts=scripts).opens(CHART)
    row = reader.page.locator(".row").first
    assert not row.locator(".reasons").is_visible()
    row.locator("summary").click()
    told = " ".join(row.locator(".reasons").inner_text().split())
    for part in ("What each list gave", "Score", "Consensus, as here", "Priority", "Tiers"):
        assert part in told
    assert "Why these entries are one recording" in told


@SCRIPTS
def test_the_order_and_the_genre_are_links(somebody: Somebody, scripts: bool) -> None:
    reader = somebody(scripts=scripts).opens("/")
    by_rank = reader.reads(".row h3")
    reader.page.get_by_role("link", name="Plays", exact=True).click()
    assert reader.reads(".sorts [aria-current]") == ["Plays"]
    assert reader.reads(".row h3") != by_rank
    assert sorted(reader.reads(".row h3")) == sorted(by_rank)
    reader.page.get_by_role("link", name="Trending", exact=True).click()
    trends = [float(text.split()[-1].replace("−", "-")) for text in reader.reads(".line p")]
    assert trends == sorted(trends, reverse=True)
    reader.page.get_by_role("link", name="Dance", exact=True).click()
    assert reader.reads("h1") == ["Dance"]
    assert reader.reads(".genres [aria-current]") == ["Dance"]


@SCRIPTS
def test_the_past_is_a_step_and_a_day_away(somebody: Somebody, scripts: bool) -> None:
    reader = somebody(scripts=scripts).opens(CHART)
    reader.page.get_by_role("link", name="The chart of the week before").click()
    assert reader.reads(".date") == ["Saturday 15 June 2024"]
    assert "An earlier chart" in " ".join(reader.reads(".note"))
    reader.page.get_by_label("The chart of a day").fill("2024-05-30")
    reader.page.get_by_role("button", name="Show", exact=True).click()
    assert reader.reads(".date") == ["Saturday 25 May 2024"]
    reader.page.get_by_role("link", name="The chart of the week after").click()
    assert reader.reads(".date") == ["Saturday 1 June 2024"]
    reader.page.get_by_role("link", name="The newest one").click()
    assert reader.reads(".date") == ["Saturday 22 June 2024"]


@WIDTHS
@SCRIPTS
def test_a_search_leads_to_a_recording_and_its_history(somebody: Somebody, width: int, scripts: bool) -> None:
    reader = somebody(width=width, scripts=scripts).opens(CHART)
    title = reader.reads(".row h3")[0]
    if width == PHONE:
        reader.page.get_by_role("link", name="Search").click()
        reader.page.get_by_label("Words of title or artist").fill(title)
        reader.page.get_by_role("main").get_by_role("button", name="Search").click()
    else:
        reader.page.get_by_label("Title or artist", exact=True).fill(title)
        reader.page.keyboard.press("Enter")
    reader.page.locator(".found a").first.click()
    assert reader.reads("h1") == [title]
    assert "Number 1 in Country" in reader.reads("h2")
    assert reader.page.locator("svg.plot path.series").count() >= 3
    numbers = reader.page.locator(".figures").first
    numbers.locator("summary").click()
    days = [row.split()[:3] for row in reader.reads(".figures >> nth=0 >> tbody tr")]
    assert days[0] == ["22", "June", "2024"]
    assert len(days) > 3


@SCRIPTS
def test_what_moved_and_what_rises_has_a_page(somebody: Somebody, scripts: bool) -> None:
    reader = somebody(scripts=scripts).opens(CHART)
    reader.page.get_by_role("link", name="What moved").click()
    heads = [text.split()[0] for text in reader.reads(".quarters h3")]
    assert heads == ["Entered", "Up", "Down", "Left"]
    scores = [float(text.replace("−", "-")) for text in reader.reads(".rising td b") if text != "–"]
    assert len(scores) > 20
    assert scores == sorted(scores, reverse=True)


@SCRIPTS
def test_what_one_service_has_alone_is_below_the_chart(somebody: Somebody, scripts: bool) -> None:
    reader = somebody(scripts=scripts).opens(CHART)
    alone = reader.page.locator(".alone details").first
    alone.locator("summary").click()
    positions = [int(text) for text in reader.reads(".alone details >> nth=0 >> .rank")]
    assert positions == sorted(positions)
    assert positions


def test_without_scripts_nothing_is_offered_that_would_do_nothing(somebody: Somebody) -> None:
    reader = somebody(scripts=False).opens(CHART)
    shown = [button.inner_text() for button in reader.page.locator("button").all() if button.is_visible()]
    assert sorted(filter(None, shown)) == ["Show"]
    assert not reader.page.locator(".play").first.is_visible()


def test_print_has_the_chart_and_none_of_the_tools(somebody: Somebody) -> None:
    reader = somebody().opens(CHART)
    reader.page.emulate_media(media="print")
    assert reader.page.locator(".row h3").first.is_visible()
    for selector in (".top", ".tools", ".play", ".why summary", ".foot"):
        assert not reader.page.locator(selector).first.is_visible(), selector
