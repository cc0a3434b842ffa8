"""A real browser with somebody in front of it, who notices whatever goes wrong while they read."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

PHONE, DESK = 360, 1280
_HEIGHTS = {PHONE: 780, DESK: 900}
_LONGEST_MS = 20_000
# Told by the page itself, since the console words them in many ways.
_LISTEN = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
_PLAYER = "<!doctype html><title>a player</title><p>A player"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium that is installed; a test skips where none is, or fails where all shall run."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium is installed: `apt-get install chromium`, as .ci/run does")
    with sync_playwright() as playwright:
        # Tests run as root in containers, where its sandbox cannot begin.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Reader:
    """Reads pages at `url`: `troubles` are console errors and violations of the policy.

    `requests` are those to the site itself, `elsewhere` what was asked of anybody else: nothing of that
    leaves the machine, and frames get a page that stands for a player.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.troubles: list[str] = []
        self.requests: list[str] = []
        self.elsewhere: list[str] = []
        page.set_default_timeout(_LONGEST_MS)
        page.add_init_script(_LISTEN)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", self._see)
        page.route(lambda address: not address.startswith(url), _stand_in)

    def opens(self, path: str) -> "Reader":
        """Go there, and wait until everything that belongs to the page is there."""
        self.page.goto(f"{self.url}{path}")
        return self

    def reads(self, selector: str) -> list[str]:
        """The texts of these elements, white space folded."""
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)

    def _see(self, request: Request) -> None:
        where = self.requests if request.url.startswith(self.url) else self.elsewhere
        where.append(request.url)


def _stand_in(route: Route) -> None:
    if route.request.resource_type == "document":
        route.fulfill(body=_PLAYER, content_type="text/html")
    else:
        route.fulfill(status=200, content_type="image/svg+xml", body=_COVER)


_COVER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>'


@contextmanager
def reading(browser: Browser, url: str, **how: Any) -> Iterator[Reader]:
    """Somebody who reads: `width`, `light` and `scripts` are theirs, and further words the browser's own."""
    width = how.pop("width", DESK)
    options: Mapping[str, Any] = {
        "viewport": {"width": width, "height": _HEIGHTS[width]},
        "color_scheme": how.pop("light", "light"),
        "java_script_enabled": how.pop("scripts", True),
        **how,
    }
    context = browser.new_context(**options)
    try:
        yield Reader(context.new_page(), url)
    finally:
        context.close()
