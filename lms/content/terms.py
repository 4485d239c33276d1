"""The words of a glossary, found in the text of a page: the first use of each becomes a link.

It must not know where a glossary is kept.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_NO_TERMS = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "a", "code", "pre", "summary", "details", "figcaption", "video")
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a course's glossary: `pattern` finds them, `slugs` says which term a form belongs to."""

    course: str
    pattern: re.Pattern[str]
    slugs: Mapping[str, str]

    @classmethod
    def of(cls, course: str, forms: Mapping[str, str]) -> Terms | None:
        """From form -> slug of its term; None if there are no forms."""
        if not forms:
            return None
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
        return cls(course, pattern, {form.casefold(): slug for form, slug in forms.items()})


def link_terms(root: Element, terms: Terms, seen: set[str]) -> None:
    """The first use of each term on a page becomes a link to its entry."""
    for element in list(_with_terms(root)):
        element.text = _link_in(element, 0, element.text, terms, seen)
        for child in list(element):
            place = list(element).index(child) + 1
            child.tail = _link_in(element, place, child.tail, terms, seen)


def _with_terms(root: Element) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag in _NO_TERMS or element.get("class", "").startswith(("app-box__", "app-table__")):
            continue
        yield element
        waiting.extend(reversed(element))


def _link_in(parent: Element, place: int, text: str | None, terms: Terms, seen: set[str]) -> str | None:
    """Cut links out of one run of text; what stands before the first of them is given back."""
    if not text:
        return text
    before, at = "", 0
    last: Element | None = None
    for found in terms.pattern.finditer(text):
        slug = terms.slugs[found[0].casefold()]
        if slug in seen:
            continue
        seen.add(slug)
        between = text[at : found.start()]
        if last is None:
            before = between
        else:
            last.tail = between
        address = f"/courses/{terms.course}/glossary#g-{slug}"
        last = ElementTree.Element("a", {"class": "app-term", "href": address})
        last.text = found[0]
        parent.insert(place, last)
        place, at = place + 1, found.end()
    if last is None:
        return text
    last.tail = text[at:]
    return before
