"""XML elements of the two QTI editions we write: one tree, spelled for 2.1 or for 3.0.

It must not know items; it knows how each edition spells a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from html import escape

_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
# Elements whose text 3.0 puts into an element of its own.
_WRAPPED = ("modalFeedback", "rubricBlock")


@dataclass(frozen=True, slots=True)
class _Names:
    version: str
    items: str
    schema: str
    package: str
    package_schema: str
    kind: str
    schema_version: str
    resource: str
    template: str


class Edition(Enum):
    """An edition of QTI with the addresses that its files name."""

    V21 = _Names(
        "2.1",
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
        "QTIv2.1 Package",
        "1.0.0",
        "xmlv2p1",
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
    )
    V30 = _Names(
        "3.0",
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
        "QTI Package",
        "3.0.0",
        "xmlv3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml",
    )


_XHTML = ("p",)


@dataclass(frozen=True, slots=True)
class Element:
    """An element of QTI by its 2.1 name, or a paragraph; an attribute of None is left out."""

    name: str
    attributes: tuple[tuple[str, str | None], ...]
    children: tuple[Element | Markup, ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """XHTML that is well-formed already and spelled alike in both editions."""

    text: str


def element(name: str, *children: Element | Markup, **attributes: str | None) -> Element:
    """An element; the names are those of QTI 2.1."""
    return Element(name, tuple(attributes.items()), children)


def words(text: str) -> Markup:
    """Bare text."""
    return Markup(escape(text, quote=False))


def spelled(node: Element | Markup, edition: Edition) -> str:
    """The element as text in the spelling of an edition."""
    if isinstance(node, Markup):
        return node.text
    plain = edition is Edition.V21 or node.name in _XHTML
    name = node.name if plain else f"qti-{_kebab(node.name)}"
    attributes = "".join(
        f' {key if edition is Edition.V21 else _kebab(key)}="{escape(value)}"'
        for key, value in node.attributes
        if value is not None
    )
    inside = "".join(spelled(child, edition) for child in node.children)
    if edition is Edition.V30 and node.name in _WRAPPED:
        inside = f"<qti-content-body>{inside}</qti-content-body>"
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def document(root: Element, edition: Edition) -> str:
    """A whole file with this root element."""
    names = edition.value
    spelling = spelled(root, edition)
    name = spelling[1:].partition(" ")[0]
    about = (
        f' xmlns="{names.items}" xmlns:xsi="{_INSTANCE}" xsi:schemaLocation="{names.items} {names.schema}"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{about}{spelling[len(name) + 1 :]}\n'


def _kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
