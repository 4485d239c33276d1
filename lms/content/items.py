"""One question as found in the text becomes an item that can be marked, or problems that say why not.

It never guesses about marking: if the right answer is in doubt there is no item. It must not know in
which file or quiz the question stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lms.content import item_details, item_lines, item_style, values
from lms.content.item_details import Details
from lms.content.item_lines import Heading, RawItem, RawOption, RawRow, is_separator
from lms.content.item_text import Scanner
from lms.content.problems import Report
from lms.content.source import Line
from lms.domain.drawing import stays_last
from lms.domain.quizzes import (
    Item,
    Marking,
    Matching,
    MultipleResponse,
    Option,
    Pair,
    SingleChoice,
    TrueFalse,
)

_LATER = {
    "Put in order": "putting things in order",
    "Accept": "typing a short answer",
    "Number": "typing a number",
    "Model answer": "a model answer",
    "Look for": "a model answer",
    "Marked by": "a model answer",
    "Scale": "a scale",
}
_GAP = re.compile(r"(?<!\\)\[\[.*?\]\]")
_TRUE_FALSE = ({"true", "false"}, {"gwir", "anghywir"})
_SELECT_ALL = re.compile(
    r"\b(?:select|choose|tick|mark)\s+(?:all|two|three|four|any|every)\b|\ball that apply\b", re.IGNORECASE
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True, slots=True)
class Found:
    """An item and the line of its heading."""

    item: Item
    line: int


def read_item(
    report: Report, heading: Heading, lines: Sequence[Line], *, check: bool, marking: Marking | None
) -> tuple[Item | None, int]:
    """Read the question under `heading`; the item (None if it cannot be marked) and how many lines it took.

    `marking` is what the quiz says for all its items, None if it says nothing.
    """
    scanner = Scanner(report, heading, check=check)
    taken = scanner.read(lines)
    return _judge(report, scanner.item, marking), taken


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
        body=details.body,
        why=details.why,
        hint=details.hint,
        tags=details.tags,
        difficulty=details.difficulty,
        objective=details.objective,
        marks=details.marks,
        retired_on=details.retired_on,
    )


def _by_kind(report: Report, raw: RawItem, details: Details, quiz_marking: Marking | None) -> Item | None:
    """Choose the kind from what is there; the kinds that we cannot mark yet get one clear error."""
    later = next((words for name, words in _LATER.items() if name in raw.labels), None)
    matching = "Match" in raw.labels
    if not raw.options and not matching and _GAP.search(f"{details.text}\n{details.body}"):
        later = later or "a gap to fill"
    if later is not None:
        message = f"We cannot mark this kind of question yet ({later})."
        _no_answers(report, raw, message, "Ask it with tick boxes or a matching table.")
        return None
    if raw.options and matching:
        message = "This question has both tick boxes and a matching table."
        _no_answers(report, raw, message, "Make two questions of it, each with its own heading.")
        return None
    if matching:
        return _matching(report, raw, details)
    if raw.options:
        return _choice(report, raw, details, quiz_marking)
    fix = "Add tick boxes, a table, a gap or one of the answer labels."
    _no_answers(report, raw, "This question has no answers.", fix)
    return None


def _no_answers(report: Report, raw: RawItem, message: str, fix: str) -> None:
    report.add("Q305", raw.heading.line, message, fix, raw.heading.column)


def _choice(report: Report, raw: RawItem, details: Details, quiz_marking: Marking | None) -> Item | None:
    before = len(report.found)
    ticked = sum(option.ticked for option in raw.options)
    choose = _choose(report, raw)
    several = ticked > 1 if choose is None else choose > 1
    if not raw.damaged:
        _ticks(report, raw, ticked, choose)
    _same_texts(report, raw)
    if choose is None and ticked == 1:
        _says_select_all(report, raw)
    options = tuple(_option(report, option, several) for option in raw.options)
    marking = (
        values.marking(report, item_details.entry(raw.labels["Marking"]), "Marking")
        if "Marking" in raw.labels
        else None
    )
    fixed = _fixed(report, raw)
    if raw.damaged or any(problem.level == "error" for problem in report.found[before:]):
        return None
    if several:
        marking = marking or quiz_marking or Marking.RIGHT_MINUS_WRONG
        return MultipleResponse(
            id=details.id, text=details.text, options=options, marking=marking, fixed_order=fixed
        )
    if len(options) == 2 and {_same(option.text) for option in options} in _TRUE_FALSE:
        return TrueFalse(id=details.id, text=details.text, options=(options[0], options[1]))
    return SingleChoice(id=details.id, text=details.text, options=options, fixed_order=fixed)


def _choose(report: Report, raw: RawItem) -> int | None:
    """How many may be ticked: 1, or more than 1 for several; None if it is not said."""
    label = raw.labels.get("Choose")
    if label is None:
        return None
    entry = item_details.entry(label)
    said = entry.text.casefold().rstrip(".")
    if said in ("all that apply", "all", "several", "any that apply"):
        return 99
    number = _NUMBERS.get(said, int(said) if re.fullmatch(r"[1-9]", said, re.ASCII) else 0)
    if number:
        return number
    values.wrong(report, "Choose", entry, '"all that apply", "one" or a number', "Write one of these.")
    return None


def _ticks(report: Report, raw: RawItem, ticked: int, choose: int | None) -> None:
    line, column = raw.heading.line, raw.heading.column
    if len(raw.options) == 1:
        report.add("Q307", line, "There is only one answer to choose from.", "Add at least one more.", column)
    elif ticked == 0:
        report.add("Q306", line, "No answer is ticked as right.", "Put an x in one box: `- [x]`.", column)
    elif choose == 1 and ticked > 1:
        message = f"The question says to choose one, but {ticked} answers are ticked as right."
        report.add("Q306", line, message, "Leave one tick, or write `**Choose:** all that apply`.", column)
    elif ticked == len(raw.options):
        report.add("Q308", line, "Every answer is ticked as right.", "Check the ticks.", column)


def _same(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


def _same_texts(report: Report, raw: RawItem) -> None:
    seen: set[str] = set()
    for option in raw.options:
        key = _same(option.text)
        if not key and not option.nearly:
            report.add(
                "Q311",
                option.line,
                "This answer is empty.",
                "Write the answer or delete the line.",
                option.column,
            )
        elif key and key in seen:
            message = f'Two answers say the same: "{item_lines.short(option.text)}".'
            report.add("Q309", option.line, message, "Change or delete one.", option.column)
        seen.add(key)
        if stays_last(option.text):
            message = f'"{option.text}" cannot be shuffled, so we keep it last. It is also easy to guess.'
            fix = "Name the things instead, with `**Choose:** all that apply`."
            report.add("Q312", option.line, message, fix, option.column)


def _says_select_all(report: Report, raw: RawItem) -> None:
    if _SELECT_ALL.search(" ".join((raw.heading.text, *raw.body))):
        report.add(
            "Q313",
            raw.heading.line,
            'The question says "select all" but only one answer is right, so people will see round buttons.',
            "Add `**Choose:** all that apply`.",
            raw.heading.column,
        )


def _option(report: Report, option: RawOption, several: bool) -> Option:
    share = Fraction(1 if option.ticked else 0)
    if option.share is not None:
        part = Fraction(option.share.replace(",", "."))
        message = ""
        if not 1 <= part <= 99:
            message = f"Part marks go from 1% to 99%. We found {option.share}%."
        elif option.ticked:
            message = f"A ticked answer earns full marks, so it cannot also say ({option.share}%)."
        elif several:
            message = "Part marks are only for questions with one right answer."
        if message:
            fix = "Use `(50%)`, or tick the box for full marks."
            report.add("Q330", option.line, message, fix, option.column)
        share = part / 100
    return Option(
        text=option.text,
        correct=option.ticked,
        share=share,
        feedback="\n".join(option.feedback).strip(),
        if_missed="\n".join(option.missed).strip(),
    )


def _fixed(report: Report, raw: RawItem) -> bool:
    label = raw.labels.get("Order")
    if label is None:
        return False
    entry = item_details.entry(label)
    said = entry.text.casefold().rstrip(".")
    if said not in ("fixed", "shuffled"):
        values.wrong(report, "Order", entry, "fixed or shuffled", "Write fixed, or delete the line.")
    return said == "fixed"


def _matching(report: Report, raw: RawItem, details: Details) -> Item | None:
    before = len(report.found)
    rows = _table(raw.rows)
    wide = next((row for row in rows if len(row.cells) != 2), None)
    if wide is not None:
        message = f"A matching table has two columns. This row has {len(wide.cells)}."
        report.add("Q321", wide.line, message, "Put one word and one meaning in each row.", wide.column)
        return None
    pairs: list[Pair] = []
    spares: list[str] = []
    lefts: set[str] = set()
    rights: set[str] = set()
    for row in rows:
        left, right = row.cells
        if not right:
            if left:
                fix = "Write the answer or delete the line."
                report.add("Q311", row.line, "This answer is empty.", fix, row.column)
            continue
        if _same(right) in rights:
            message = (
                f'"{item_lines.short(right)}" appears twice on the right, so two answers would be correct.'
            )
            report.add("Q322", row.line, message, "Change one, or merge the rows.", row.column)
        if left and _same(left) in lefts:
            message = f'Two answers say the same: "{item_lines.short(left)}".'
            report.add("Q309", row.line, message, "Change or delete one.", row.column)
        rights.add(_same(right))
        lefts.add(_same(left))
        if left:
            pairs.append(Pair(left, right))
        else:
            spares.append(right)
    if len(pairs) < 2 and len(report.found) == before:
        fix = "Add a row to the table."
        report.add(
            "Q321", raw.heading.line, "Matching needs at least two complete pairs.", fix, raw.heading.column
        )
    return Matching(id=details.id, text=details.text, pairs=tuple(pairs), spares=tuple(spares))


def _table(rows: Sequence[RawRow]) -> list[RawRow]:
    """The rows of answers: what stands above the line of hyphens is the head of the table."""
    line = next((index for index, row in enumerate(rows) if is_separator(row)), None)
    return list(rows if line is None else rows[line + 1 :])
