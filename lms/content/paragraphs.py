"""The running text of a lesson in plain words, paragraph by paragraph, for people to compare.

Checks are left out: what is right in them is not to be told. It must not know a version or a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lms.content import links, source
from lms.content.lessons import LessonDraft, TextPart
from lms.domain.passages import Paragraph

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*(?:\{#[^}]*\}\s*)?$")
_MARKER = re.compile(r"^\s*(?:(?:>\s?)+|[-*+]\s+|\d+[.)]\s+|\[[ xX]\]\s+)+")
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_ANCHOR = re.compile(r"\s*\{#[^}]*\}\s*$")
_RULE = re.compile(r"^[\s|:*_=-]+$")


def of_lesson(draft: LessonDraft) -> tuple[Paragraph, ...]:
    """What a lesson says; list entries and headings are paragraphs of their own."""
    found = []
    under = ""
    for part in draft.parts:
        if isinstance(part, TextPart):
            for is_heading, text in _blocks(part.text):
                found.append(Paragraph(under, text))
                under = text if is_heading else under
    return tuple(found)


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """Whether it is a heading, and its words."""
    held: list[str] = []
    for line in source.scan(source.lines_of(source.clean(text)), 1):
        heading = None if line.code else _HEADING.match(line.text)
        starts = line.blank or heading is not None or (not line.code and _MARKER.match(line.text) is not None)
        if starts and held:
            yield False, " ".join(held)
            held = []
        if heading is not None:
            if words := _plain(heading[1]):
                yield True, words
        elif not line.blank and (words := line.text.strip() if line.code else _plain(line.text)):
            held.append(words)
    if held:
        yield False, " ".join(held)


def _plain(text: str) -> str:
    if _RULE.match(text):
        return ""
    text = _PICTURE.sub(lambda found: f"Picture: {found[1]}", _ANCHOR.sub("", text))
    return " ".join(links.plain(_MARKER.sub("", text)).replace("|", " ").split())
