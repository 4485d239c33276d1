"""A page cut at its headings, for comparing two versions of it. It must not know what the sections say."""

from __future__ import annotations

import re

from lms.content import links, source
from lms.domain.changes import Section

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*(?:\{#[^}]*\}\s*)?$")


def sections(text: str) -> tuple[Section, ...]:
    """The parts of a file in order; what stands before the first heading has an empty one."""
    found: list[Section] = []
    heading, inside = "", list[str]()
    for line in source.scan(source.lines_of(source.clean(text)), 1):
        mark = None if line.code else _HEADING.match(line.text)
        if mark is None:
            inside.append(line.text)
            continue
        found.append(Section(heading, "\n".join(inside).strip()))
        heading, inside = links.plain(mark[1]), []
    found.append(Section(heading, "\n".join(inside).strip()))
    return tuple(section for section in found if section.heading or section.text)
