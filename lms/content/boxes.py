"""Boxes as trainers write them: which labels are ours, which nearly, and where a box stops too early.

It must not know how a box is drawn, nor what else is on the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.content import languages
from lms.content.item_lines import BOXES
from lms.content.problems import Report, nearest
from lms.content.source import Line

LIST = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\S")
_QUOTE = re.compile(r"^\s{0,3}>\s?(.*)$")
_BOX = re.compile(r"^\*\*\s*([^*]{1,120}?)\s*\*\*\s*:?\s*$")
_BOX_LINE = re.compile(r"^\*\*\s*([^*:]{1,40}?)\s*(?::\s*\*\*|\*\*\s*:)")
ALERT = re.compile(r"^\[!\s*([A-Za-z ]{1,30})\]\s*(.*)$")
ALERTS = {
    "keypoint": "Key point",
    "key point": "Key point",
    "important": "Key point",
    "tip": "Key point",
    "reflect": "Reflect",
    "example": "Practice example",
    "practice example": "Practice example",
    "safeguarding": "Safeguarding note",
    "safeguarding note": "Safeguarding note",
    "note": "Note",
    "warning": "Warning",
    "caution": "Warning",
    "trainer": "Trainer note",
    "trainer note": "Trainer note",
}


def check(report: Report, lines: Sequence[Line]) -> None:
    """Labels that are nearly one of ours (L209), and a box that stops before the list meant for it (L210)."""
    start: Line | None = None
    last = ""
    for index, line in enumerate(lines):
        quote = None if line.code else _QUOTE.match(line.text)
        if quote is None:
            if start is not None:
                _box_end(report, start, last, lines[index : index + 2])
            start = None
            continue
        if index == 0 or not _QUOTE.match(lines[index - 1].text):
            start = line if _box_start(report, line, quote[1]) else None
        last = quote[1].strip() or last


def _box_start(report: Report, line: Line, text: str) -> bool:
    alert = ALERT.match(text)
    if alert is not None:
        _alert(report, line, alert[1].strip())
        return True
    found = _BOX.match(text.strip()) or _BOX_LINE.match(text.strip())
    if found is None:
        return False
    label = found[1].partition(":")[0].strip()
    if label.casefold() in {box.casefold() for box in BOXES} | set(languages.BOXES):
        return True
    near = nearest(label, BOXES, cutoff=0.7)
    if near is not None:
        message = f'"{label}" is not one of our boxes. Did you mean "{near}"?'
        fix = "Change the label; leave it if you meant a quotation."
        column = line.text.index("**") + 1
        report.add("L209", line.number, message, fix, column, written=label, wanted=near)
    return False


def _alert(report: Report, line: Line, label: str) -> None:
    """L209 for GitHub's way of writing a box with a name that is none."""
    names = {name.replace(" ", ""): name for name in ALERTS}
    if label.casefold().replace(" ", "") in names:
        return
    near = nearest(label.replace(" ", ""), names, cutoff=0.7)
    if near is not None:
        wanted = ALERTS[names[near]]
        message = f'"{label}" is not one of our boxes. Did you mean "{wanted}"?'
        fix = "Change the label; leave it if you meant a quotation."
        column = line.text.index("[!") + 1
        report.add("L209", line.number, message, fix, column, written=f"[!{label}]", wanted=f"**{wanted}**")


def _box_end(report: Report, start: Line, last: str, after: Sequence[Line]) -> None:
    glued = bool(LIST.match(after[0].text))
    announced = last.endswith(":") and after[0].blank and len(after) > 1 and bool(LIST.match(after[1].text))
    if glued or announced:
        where = after[0] if glued else after[1]
        message = f"The box that starts on line {start.number} stops here. Should the next list be inside it?"
        fix = "Begin each line, also empty ones, with `>`."
        report.add("L210", where.number, message, fix, where.column)
