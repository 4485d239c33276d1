"""Turns problems into repairs: which letters of the file to change, where that can be known for sure.

It must not find problems, and must not write files: it works on a text and the problems found in it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from lms.content import conversation_ways, links, references, settings_block
from lms.content.conversation_lines import corner_in
from lms.content.edit_text import ID, Text
from lms.content.item_lines import HEADING, LABEL, QUOTE, split_id
from lms.content.problems import Edit, Problem
from lms.domain.conversations import Corner

_REVIEWED = re.compile(r"^reviewed\s*[:：]", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2} \w+ \d{4}")


Repair = Callable[[Problem, Text], tuple[Edit, ...]]


def mended(problems: Iterable[Problem], texts: Mapping[str, str]) -> list[Problem]:
    """The problems with their repairs and ends; `texts` is path -> the whole text as it was read."""
    read: dict[str, Text] = {}
    found = []
    for problem in sorted(problems):
        if problem.path not in read:
            read[problem.path] = Text(texts.get(problem.path, ""))
        found.append(_mended(problem, read[problem.path]))
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


def _mended(problem: Problem, whole: Text) -> Problem:
    if not 1 <= problem.line <= len(whole.lines):
        return problem
    text = whole.lines[problem.line - 1]
    edits, end = _swapped(problem, text), max(problem.column, len(text.rstrip()) + 1)
    if edits:
        end = edits[0].end_column
    else:
        repair = _REPAIRS.get(problem.code)
        edits = repair(problem, whole) if repair is not None else ()
    return Problem(
        problem.path,
        problem.line,
        problem.column,
        problem.code,
        problem.level,
        problem.message,
        problem.fix,
        problem.change,
        edits,
        (problem.line, end),
    )


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


def _settings(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """F101: three lines with a title, which is the first heading or the name of the file."""
    headings = (found[2] for line in text.lines if (found := HEADING.match(line)) is not None)
    name = posixpath.basename(problem.path).removesuffix(".md").replace("-", " ").strip("0123456789 _")
    title = links.plain(split_id(next(headings, ""))[0]) or name.capitalize() or "Title"
    return (_insert(1, 1, f"---\ntitle: {title}\n---\n\n"),)


def _border(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """F102: the line of hyphens behind the last setting."""
    place = settings_block.find(text.lines, ())
    if place is None:
        return ()
    last = place[1]
    return (_insert(last, len(text.lines[last - 1]) + 1, "\n---"),)


def _box(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """L210: the list below a box, and the empty lines between, become part of it."""
    lines = text.lines
    first = last = problem.line - 1
    while first > 0 and not lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip() and not QUOTE.match(lines[last + 1]):
        last += 1
    marks = (">" if not lines[at].strip() else "> " for at in range(first, last + 1))
    return tuple(_insert(at, 1, mark) for at, mark in enumerate(marks, start=first + 1))


def _address(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """L212: an address that no link needs goes with its line."""
    if problem.message != references.LEFT_OVER:
        return ()
    number = problem.line
    if number < len(text.lines):
        return (Edit(number, 1, number + 1, 1, ""),)
    return (Edit(number, 1, *_end(number, text.lines), ""),)


def _backslashes(problem: Problem, text: Text) -> tuple[Edit, ...]:
    line = text.lines[problem.line - 1]
    return _line(problem.line, line, re.sub(r"\\([\[\]])", r"\1", line))


def _new_id(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """Q301 and Q302: an id that this file does not use yet."""
    line = text.lines[problem.line - 1]
    heading = HEADING.match(line)
    if heading is None or " is already used in " in problem.message:
        return ()
    words, written = split_id(heading[2])
    if split_id(words)[1] is not None:
        # Only a person knows which of two ids has the history.
        return ()
    base = re.sub(r"(?i)^check:", "", words) if written is None or problem.code == "Q301" else written
    new = text.free(base)
    if written is None or ID.search(line) is None:
        return (_insert(problem.line, len(line.rstrip()) + 1, f" {{#{new}}}"),)
    return _other_id(problem.line, line, new)


def _other_id(number: int, line: str, new: str) -> tuple[Edit, ...]:
    found = ID.search(line)
    return () if found is None else (Edit(number, found.start() + 1, number, found.end() + 1, f"{{#{new}}}"),)


def _new_question(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """Q333: the question with another right answer is another question, so it gets an id of its own."""
    for number in range(problem.line, 0, -1):
        heading = HEADING.match(text.lines[number - 1])
        if heading is not None:
            written = split_id(heading[2])[1]
            new = "" if written is None else text.free(written)
            return _other_id(number, text.lines[number - 1], new) if new else ()
    return ()


def _still_right(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """T604: the setting that says up to which day a translation was compared with the English."""
    day = _DAY.search(problem.message)
    if day is None:
        return ()
    place = settings_block.find(text.lines, ("title", "reviewed"))
    if place is None:
        return (_insert(1, 1, f"---\nreviewed: {day[0]}\n---\n\n"),)
    for at in range(place[0], place[1]):
        line = text.lines[at]
        if _REVIEWED.match(line):
            older = _DAY.search(line)
            whole = (len(line[: line.index(":") + 1]) + 1, len(line) + 1)
            start, end = whole if older is None else (older.start() + 1, older.end() + 1)
            return (Edit(at + 1, start, at + 1, end, f" {day[0]}" if older is None else day[0]),)
    return (_insert(place[1], len(text.lines[place[1] - 1]) + 1, f"\nreviewed: {day[0]}"),)


def _space(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """Q304: two signs, as question headings need, and a space."""
    line = text.lines[problem.line - 1]
    return _line(problem.line, line, re.sub(r"^(\s{0,3})#+", r"\1## ", line))


def _choose(problem: Problem, text: Text) -> tuple[Edit, ...]:
    end = len(text.lines[problem.line - 1]) + 1
    return (_insert(problem.line, end, "\n\n**Choose:** all that apply"),)


def _under(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """Q314: this line of feedback, and those that go on with it, two spaces further in."""
    edits = []
    for number in range(problem.line, len(text.lines) + 1):
        if not QUOTE.match(text.lines[number - 1]):
            break
        edits.append(_insert(number, 1, "  "))
    return tuple(edits)


def _closer(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """Q315: the empty lines above go."""
    first = problem.line - 1
    while first > 0 and not text.lines[first - 1].strip():
        first -= 1
    return (Edit(first + 1, 1, problem.line, 1, ""),) if first + 1 < problem.line else ()


def _together(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """Q317: the tags of the second line go behind those of the first."""
    lines = text.lines
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


def _debrief(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """S506: the heading that was meant gets its name; without one, a debrief at the end."""
    meant = re.search(r"on line (\d+)", problem.fix)
    if meant is not None:
        return _line(int(meant[1]), text.lines[int(meant[1]) - 1], "## Debrief")
    return _below(text.lines, f"## Debrief\n\n{conversation_ways.DEBRIEF}\n")


def _part(problem: Problem, text: Text) -> tuple[Edit, ...]:
    """S508: the part that is missing, with words that are true of everybody who comes to it."""
    corner = corner_in(problem.message)
    if corner is None:
        return ()
    if corner in text.corners:
        return _empty_part(text.lines, corner)
    heading = f"### Mostly {corner[0]} support, {corner[1]} challenge\n"
    return _below(text.lines, f"{heading}\n{conversation_ways.PARTS[corner]}\n")


def _empty_part(lines: Sequence[str], corner: Corner) -> tuple[Edit, ...]:
    """The words under a heading that has none."""
    headings = ((number, HEADING.match(line)) for number, line in enumerate(lines, start=1))
    at = next(number for number, found in headings if found is not None and corner_in(found[2]) == corner)
    return (_insert(at, len(lines[at - 1]) + 1, f"\n\n{conversation_ways.PARTS[corner]}"),)


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
    "L212": _address,
    "L218": _backslashes,
    "Q301": _new_id,
    "Q302": _new_id,
    "Q304": _space,
    "Q313": _choose,
    "Q314": _under,
    "Q315": _closer,
    "Q317": _together,
    "Q333": _new_question,
    "S506": _debrief,
    "S508": _part,
    "T604": _still_right,
}
