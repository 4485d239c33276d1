"""Lists under a label become an ordering, a short text, a reflection or a scale.

It must not know labels that every kind has, nor in which file the question stands.
"""

from __future__ import annotations

import re
from itertools import pairwise

from lms.content import item_details, item_lines, languages, values
from lms.content.item_details import Details
from lms.content.item_lines import RawEntry, RawItem, RawLabel, short
from lms.content.problems import Report, nearest
from lms.content.settings_block import Entry
from lms.domain import comparing
from lms.domain.quizzes import (
    Criterion,
    Item,
    MarkedBy,
    Marking,
    Ordering,
    OrderMarking,
    Reflection,
    Scale,
    ShortText,
)

FEWEST_STEPS = 3
_MARKS = re.compile(r"\s*\(\s*([1-9]\d?)\s*marks?\s*\)\s*[.;]?$", re.IGNORECASE | re.ASCII)
_NEARLY_MARKS = re.compile(
    r"[(\[][^()\[\]]*\bmarks?\b[^()\[\]]*[)\]]?\W*$|\b\d+\s*marks?\W*$|\(\d+\)$", re.IGNORECASE
)


def ordering(report: Report, raw: RawItem, details: Details, quiz_marking: Marking | None) -> Item:
    """The item that a list of steps in their right order makes."""
    label = raw.labels["Put in order"]
    steps = _texts(report, label)
    if len(steps) < FEWEST_STEPS:
        fix = (
            "Begin each step with its number: `1. …`." if label.text and not label.entries else "Add a step."
        )
        report.add(
            "Q323",
            raw.heading.line,
            "Putting things in order needs at least three steps.",
            fix,
            raw.heading.column,
        )
    _going_up(report, label)
    _no_doubles(report, label.entries)
    marking = _order_marking(report, raw, quiz_marking)
    return Ordering(id=details.id, text=details.text, steps=tuple(steps), marking=marking)


def _going_up(report: Report, label: RawLabel) -> None:
    """Numbers that go up, or one number for all as some editors write it; anything else is in doubt."""
    numbers = [entry.number for entry in label.entries if entry.number is not None]
    mixed = 0 < len(numbers) < len(label.entries)
    if mixed or not (len(set(numbers)) <= 1 or all(one < two for one, two in pairwise(numbers))):
        written = ", ".join(
            "-" if entry.number is None else str(entry.number) for entry in label.entries[:12]
        )
        message = f"The numbers of these steps do not go up one by one: {written}."
        fix = "Write the steps in their right order, and number them 1, 2, 3."
        report.add("Q323", label.entries[0].line, message, fix, label.entries[0].column)


def _order_marking(report: Report, raw: RawItem, quiz_marking: Marking | None) -> OrderMarking:
    label = raw.labels.get("Marking")
    if label is None:
        whole = quiz_marking is Marking.ALL_OR_NOTHING
        return OrderMarking.ALL_OR_NOTHING if whole else OrderMarking.EACH_PLACE
    said = item_details.entry(label)
    try:
        return OrderMarking(said.text.casefold().rstrip(".").strip())
    except ValueError:
        shape = "each place, neighbours or all or nothing"
        values.wrong(report, "Marking", said, shape, "Write one of these three.")
        return OrderMarking.EACH_PLACE


def short_text(report: Report, raw: RawItem, details: Details) -> Item:
    """The item that a list of accepted answers makes."""
    item_details.only_marking(report, raw, "right or wrong")
    label = raw.labels["Accept"]
    accept = _texts(report, label)
    said = item_details.entry(label).text
    if said and (label.entries or re.search(r"[,;|/]|\bor\b", said)):
        # One accepted answer may stand behind the label; of several nobody could tell where each ends.
        message = f'We could not tell the accepted answers apart: "{short(said)}".'
        report.add(
            "Q305", label.line, message, "Write each one on its own line, with a hyphen.", label.column
        )
    elif said:
        accept = [said]
    elif not label.entries:
        fix = "Add a list of the answers that are right."
        report.add("Q305", label.line, "No accepted answer is written here.", fix, label.column)
    for text in accept:
        if text and not comparing.fold(text):
            message = f'"{short(text)}" has no letters or digits, so no answer could be like it.'
            report.add("Q311", label.line, message, "Write the answer in words.", label.column)
    return ShortText(id=details.id, text=details.text, accept=tuple(accept))


def reflection(report: Report, raw: RawItem, details: Details) -> Item | None:
    """The item that a model answer makes; None without one."""
    item_details.only_marking(report, raw, "sum of the scheme")
    model = raw.labels.get("Model answer")
    if model is None or not model.text:
        fix = "Add `**Model answer:**` and what a good answer says."
        report.add("Q305", raw.heading.line, "This question has no model answer.", fix, raw.heading.column)
        return None
    look_for = raw.labels.get("Look for")
    criteria: tuple[Criterion, ...] = ()
    if look_for is not None:
        _texts(report, look_for)
        if not look_for.entries:
            fix = "Write each thing on its own line, with a hyphen."
            report.add("Q311", look_for.line, '"Look for" has no list.', fix, look_for.column)
        criteria = tuple(_criterion(report, entry) for entry in look_for.entries)
    return Reflection(
        id=details.id,
        text=details.text,
        model_answer=model.text,
        look_for=criteria,
        marked_by=_marked_by(report, raw),
    )


def _criterion(report: Report, entry: RawEntry) -> Criterion:
    found = _MARKS.search(entry.text)
    if found:
        return Criterion(entry.text[: found.start()], int(found[1]))
    nearly = _NEARLY_MARKS.search(entry.text)
    if nearly:
        seen = Entry(nearly[0].strip(), entry.line, entry.column)
        values.wrong(report, "Look for", seen, "marks such as (2 marks)", "Write digits and round brackets.")
    return Criterion(entry.text, 1)


def _marked_by(report: Report, raw: RawItem) -> MarkedBy:
    label = raw.labels.get("Marked by")
    if label is None and languages.split(report.path) is not None:
        # Who marks it comes from the English file.
        return MarkedBy.NOBODY
    if label is None:
        fix = "Add `**Marked by:** trainer`, `self` or `nobody`."
        report.add("Q328", raw.heading.line, "Nobody is named to mark this answer.", fix, raw.heading.column)
        return MarkedBy.NOBODY
    said = item_details.entry(label)
    try:
        return MarkedBy(said.text.casefold().rstrip(".").strip())
    except ValueError:
        near = nearest(said.text, list(MarkedBy))
        shape = "trainer, self or nobody"
        fix = f"Write {near}." if near is not None else "Write one of these three."
        values.wrong(report, "Marked by", said, shape, fix)
        return MarkedBy.NOBODY


def scale(report: Report, raw: RawItem, details: Details) -> Item:
    """The item that a scale and a list of statements make."""
    label = raw.labels["Scale"]
    item_details.only_marking(report, raw, "never marked")
    choices = list(item_lines.cells_of(item_details.entry(label).text))
    if len(choices) < 2:
        fix = "Put a bar between the choices: `**Scale:** Not at all | A little | Very`."
        report.add("Q307", label.line, "There is only one answer to choose from.", fix, label.column)
    elif not all(choices):
        fix = "Write the answer or delete the bar."
        report.add("Q311", label.line, "This answer is empty.", fix, label.column)
    _no_doubles(report, [RawEntry([choice], label.line, label.column) for choice in choices])
    statements = _texts(report, label)
    if not label.entries:
        fix = "Add a list of statements under the scale."
        report.add("Q305", raw.heading.line, "This scale has no statements.", fix, raw.heading.column)
    _no_doubles(report, label.entries)
    return Scale(id=details.id, text=details.text, choices=tuple(choices), statements=tuple(statements))


def _texts(report: Report, label: RawLabel) -> list[str]:
    """The list under a label; an empty line of it is reported."""
    for entry in label.entries:
        if not entry.text:
            fix = "Write the answer or delete the line."
            report.add("Q311", entry.line, "This answer is empty.", fix, entry.column)
    return [entry.text for entry in label.entries]


def _no_doubles(report: Report, entries: list[RawEntry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        key = item_lines.same(entry.text)
        if key and key in seen:
            message = f'Two answers say the same: "{short(entry.text)}".'
            report.add("Q309", entry.line, message, "Change or delete one.", entry.column)
        seen.add(key)
