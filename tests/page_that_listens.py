"""The least page that listens to events, in a real browser, at an address of the server's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

_LONGEST_MS = 60_000
_PAGE = """<!doctype html><title>A page that listens</title><script>
const heard = [], source = new EventSource("/events?genre=pop");
source.addEventListener("ChartPublished", (event) =>
  heard.push({...JSON.parse(event.data), id: event.lastEventId, at: Date.now()}));
</script>"""


class ListeningPage:
    """What the page has heard; all moments are milliseconds by the browser's clock."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def now(self) -> float:
        """The moment."""
        return float(self._page.evaluate("Date.now()"))

    def heard(self, seq: int) -> dict[str, Any]:
        """The event of that number, once it was heard; `at` is when."""
        found = self._page.wait_for_function(
            "seq => heard.find((each) => each.seq === seq)", arg=seq, timeout=_LONGEST_MS
        )
        event: dict[str, Any] = found.json_value()
        return event

    def numbers(self) -> list[int]:
        """The numbers of all that was heard."""
        return list(self._page.evaluate("heard.map((each) => each.seq)"))

    def listens(self) -> None:
        """Wait until the stream is open."""
        self._page.wait_for_function("source.readyState === EventSource.OPEN", timeout=_LONGEST_MS)

    def hears_nobody(self) -> None:
        """Wait until the page has noticed that the server is gone, and tries again."""
        self._page.wait_for_function("source.readyState === EventSource.CONNECTING", timeout=_LONGEST_MS)


@contextmanager
def page_that_listens(browser: Browser, url: str) -> Iterator[ListeningPage]:
    """A page of that server, listening; it reconnects by itself, by what browsers do."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.route(f"{url}/listen", lambda route: route.fulfill(body=_PAGE, content_type="text/html"))
        page.goto(f"{url}/listen")
        listening = ListeningPage(page)
        listening.listens()
        yield listening
    finally:
        context.close()
