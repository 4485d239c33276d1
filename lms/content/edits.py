"""Turns problems into repairs: which letters of the file to change, where that can be known for sure.

It must not find problems, and must not write files: it works on a text and the problems found in it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from lms.content import item_ids, links, settings_block
from lms.content.conversation_lines import corner_in
from lms.content.item_lines import HEADING, LABEL, QUOTE, split_id
from lms.content.problems import Edit, Problem

_ID = re.compile(r"\{\s*#\s*([^{}]*?)\s*\}")
Repair = Callable[[Problem, Sequence[str]], tuple[Edit, ...]]


def mended(problems: Iterable[Problem], texts: Mapping[str, str]) -> list[Problem]:
    """The problems with their repairs and ends; `texts` is path -> the whole text as it was read."""
    lines: dict[str, list[str]] = {}
    found = []
    for problem in problems:
        if problem.path not in lines:
            lines[problem.path] = texts.get(problem.path, "").split("\n")
        found.append(_mended(problem, lines[problem.path]))
    return found


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits; of two that touch the same letters only the first is made."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    spans = sorted({(_offset(starts, edit.line, edit.column), edit) for edit in edits})
    out, at = [], 0
    for start, edit in spans:
        if start >= at:
            out += [text[at:start], edit.text]
            at = _offset(starts, edit.end_line, edit.end_column)
    return "".join([*out, text[at:]])


def _offset(starts: Sequence[int], line: int, column: int) -> int:
    return starts[min(line, len(starts)) - 1] + column - 1


def _mended(problem: Problem, lines: Sequence[str]) -> Problem:
    if not 1 <= problem.line <= len(lines):
        return problem
    text = lines[problem.line - 1]
    edits, end = _swapped(problem, text), max(problem.column, len(text.rstrip()) + 1)
    if edits:
        end = edits[0].end_column
    else:
        repair = _REPAIRS.get(problem.code)
        edits = repair(problem, lines) if repair is not None else ()
    return replace(problem, edits=edits, end=(problem.line, end))


def _swapped(problem: Problem, text: str) -> tuple[Edit, ...]:
    """Put what is right in place of what is written, if it is written there in these letters."""
    if not problem.change:
        return ()
    written, wanted = problem.change
    found = re.compile(re.escape(written), re.IGNORECASE).search(text, problem.column - 1)
    if found is None:
        return ()
    return (Edit(problem.line, found.start() + 1, problem.line, found.end() + 1, wanted),)


def _insert(line: int, column: int, text: str) -> Edit:
    return Edit(line, column, line, column, text)


def _line(number: int, before: str, after: str) -> tuple[Edit, ...]:
    """One line in place of another."""
    return (Edit(number, 1, number, len(before) + 1, after),) if before != after else ()


def _settings(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    """F101: three lines with a title, which is the first heading or the name of the file."""
    headings = (found[2] for line in lines if (found := HEADING.match(line)) is not None)
    name = posixpath.basename(problem.path).removesuffix(".md").replace("-", " ").strip("0123456789 _")
    title = links.plain(split_id(next(headings, ""))[0]) or name.capitalize() or "Title"
    return (_insert(1, 1, f"---\ntitle: {title}\n---\n\n"),)


def _border(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    """F102: the line of hyphens behind the last setting."""
    place = settings_block.find(lines, ())
    if place is None:
        return ()
    last = place[1]
    return (_insert(last, len(lines[last - 1]) + 1, "\n---"),)


def _box(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    """L210: the list below a box, and the empty lines between, become part of it."""
    first = last = problem.line - 1
    while first > 0 and not lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip() and not QUOTE.match(lines[last + 1]):
        last += 1
    marks = (">" if not lines[at].strip() else "> " for at in range(first, last + 1))
    return tuple(_insert(at, 1, mark) for at, mark in enumerate(marks, start=first + 1))


def _backslashes(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    text = lines[problem.line - 1]
    return _line(problem.line, text, re.sub(r"\\([\[\]])", r"\1", text))


def _new_id(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    """Q301 and Q302: an id that this file does not use yet."""
    text = lines[problem.line - 1]
    heading = HEADING.match(text)
    if heading is None or " is already used in " in problem.message:
        return ()
    words, written = split_id(heading[2])
    taken = set(_ID.findall("\n".join(lines)))
    base = re.sub(r"(?i)^check:", "", words) if written is None or problem.code == "Q301" else written
    new = item_ids.new_id(base, taken)
    found = None if written is None else _ID.search(text)
    if found is None:
        return (_insert(problem.line, len(text.rstrip()) + 1, f" {{#{new}}}"),)
    return (Edit(problem.line, found.start() + 1, problem.line, found.end() + 1, f"{{#{new}}}"),)


def _space(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    text = lines[problem.line - 1]
    return _line(problem.line, text, re.sub(r"^(\s{0,3}#+)", r"\1 ", text))


def _choose(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    end = len(lines[problem.line - 1]) + 1
    return (_insert(problem.line, end, "\n\n**Choose:** all that apply"),)


def _under(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    """Q314: this line of feedback, and those that go on with it, two spaces further in."""
    edits = []
    for number in range(problem.line, len(lines) + 1):
        if not QUOTE.match(lines[number - 1]):
            break
        edits.append(_insert(number, 1, "  "))
    return tuple(edits)


def _closer(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    """Q315: the empty lines above go."""
    first = problem.line - 1
    while first > 0 and not lines[first - 1].strip():
        first -= 1
    return (Edit(first + 1, 1, problem.line, 1, ""),) if first + 1 < problem.line else ()


def _together(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    """Q317: the tags of the second line go behind those of the first."""
    second = LABEL.match(lines[problem.line - 1])
    if second is None or second[2].casefold() != "tags":
        return ()
    for number in range(problem.line - 1, 0, -1):
        first = LABEL.match(lines[number - 1])
        if first is not None and first[2].casefold() == "tags":
            end = len(lines[number - 1].rstrip()) + 1
            return (
                _insert(number, end, f", {second[3].strip()}"),
                Edit(problem.line - 1, len(lines[problem.line - 2]) + 1, *_end(problem.line, lines), ""),
            )
    return ()


def _end(number: int, lines: Sequence[str]) -> tuple[int, int]:
    return number, len(lines[number - 1]) + 1


def _debrief(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    return _below(lines, "## Debrief\n")


def _part(problem: Problem, lines: Sequence[str]) -> tuple[Edit, ...]:
    """S508: the heading of the part that is missing, for the trainer to write under."""
    corner = corner_in(problem.message)
    there = {corner_in(found[2]) for line in lines if (found := HEADING.match(line)) is not None}
    if corner is None or corner in there:
        return ()
    return _below(lines, f"### Mostly {corner[0]} support, {corner[1]} challenge\n")


def _below(lines: Sequence[str], text: str) -> tuple[Edit, ...]:
    """Text at the end of the file, with an empty line above it."""
    last = len(lines)
    while last > 1 and not lines[last - 1].strip():
        last -= 1
    end = len(lines[last - 1]) + 1
    return (Edit(last, end, *_end(len(lines), lines), f"\n\n{text}"),)


_REPAIRS: Mapping[str, Repair] = {
    "F101": _settings,
    "F102": _border,
    "L210": _box,
    "L218": _backslashes,
    "Q301": _new_id,
    "Q302": _new_id,
    "Q304": _space,
    "Q313": _choose,
    "Q314": _under,
    "Q315": _closer,
    "Q317": _together,
    "S506": _debrief,
    "S508": _part,
}
