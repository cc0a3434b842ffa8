"""XML that any reader understands: one namespace without a prefix, and no character that it forbids."""

import xml.etree.ElementTree as ET

from tunemeld.entrypoints.formats.one_line import one_line


def root(tag: str, namespace: str, **attributes: str) -> ET.Element:
    """The outermost element; it and all that is added below it are in the namespace.

    It is written as an attribute, since `register_namespace` holds a single one without a prefix for the
    whole process, and players such as VLC know no name that has a prefix.
    """
    return ET.Element(tag, {"xmlns": namespace, **attributes})


def add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new element at the end of its parent; its text and attributes are on one line."""
    element = ET.SubElement(parent, tag, {name: one_line(value) for name, value in attributes.items()})
    element.text = text if text is None else one_line(text)
    return element


def document(tree: ET.Element) -> bytes:
    """The whole document in UTF-8, indented, with its declaration."""
    ET.indent(tree)
    body: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
