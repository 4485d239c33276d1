"""A glossary file becomes its terms: a heading each, the text under it, and its other forms.

It must not know where a term is used: `extensions.py` links the first use on a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms.content import links, prose, settings_block, source, values
from lms.content.item_lines import heading_of
from lms.content.links import Link
from lms.content.problems import Problem, Report
from lms.content.source import Line
from lms.content.values import Reviewed

SETTINGS = frozenset(["title", "owner", "reviewed"])
_ALSO = re.compile(r"^\s{0,3}(?:\*\*)?\s*Also\s*(?::\s*\*\*|\*\*\s*:|:)\s*(.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means. `text` is Markdown; `forms` are all the words that stand for it."""

    name: str
    slug: str
    text: str
    forms: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class GlossaryDraft:
    path: str
    terms: tuple[Term, ...]
    links: tuple[Link, ...]
    reviewed: Reviewed | None = None


def read_glossary(path: str, text: str) -> tuple[GlossaryDraft, list[Problem]]:
    """Read a glossary; settings at its top are allowed and not needed. Never raises."""
    report = Report(path)
    lines = source.lines_of(source.clean(text))
    place = settings_block.find(lines, SETTINGS)
    start = place[1] + 1 if place is not None and place[2] else 0
    body = list(source.scan(lines[start:], start + 1))
    page = prose.read(report, body)
    terms = [] if page.too_many_brackets else _terms(body)
    # What is wrong with a setting that a glossary does not need is nobody's trouble.
    said = settings_block.read(Report(path), lines, SETTINGS) if place is not None else None
    reviewed = values.reviewed(report, said) if said is not None else None
    return GlossaryDraft(path, tuple(terms), tuple(page.links), reviewed), report.found


def _terms(lines: list[Line]) -> list[Term]:
    terms: list[Term] = []
    name, at, also, text = "", 0, "", list[str]()
    for line in (*lines, Line(0, "## end")):
        heading = heading_of(line)
        found = None if line.code else _ALSO.match(line.text)
        if heading is not None and heading.level <= 2:
            slug = links.slugify(name)
            if slug and slug not in {term.slug for term in terms}:
                others = (form.strip().rstrip(".") for form in also.split(","))
                forms = tuple(dict.fromkeys(form for form in (name, *others) if form))
                terms.append(Term(name, slug, "\n".join(text).strip("\n"), forms, at))
            name = links.plain(heading.text) if heading.level == 2 else ""
            at, also, text = line.number, "", []
        elif found:
            also = f"{also},{found[1]}" if also else found[1]
        else:
            text.append(line.text)
    return terms
