"""What every question has whatever its kind: its id and text, and what its labels say.

It must not know kinds or answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from lms.content import values
from lms.content.item_lines import Heading, RawItem, RawLabel, split_id
from lms.content.problems import Report
from lms.content.settings_block import Entry
from lms.domain.ids import is_slug
from lms.domain.quizzes import Difficulty


@dataclass(frozen=True, slots=True)
class Details:
    """What every kind has: its id and text, and what its labels say."""

    id: str
    text: str
    body: str
    why: str
    hint: str
    tags: tuple[str, ...]
    difficulty: Difficulty | None
    objective: str
    marks: int
    retired_on: date | None


def read(report: Report, raw: RawItem) -> Details:
    """The id, the text and the labels of a question; what cannot be read is reported."""
    if not raw.heading.text:
        report.add(
            "Q311", raw.heading.line, "This question is empty.", "Write the question after the # signs."
        )
    return Details(
        id=_id(report, raw.heading),
        text=raw.heading.text,
        body="\n".join(line.text for line in raw.body).strip("\n"),
        why=_label(raw, "Why"),
        hint=_label(raw, "Hint"),
        tags=_tags(raw.labels.get("Tags")),
        difficulty=_difficulty(report, raw.labels.get("Difficulty")),
        objective=" ".join(_label(raw, "Objective").split()),
        marks=_marks(report, raw.labels.get("Marks")),
        retired_on=_retired(report, raw.labels.get("Retired")),
    )


def _id(report: Report, heading: Heading) -> str:
    if not heading.id:
        report.add(
            "Q301",
            heading.line,
            "This question has no id yet.",
            "Save in the editor, which adds one.",
            heading.column,
        )
    elif not is_slug(heading.id):
        report.add(
            "Q301",
            heading.line,
            f'The id "{heading.id[:80]}" should be small letters, digits and single hyphens.',
            "Change the id, or delete it and save in the editor, which adds one.",
            heading.column,
        )
    elif (second := split_id(heading.text)[1]) is not None:
        report.add(
            "Q301",
            heading.line,
            f'This question has two ids: "{second[:80]}" and "{heading.id[:80]}".',
            "Delete the one that is not its own.",
            heading.column,
        )
    return heading.id or ""


def _label(raw: RawItem, name: str) -> str:
    label = raw.labels.get(name)
    return "" if label is None else label.text


def entry(label: RawLabel) -> Entry:
    """What a label says, on one line."""
    return Entry(" ".join(label.text.split()), label.line, label.column)


def _tags(label: RawLabel | None) -> tuple[str, ...]:
    if label is None:
        return ()
    pieces = re.split(r"[,;\n]", re.sub(r"(?m)^\s*[-*+]\s+", "", label.text))
    return tuple(dict.fromkeys(tag for tag in map(normal_tag, pieces) if tag))


def normal_tag(text: str) -> str:
    """A tag as it is compared: small letters, single spaces, no full stop."""
    return " ".join(text.split()).casefold().strip(".")


def _difficulty(report: Report, label: RawLabel | None) -> Difficulty | None:
    if label is None:
        return None
    said = entry(label)
    try:
        return Difficulty(said.text.casefold().rstrip("."))
    except ValueError:
        values.wrong(report, "Difficulty", said, "easy, medium or hard", "Write one of these three.")
        return None


def _marks(report: Report, label: RawLabel | None) -> int:
    if label is None:
        return 1
    said = entry(label)
    if re.fullmatch(r"[1-9]\d?", said.text, re.ASCII):
        return int(said.text)
    values.wrong(report, "Marks", said, "a whole number from 1 to 99", "Write digits only.")
    return 1


def _retired(report: Report, label: RawLabel | None) -> date | None:
    if label is None:
        return None
    said = entry(label)
    when = values.day(said.text.rstrip("."))
    if when is None:
        shape = "a date such as 1 September 2026"
        values.wrong(report, "Retired", said, shape, "Write a day, a month and a year.")
    return when


def only_marking(report: Report, raw: RawItem, rule: str) -> None:
    """F107 if the question asks for another marking than `rule`, the only one that its kind has."""
    label = raw.labels.get("Marking")
    if label is not None and entry(label).text.casefold().rstrip(".") != rule:
        fix = "Delete the line; questions of this kind are marked in this way only."
        values.wrong(report, "Marking", entry(label), rule, fix)
