"""One question as found in the text becomes an item that can be marked, or problems that say why not.

It never guesses about marking: if the right answer is in doubt there is no item. It must not know in
which file or quiz the question stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lms.content import (
    item_answers,
    item_choices,
    item_details,
    item_gaps,
    item_numbers,
    item_pairs,
    item_style,
)
from lms.content.item_details import Details
from lms.content.item_lines import ANSWER_LABELS, Heading, RawItem
from lms.content.item_text import Scanner
from lms.content.problems import Report
from lms.content.source import Line
from lms.domain.quizzes import GapFill, Item, Marking

# What a question is answered with -> the labels that say so.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "a matching table": ("Match",),
    "a list to put in order": ("Put in order",),
    "accepted answers": ("Accept",),
    "a number": ("Number",),
    "a model answer": ("Model answer", "Look for", "Marked by"),
    "a scale": ("Scale",),
}


@dataclass(frozen=True, slots=True)
class Found:
    """An item, the line of its heading, and that of what is right (the heading again if that has none)."""

    item: Item
    line: int
    answer_line: int


def read_item(
    report: Report, heading: Heading, lines: Sequence[Line], *, check: bool, marking: Marking | None
) -> tuple[Found | None, int]:
    """Read the question under `heading`; the item (None if it cannot be marked) and how many lines it took.

    `marking` is what the quiz says for all its items, None if it says nothing.
    """
    scanner = Scanner(report, heading, check=check)
    taken = scanner.read(lines)
    item = _judge(report, scanner.item, marking)
    return None if item is None else Found(item, heading.line, _answer_line(scanner.item)), taken


def _answer_line(raw: RawItem) -> int:
    """Where it stands what is right: the first ticked box, or the label of the answers."""
    lines = [option.line for option in raw.options if option.ticked]
    lines += [label.line for name, label in raw.labels.items() if name in ANSWER_LABELS]
    return min(lines, default=raw.heading.line)


def _judge(report: Report, raw: RawItem, quiz_marking: Marking | None) -> Item | None:
    before = len(report.found)
    details = item_details.read(report, raw)
    item = _by_kind(report, raw, details, quiz_marking)
    if item is None or any(problem.level == "error" for problem in report.found[before:]):
        return None
    if details.retired_on is None:
        item_style.check(report, raw, item)
    return _detailed(item, details)


def _detailed(item: Item, details: Details) -> Item:
    return replace(
        item,
        # A gap may stand in the text under the heading, and then that is not said twice.
        body=item.body if isinstance(item, GapFill) else details.body,
        why=details.why,
        hint=details.hint,
        tags=details.tags,
        difficulty=details.difficulty,
        objective=details.objective,
        marks=details.marks,
        retired_on=details.retired_on,
    )


def _by_kind(report: Report, raw: RawItem, details: Details, quiz_marking: Marking | None) -> Item | None:
    """Choose the kind from what is there; answers of two kinds leave in doubt what is right."""
    kinds = [words for words, names in _KINDS.items() if any(name in raw.labels for name in names)]
    kinds = [*(["tick boxes"] if raw.options else []), *kinds, *(["a gap"] if raw.gapped else [])]
    if len(kinds) > 1:
        fix = "Make two questions of it, each with its own heading."
        _no_answers(report, raw, f"This question has both {kinds[0]} and {kinds[1]}.", fix)
        return None
    match kinds[0] if kinds else "":
        case "tick boxes":
            if _in_two_places(report, raw):
                return None
            return item_choices.read(report, raw, details, quiz_marking)
        case "a matching table":
            return item_pairs.read(report, raw, details)
        case "a list to put in order":
            return item_answers.ordering(report, raw, details, quiz_marking)
        case "accepted answers":
            return item_answers.short_text(report, raw, details)
        case "a number":
            return item_numbers.read(report, raw, details)
        case "a model answer":
            return item_answers.reflection(report, raw, details)
        case "a scale":
            return item_answers.scale(report, raw, details)
        case "a gap":
            return item_gaps.read(report, raw, details)
        case _:
            meant = item_gaps.without_backslashes(raw)
            if meant is not None:
                # An editor escaped the brackets (L218); as nothing else is answered, a gap is meant.
                return item_gaps.read(report, meant, replace(details, text=meant.heading.text))
            _nothing(report, raw)
            return None


def _in_two_places(report: Report, raw: RawItem) -> bool:
    """Whether a label stands between boxes: mostly the heading of a second question was forgotten, and the
    boxes of both would be taken for one."""
    first, last = raw.options[0].line, raw.options[-1].line
    between = next((name for name, label in raw.labels.items() if first < label.line < last), None)
    if between is not None:
        fix = "Make two questions of it, each with its own heading, or put all boxes in one list."
        _no_answers(report, raw, f'This question has tick boxes above and below "{between}".', fix)
    return between is not None


def _nothing(report: Report, raw: RawItem) -> None:
    """No answers at all, or a gap that was begun and not ended."""
    if not item_gaps.unclosed(report, raw):
        fix = "Add tick boxes, a table, a gap or one of the answer labels."
        _no_answers(report, raw, "This question has no answers.", fix)


def _no_answers(report: Report, raw: RawItem, message: str, fix: str) -> None:
    report.add("Q305", raw.heading.line, message, fix, raw.heading.column)
