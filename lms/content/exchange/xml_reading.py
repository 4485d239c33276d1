"""XML from strangers as a small tree with line numbers; document types and entities are refused at sight.

It must not know what the elements mean, and never opens a file or an address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from lms.domain.errors import Invalid

DEEPEST = 40
MOST_ELEMENTS = 200_000
MOST_ATTRIBUTES = 50


class BadXml(Invalid):
    """The file is not XML that we read; `line` is where that shows."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class Node:
    """An element: its own text without that of its children, and the line where it starts."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def child(self, name: str) -> Node | None:
        """The first child with this name, None if there is none."""
        return next((one for one in self.children if one.name == name), None)

    def named(self, name: str) -> list[Node]:
        return [one for one in self.children if one.name == name]


class _Builder:
    def __init__(self, above: int) -> None:
        self.above = above
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse
        self.root = Node("", {}, 1)
        self.open = [self.root]
        self.count = 0

    @property
    def line(self) -> int:
        return self.above + self.parser.CurrentLineNumber

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > DEEPEST:
            raise BadXml(self.line, f"The elements are nested more than {DEEPEST} deep.")
        if self.count > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            raise BadXml(self.line, "There are more elements or attributes than we accept.")
        node = Node(name, attributes, self.line)
        self.open[-1].children.append(node)
        self.open.append(node)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _data(self, text: str) -> None:
        self.open[-1].parts.append(text)

    def _refuse(self, *_about: object) -> int:
        raise BadXml(self.line, "The file has a document type or entities, which we refuse.")


def tree(text: str) -> Node:
    """The root element of an XML text.

    Raises: BadXml if it is not well-formed, has a document type or entities, or is too large.
    """
    bare = text.lstrip()
    builder = _Builder(text.count("\n", 0, len(text) - len(bare)))
    try:
        # The text is decoded already, whatever its first line says of a character set.
        builder.parser.Parse(bare, True)
    except expat.ExpatError as fault:
        line = builder.above + fault.lineno
        raise BadXml(line, f"This is not well-formed XML: {expat.ErrorString(fault.code)}.") from None
    return builder.root.children[0]
