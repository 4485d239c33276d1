"""A text with `[[gaps]]` becomes an item to complete: typed words, or a drop-down.

It must not know labels that every kind has, nor in which file the question stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lms.content import item_details, item_lines, links
from lms.content.item_details import Details
from lms.content.item_lines import GAP, RawItem, short
from lms.content.problems import Report
from lms.content.source import Line
from lms.domain import comparing
from lms.domain.quizzes import Gap, GapFill, Item

_ESCAPED = re.compile(r"\\\[\\?\[([^\[\]\\]*)\\?\]\\?\]")
_BAR = re.compile(r"(?<!\\)\|")
_RIGHT = re.compile(r"^\(\s*[xX]\s*\)\s*")
# What was probably meant as (x): another bracket, another mark, or the right one in another place.
_NEARLY = re.compile(r"^[\[({]\s*[xX✓✔]?\s*[\])}]|[\[({]\s*[xX✓✔]\s*[\])}]|^[✓✔]|^[xX]\)|^\([xX]\s")


def read(report: Report, raw: RawItem, details: Details) -> Item | None:
    """The item that gaps in the heading or the text make; None if one of them cannot be marked."""
    item_details.only_marking(report, raw, "each gap")
    before = len(report.found)
    heading = Line(raw.heading.line, raw.heading.text)
    shift = raw.heading.column + raw.heading.level
    head = item_lines.has_gap(heading.text)
    first = next((at for at, line in enumerate(raw.body) if _holds(line)), len(raw.body))
    # The paragraph of the first gap begins after the last empty line above it.
    while 0 < first < len(raw.body) and not raw.body[first - 1].blank:
        first -= 1
    passage = raw.body[first:]
    pieces, gaps = [""], []
    for line in ([heading, Line(0, "")] if head else []) + passage:
        at = 0
        for found in _gaps(line):
            pieces[-1] += line.text[at : found.start()]
            at = found.end()
            column = found.start() + 1 + (shift if line is heading else 0)
            gaps.append(_gap(report, line.number, column, found))
            pieces.append("")
        pieces[-1] += line.text[at:] + "\n"
        _unclosed(report, line, at, shift if line is heading else 0)
    if any(problem.level == "error" for problem in report.found[before:]):
        return None
    pieces[0] = pieces[0].lstrip("\n")
    pieces[-1] = pieces[-1].rstrip("\n")
    return GapFill(
        id=details.id,
        text=GAP.sub("…", details.text) if head else details.text,
        body="\n".join(line.text for line in raw.body[:first]).strip("\n"),
        pieces=tuple(pieces),
        gaps=tuple(gaps),
    )


def without_backslashes(raw: RawItem) -> RawItem | None:
    """The question with its gaps as they were before an editor escaped their brackets; None without any."""
    if not any("\\[" in text for text in (raw.heading.text, *(line.text for line in raw.body))):
        return None
    body = [line if line.code else replace(line, text=_unescaped(line.text)) for line in raw.body]
    heading = replace(raw.heading, text=_unescaped(raw.heading.text))
    meant = replace(raw, heading=heading, body=body)
    has = item_lines.has_gap(heading.text) or any(_holds(line) for line in body)
    return meant if has else None


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"[[{found[1]}]]", text)


def _holds(line: Line) -> bool:
    return not line.code and item_lines.has_gap(line.text)


def _gaps(line: Line) -> Iterator[re.Match[str]]:
    """The gaps of a line, at their places in its text; none in code."""
    return iter(()) if line.code else GAP.finditer(links.without_code(line.text))


def unclosed(report: Report, raw: RawItem) -> bool:
    """Report gaps that begin and do not end in a question without any other answer; whether there is one."""
    before = len(report.found)
    _unclosed(report, Line(raw.heading.line, raw.heading.text), 0, raw.heading.column + raw.heading.level)
    for line in raw.body:
        _unclosed(report, line, 0, 0)
    return len(report.found) > before


def _unclosed(report: Report, line: Line, at: int, shift: int) -> None:
    """A gap that begins and does not end would be shown as brackets (Q325)."""
    rest = "" if line.code else links.without_code(line.text)[at:]
    found = re.search(r"(?<!\\)\[\[(?![^\]]*\]\]?\()", rest)
    if found is not None:
        message = f'This gap does not end: "{short(rest[found.start() :].strip())}".'
        fix = "Put two closing brackets after the word."
        report.add("Q325", line.number, message, fix, at + found.start() + 1 + shift)


def _gap(report: Report, line: int, column: int, found: re.Match[str]) -> Gap:
    texts = [text.strip().replace("\\|", "|") for text in _BAR.split(found[1])]
    bare = [_RIGHT.sub("", text).strip() for text in texts]
    right = [text for text, written in zip(bare, texts, strict=True) if _RIGHT.match(written)]
    nearly = next((text for text in bare if _NEARLY.search(text)), None)
    if not all(comparing.fold(text) for text in bare):
        message = f'This gap is empty: "{short(found[0])}".'
        report.add("Q325", line, message, "Write the missing word inside.", column)
    elif "[[" in found[1]:
        message = f'This gap does not end: "{short(found[0])}".'
        report.add("Q325", line, message, "Put two closing brackets after the word.", column)
    elif nearly is not None:
        message = f'We could not tell which choice of this gap is right: "{short(nearly)}".'
        report.add(
            "Q324", line, message, "Write `(x)` in front of the right choice, and nowhere else.", column
        )
    elif len(right) > 1:
        many = "two" if len(right) == 2 else str(len(right))
        message = f"This gap has {many} right choices marked (x)."
        report.add("Q324", line, message, "Leave one (x), or none to accept all.", column)
    elif right and len(bare) == 1:
        message = "There is only one answer to choose from."
        report.add("Q307", line, message, "Add at least one more.", column)
    elif right:
        folded = [item_lines.same(text) for text in bare]
        for twice in (text for at, text in enumerate(bare) if folded[at] in folded[:at]):
            message = f'Two answers say the same: "{short(twice)}".'
            report.add("Q309", line, message, "Change or delete one.", column)
    return Gap(accepted=tuple(right or bare), choices=tuple(bare) if right else ())
