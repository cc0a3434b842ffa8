"""Whatever is put into a tree, the document is XML, and says the same."""

from hypothesis import given
from tests.unit.entrypoints.formats.charts import hostile, parsed

from tunemeld.entrypoints.formats.one_line import one_line
from tunemeld.entrypoints.formats.xml_tree import add, document, root


@given(hostile, hostile)
def test_any_text_and_any_attribute_survive_the_parser(text: str, attribute: str) -> None:
    tree = root("list", "urn:example")
    add(tree, "place", text, title=attribute)

    read = parsed(document(tree))[0]

    assert (read.tag, read.attrib) == ("{urn:example}place", {"title": one_line(attribute)})
    assert (read.text or "") == one_line(text)
