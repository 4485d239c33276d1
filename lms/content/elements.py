"""Elements of a drawn page that become ours: boxes, check lists, tables, caption tracks.

It must not know where links and pictures lead: `extensions.py` does.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from lms.content import languages
from lms.content.item_lines import BOXES

KINDS = {
    "key point": "keypoint",
    "practice example": "example",
    "reflect": "reflect",
    "safeguarding note": "safeguarding",
    "note": "note",
    "warning": "warning",
    "trainer note": "trainer",
}
# In small letters -> (as shown, its English form).
_LABELS: Mapping[str, tuple[str, str | None]] = {
    **{label.casefold(): (label, label) for label in BOXES},
    **languages.BOXES,
}
_TASK = re.compile(r"^\s*\[([ xX])\]\s+")


def blank(text: str | None) -> bool:
    return text is None or not text.strip()


def label_of(element: Element) -> str:
    """The bold label with a colon that an element begins with, in small letters; empty if there is none."""
    if len(element) and element[0].tag == "p" and blank(element.text):
        element = element[0]
    if not len(element) or element[0].tag != "strong" or not blank(element.text):
        return ""
    text = "".join(element[0].itertext()).strip()
    if text.endswith(":") or (element[0].tail or "").lstrip().startswith(":"):
        return text.rstrip(": ").casefold()
    return ""


def box(quote: Element, parents: Mapping[Element, Element]) -> None:
    """A quote that begins with one of our labels becomes a box; a trainer note leaves the page."""
    first = quote[0] if len(quote) else None
    if first is None or first.tag != "p" or not blank(first.text) or not len(first):
        return
    strong = first[0]
    if strong.tag != "strong":
        return
    words, tail = "".join(strong.itertext()).strip(), strong.tail or ""
    label, colon, title = (piece.strip() for piece in words.partition(":"))
    shown, known = _LABELS.get(label.casefold(), ("", None))
    ends = not tail.strip() or tail.startswith("\n") or tail.lstrip().startswith(":") or bool(colon)
    if known is None or not ends:
        return
    if known == "Trainer note":
        parents[quote].remove(quote)
        return
    quote.tag = "section"
    quote.attrib.clear()
    title = title.rstrip(":").strip()
    quote.set("class", f"app-box app-box--{KINDS[known.casefold()]}")
    quote.set("role", "note")
    quote.set("aria-label", f"{shown}: {title}" if title else shown)
    first.remove(strong)
    first.text = tail.lstrip(" :\n")
    if blank(first.text) and not len(first):
        quote.remove(first)
    if title:
        heading = ElementTree.Element("p", {"class": "app-box__title"})
        heading.text = title
        quote.insert(0, heading)
    name = ElementTree.Element("p", {"class": "app-box__label"})
    name.text = shown
    quote.insert(0, name)


def tasks(root: Element) -> None:
    for item in root.iter("li"):
        place = item[0] if len(item) and item[0].tag == "p" and blank(item.text) else item
        found = _TASK.match(place.text or "")
        if found is None:
            continue
        mark = ElementTree.Element("span", {"class": "app-task"})
        mark.text = "☐" if found[1] == " " else "☑"
        mark.tail = " " + (place.text or "")[found.end() :]
        place.text = ""
        place.insert(0, mark)


def tables(root: Element) -> None:
    """A wide table scrolls inside its own frame, which the keyboard can reach.

    With three columns or more its cells also carry the name of their column; on a phone they stand below each
    other.
    """
    for parent in list(root.iter()):
        for index, table in enumerate(list(parent)):
            if table.tag != "table":
                continue
            for cell in table.iter("th"):
                cell.set("scope", "col")
            names = ["".join(cell.itertext()).strip() for cell in table.iter("th")]
            stacks = len(names) > 2
            if stacks:
                _name_cells(table, names)
            classes = "app-table app-table--stack" if stacks else "app-table"
            attributes = {"class": classes, "role": "group", "aria-label": "Table", "tabindex": "0"}
            frame = ElementTree.Element("div", attributes)
            frame.tail, table.tail = table.tail, None
            parent.remove(table)
            frame.append(table)
            parent.insert(index, frame)


def _name_cells(table: Element, names: list[str]) -> None:
    """Put the name of its column in front of each cell but the first of a row, which names the row."""
    for row in table.iter("tr"):
        for cell, name in list(zip(row, names, strict=False))[1:]:
            if cell.tag == "td" and name and (cell.text or len(cell)):
                head = ElementTree.Element("span", {"class": "app-table__head"})
                head.text, head.tail, cell.text = f"{name}:", f" {cell.text or ''}", None
                cell.insert(0, head)


def track(link: Element) -> dict[str, str]:
    """A caption track; the language stands in the file name as in `visit.en.vtt`."""
    address = link.get("href", "")
    language = re.search(r"\.([a-z]{2,3})\.vtt$", address)
    return {
        "kind": "captions",
        "src": address,
        "srclang": language[1] if language else "en",
        "label": "".join(link.itertext()),
    }
