"""XML text for CAP and Atom."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new child of `parent`; characters that XML cannot hold are left out of its text."""
    child = SubElement(parent, name, {key: _NOT_XML.sub("", value) for key, value in attributes.items()})
    child.text = None if text is None else _NOT_XML.sub("", text)
    return child


def to_text(root: Element) -> str:
    """A document as indented text with an XML declaration."""
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'
