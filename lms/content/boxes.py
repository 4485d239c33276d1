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
_NAMES = "|".join((*BOXES, *languages.BOXES))
# Our labels as people also write them: without bold letters, with a stop or a dash, with text right behind.
_BARE = re.compile(rf"^(?:#{{1,6}}\s+)?[*_]{{0,3}}\s*({_NAMES})\s*[.:!]?\s*[*_]{{0,3}}[.:]?$", re.IGNORECASE)
_TITLED = re.compile(rf"^\*\*\s*({_NAMES})\s*[-–—.]\s*([^*]{{1,120}}?)\s*\*\*$", re.IGNORECASE)
_FOLLOWED = re.compile(rf"^\*\*\s*({_NAMES})\s*\*\*\s+(\S.*)$", re.IGNORECASE)
_COLON = re.compile(rf"^[*_]?({_NAMES})[*_]?\s*:\s*[*_]?\s*(\S.*)$", re.IGNORECASE)
# What begins something of its own under a box: a heading, a table, an include, a rule, a fence.
_BEGINS = re.compile(r"^\s{0,3}(?:#{1,6}\s|\||\[\s*Include|-{3,}|\*{3,}|`{3}|~{3})", re.IGNORECASE)
_UNLIKE = (_BARE, _TITLED, _FOLLOWED, _COLON)
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
        _unlike(report, line, text.strip())
        return False
    label = found[1].partition(":")[0].strip()
    if label.casefold() in {box.casefold() for box in BOXES} | set(languages.BOXES):
        return True
    near = None if _TITLED.match(text.strip()) else nearest(label, BOXES, cutoff=0.7)
    if near is None:
        _unlike(report, line, text.strip())
    else:
        message = f'"{label}" is not one of our boxes. Did you mean "{near}"?'
        fix = "Change the label; leave it if you meant a quotation."
        column = line.text.index("**") + 1
        report.add("L209", line.number, message, fix, column, written=label, wanted=near)
    return False


def _unlike(report: Report, line: Line, text: str) -> None:
    """L209 for one of our labels that is not written as one, such as `> Key point` in ordinary letters."""
    if text.startswith("__") and (_BOX.match(bold := text.replace("__", "**")) or _BOX_LINE.match(bold)):
        return
    for pattern in _UNLIKE:
        found = pattern.match(text)
        if found is not None:
            name = next((box for box in BOXES if box.casefold() == found[1].casefold()), found[1])
            title = found[2] if pattern is _TITLED else ""
            wanted = f"**{name}: {title}**" if title else f"**{name}**"
            behind = "" if pattern in (_TITLED, _BARE) else found[2]
            wanted = f"**{name}:** {behind}" if behind else wanted
            message = f'"{text[:60]}" is not one of our boxes. Did you mean "{wanted[:60]}"?'
            fix = "Change the label; leave it if you meant a quotation."
            report.add(
                "L209", line.number, message, fix, line.text.index(text) + 1, written=text, wanted=wanted
            )
            return


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
    if _is_lazy(after[0]):
        # Elsewhere such a line goes on with the box; ours ends where its signs end.
        message = f"The box that starts on line {start.number} stops here. Should the next line be inside it?"
        fix = "Begin each line, also empty ones, with `>`."
        report.add("L210", after[0].number, message, fix, after[0].column)
        return
    glued = bool(LIST.match(after[0].text))
    announced = last.endswith(":") and after[0].blank and len(after) > 1 and bool(LIST.match(after[1].text))
    if glued or announced:
        where = after[0] if glued else after[1]
        message = f"The box that starts on line {start.number} stops here. Should the next list be inside it?"
        fix = "Begin each line, also empty ones, with `>`."
        report.add("L210", where.number, message, fix, where.column)


def _is_lazy(line: Line) -> bool:
    """Whether a line right under a box is ordinary text."""
    return not (line.blank or line.code or _BEGINS.match(line.text) or LIST.match(line.text))
