"""A chart that is published while somebody looks at the one before it: from the run to the page."""

from pathlib import Path

from playwright.sync_api import Browser, Route, expect
from tests.api_server import api_server
from tests.browser import reading

_ONE_WEEK, _THE_NEXT = "2024-06-15T09:00:00Z", "2024-06-22T09:00:00Z"
# A run of another process, and a second until the server looks again.
_LONGEST_MS = 30_000


def test_a_new_chart_comes_by_itself_also_where_the_page_was_refused_at_first(
    browser: Browser, tmp_path: Path
) -> None:
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        """As a server with too many listeners does, after which a browser by itself asks no more."""
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=503)

    with (
        api_server(tmp_path, {"TUNEMELD_NOW": _ONE_WEEK, "LOG_LEVEL": "WARNING"}) as served,
        reading(browser, served.url) as reader,
    ):
        assert served.tunemeld("etl", "run", "-g", "country").code == 0
        reader.page.clock.install()
        served.wait_for(lambda: "rows" in reader.opens("/genre/country").page.content())
        assert reader.reads(".date") == ["Saturday 15 June 2024"]
        reader.page.route("**/events?*", refuse_once)
        reader.page.clock.run_for(5_000)
        served.wait_for(lambda: reader.page.evaluate("1") and refused and reader.troubles)
        reader.page.clock.run_for(5_000)
        assert served.tunemeld("etl", "run", "-g", "country", TUNEMELD_NOW=_THE_NEXT).code == 0
        expect(reader.page.locator(".date")).to_have_text("Saturday 22 June 2024", timeout=_LONGEST_MS)
        assert [trouble for trouble in reader.troubles if "503" not in trouble] == []
        assert reader.elsewhere == []
