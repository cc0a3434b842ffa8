"""`/docs`: the document for people, in one page that reaches nowhere else."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from tests.described import CheckedClient

LOADING = {
    "script": {"src"},
    "link": {"href"},
    "img": {"src", "srcset"},
    "iframe": {"src"},
    "object": {"data"},
    "embed": {"src"},
    "source": {"src", "srcset"},
    "video": {"src", "poster"},
    "audio": {"src"},
    "use": {"href"},
    "form": {"action"},
    "base": {"href"},
}


class Page(HTMLParser):
    """What a browser sees of a page: what it would load, the ids, the links, the style, the open elements."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.misplaced: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.attributes |= {name for name, _ in attrs}
        self.loads += [value or "" for name, value in attrs if name in LOADING.get(tag, set())]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note it where it closes something else."""
        if not self.open or self.open.pop() != tag:
            self.misplaced.append(tag)


@pytest.fixture(scope="module")
def text(api: CheckedClient) -> str:
    """The page."""
    answer = api.get("/docs")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer.text


def test_the_page_loads_nothing(text: str) -> None:
    page = Page(text)
    assert page.loads == []
    assert not re.search(r"@import|url\(|javascript:|<script", text, re.IGNORECASE)
    assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
    assert [link for link in page.links if not link.startswith(("#", "/"))] == []


def test_its_policy_lets_its_own_style_pass_and_nothing_else(api: CheckedClient, text: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert api.get("/docs").headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    )


def test_the_page_is_well_formed_and_every_link_within_it_leads_somewhere(text: str) -> None:
    page = Page(text)
    assert (page.open, page.misplaced) == ([], [])
    assert len({*page.ids}) == len(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#")} <= {*page.ids}


def test_the_page_shows_every_path_parameter_status_and_model(api: CheckedClient, text: str) -> None:
    document = api.description.document
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    for path, item in document["paths"].items():
        for method in item.keys() & {"get", "post"}:
            assert f"{method.upper()} {path}" in shown
            (section,) = re.findall(
                rf'<section id="{item[method]["operationId"]}">.*?</section>', text, re.DOTALL
            )
            for parameter in item[method]["parameters"]:
                # What every request may have is told once for all.
                place = text if parameter["in"] == "header" else section
                assert f"<code>{parameter['name']}</code>" in place
            for status in item[method]["responses"]:
                assert f"<td>{status}</td>" in text
    for name in document["components"]["schemas"]:
        assert f"<code>{name}</code>" in text


def test_pages_link_to_the_document_for_programs(api: CheckedClient, text: str) -> None:
    assert "/openapi.json" in Page(text).links
    assert {api.get(link).status for link in Page(text).links if link.startswith("/")} == {200}
