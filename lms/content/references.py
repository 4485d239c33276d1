"""Links whose address stands on a line of its own, which we do not follow, and how to write them.

An address belongs beside its words here: people see both, and a part of a page can be moved alone. It must
not know where a link leads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.content import links
from lms.content.problems import Report
from lms.content.source import Line

LEFT_OVER = "This line is the address of a link that stands elsewhere, and people see it as text."
_ADDRESS = re.compile(
    r"^\s{0,3}\[(?!\^)([^\[\]\n]{1,100})\]:\s+<?([^\s<>]{1,500})>?(?:\s+[\"'(].{0,200}[\"')])?\s*$"
)
_USE = re.compile(r"(?<!\\)!?\[((?:[^\[\]\\]|\\.){1,300})\]\[((?:[^\[\]\\]|\\.){0,100})\]")


def check(report: Report, lines: Sequence[Line]) -> None:
    """L212 for each link with its address elsewhere on the page, or for the address if no link needs it."""
    addresses: dict[str, tuple[str, Line]] = {}
    for line in lines:
        found = None if line.code or "]:" not in line.text else _ADDRESS.match(line.text)
        if found is not None:
            addresses.setdefault(_name(found[1]), (found[2], line))
    if not addresses:
        return
    needed: set[str] = set()
    for line in lines:
        if line.code or "][" not in line.text:
            continue
        for use in _USE.finditer(links.without_code(line.text)):
            name = _name(use[2] or use[1])
            if name not in addresses:
                continue
            needed.add(name)
            address, place = addresses[name]
            wanted = f"{'!' if use[0].startswith('!') else ''}[{use[1]}]({address})"
            where = f"The address of this link stands on line {place.number}."
            message = f"{where} We follow only one beside its words."
            fix = f"Write `{wanted[:100]}`."
            report.add("L212", line.number, message, fix, use.start() + 1, written=use[0], wanted=wanted)
    for name, (_, line) in addresses.items():
        if name not in needed:
            report.add("L212", line.number, LEFT_OVER, "Delete the line.", line.column)


def _name(text: str) -> str:
    return " ".join(text.casefold().split())
