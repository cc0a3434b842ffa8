"""Reads HTML as a browser would begin to: its elements, its text, and whether it is well formed."""

from collections.abc import Iterator
from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})
_IN_LINE = frozenset({"a", "b", "bdi", "code", "small", "span", "strong"})


class Element:
    """An element with its attributes and the text within it, white space folded."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.words: list[str] = []

    @property
    def text(self) -> str:
        """All text within it."""
        return " ".join("".join(self.words).split())

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())


class Markup(HTMLParser):
    """A page that was read; `misplaced` are the ends that end nothing, `open` what never ends.

    `runs` are the pieces of its text, each with the elements that it stands in, the outermost first.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.misplaced: list[str] = []
        self.runs: list[tuple[str, list[Element]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Note it where it ends something else than what is open."""
        if tag in _VOID:
            return
        if not self.open or self.open.pop().tag != tag:
            self.misplaced.append(tag)
        if tag not in _IN_LINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        """Note it in all that it stands in."""
        self.runs.append((data, list(self.open)))
        for element in self.open:
            element.words.append(data)

    def all(self, tag: str, of_class: str = "") -> Iterator[Element]:
        """The elements of a name, and of a class where one is named, in order."""
        for element in self.elements:
            if element.tag == tag and (not of_class or of_class in element.classes):
                yield element

    def texts(self, tag: str, of_class: str = "") -> list[str]:
        """Their texts."""
        return [element.text for element in self.all(tag, of_class)]

    def links(self) -> list[str]:
        """Where links lead, each once, in order."""
        return list(dict.fromkeys(link.attributes["href"] for link in self.all("a")))
