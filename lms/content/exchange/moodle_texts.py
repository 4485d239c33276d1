"""The texts of a Moodle XML file: where they stand in an element and how they are marked.

It must not know questions or answers.
"""

from __future__ import annotations

from lms.content.exchange import text_formats
from lms.content.exchange.report import Unreadable
from lms.content.exchange.xml_reading import Node

_TEXTS = ("generalfeedback", "answer", "feedback", "subquestion", "hint", "hintcontent", "graderinfo")


def plain(node: Node, name: str) -> str:
    """The bare text of a child, empty if there is none."""
    found = node.child(name)
    return "" if found is None else formatted(found, "")[0].strip()


def formatted(node: Node | None, otherwise: str) -> tuple[str, str]:
    """A text and how it is marked. Raises: Unreadable if HTML stands in it as elements of the file."""
    if node is None:
        return "", otherwise
    inner = node.child("text")
    if inner is not None and inner.children:
        raise Unreadable("A text has HTML in it that is not wrapped up as text (CDATA).")
    name = node.attributes.get("format", "").strip().lower()
    return (node if inner is None else inner).text, text_formats.NAMES.get(name, otherwise)


def inherit_format(question: Node) -> None:
    """Where a text of a question does not say how it is marked, it is marked like the question's own."""
    asked = question.child("questiontext")
    kind = "" if asked is None else asked.attributes.get("format", "")
    if not kind:
        return
    waiting = list(question.children)
    while waiting:
        node = waiting.pop()
        if node.name in _TEXTS:
            node.attributes.setdefault("format", kind)
        waiting += node.children
