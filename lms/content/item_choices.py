"""Tick boxes become a single choice, a multiple response or a true/false item.

It must not know labels that every kind has, nor in which file the question stands.
"""

from __future__ import annotations

import re
from fractions import Fraction

from lms.content import item_details, item_lines, languages, values
from lms.content.item_details import Details
from lms.content.item_lines import RawItem, RawOption
from lms.content.problems import Report
from lms.domain.drawing import stays_last
from lms.domain.quizzes import Item, Marking, MultipleResponse, Option, SingleChoice, TrueFalse

_TRUE_FALSE = ({"true", "false"}, {"gwir", "anghywir"})
_SELECT_ALL = re.compile(
    r"\b(?:select|choose|tick|mark)\s+(?:all|two|three|four|any|every)\b|\ball that apply\b", re.IGNORECASE
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
# Stands for "all that apply", which is more than anybody says in digits.
_ALL = 99


def read(report: Report, raw: RawItem, details: Details, quiz_marking: Marking | None) -> Item | None:
    """The item that the tick boxes of a question make; None if it cannot be marked."""
    before = len(report.found)
    ticked = sum(option.ticked for option in raw.options)
    choose = _choose(report, raw)
    several = ticked > 1 if choose is None else choose > 1
    if not raw.damaged:
        _ticks(report, raw, ticked, choose)
    _same_texts(report, raw)
    if choose is None and ticked == 1:
        _says_select_all(report, raw)
    truth = len(raw.options) == 2 and {item_lines.same(option.text) for option in raw.options} in _TRUE_FALSE
    whole = (
        "Part marks are only for questions with one right answer."
        if several
        else "True or false is right or wrong, so there are no part marks."
        if truth
        else ""
    )
    options = tuple(_option(report, option, whole) for option in raw.options)
    marking = _marking(report, raw, several)
    fixed = _fixed(report, raw)
    if raw.damaged or any(problem.level == "error" for problem in report.found[before:]):
        return None
    if several:
        marking = marking or quiz_marking or Marking.RIGHT_MINUS_WRONG
        return MultipleResponse(
            id=details.id, text=details.text, options=options, marking=marking, fixed_order=fixed
        )
    if truth:
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
        return _ALL
    number = _NUMBERS.get(said, int(said) if re.fullmatch(r"[1-9]", said, re.ASCII) else 0)
    if number:
        return number
    values.wrong(report, "Choose", entry, '"all that apply", "one" or a number', "Write one of these.")
    return None


def _ticks(report: Report, raw: RawItem, ticked: int, choose: int | None) -> None:
    line, column = raw.heading.line, raw.heading.column
    if len(raw.options) == 1:
        report.add("Q307", line, "There is only one answer to choose from.", "Add at least one more.", column)
    elif ticked == 0 and languages.split(report.path) is None:
        report.add("Q306", line, "No answer is ticked as right.", "Put an x in one box: `- [x]`.", column)
    elif choose == 1 and ticked > 1:
        message = f"The question says to choose one, but {ticked} answers are ticked as right."
        report.add("Q306", line, message, "Leave one tick, or write `**Choose:** all that apply`.", column)
    elif choose not in (None, 1, _ALL, ticked) and languages.split(report.path) is None:
        count = "1 answer is" if ticked == 1 else f"{ticked} answers are"
        message = f"The question says to choose {choose}, but {count} ticked as right."
        report.add("Q306", line, message, "Make the number and the ticks agree.", column)
    elif ticked == len(raw.options):
        report.add("Q308", line, "Every answer is ticked as right.", "Check the ticks.", column)


def _same_texts(report: Report, raw: RawItem) -> None:
    seen: set[str] = set()
    for option in raw.options:
        key = item_lines.same(option.text)
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
    if _SELECT_ALL.search(" ".join((raw.heading.text, *(line.text for line in raw.body)))):
        report.add(
            "Q313",
            raw.heading.line,
            'The question says "select all" but only one answer is right, so people will see round buttons.',
            "Add `**Choose:** all that apply`.",
            raw.heading.column,
        )


def _marking(report: Report, raw: RawItem, several: bool) -> Marking | None:
    """The marking that a multiple response asks for; one right answer has only one way to be marked."""
    label = raw.labels.get("Marking")
    if label is None:
        return None
    if several:
        return values.marking(report, item_details.entry(label), "Marking")
    item_details.only_marking(report, raw, "right or wrong")
    return None


def _option(report: Report, option: RawOption, whole: str) -> Option:
    """An option; `whole` says why the question has no part marks, "" where it may."""
    share = Fraction(1 if option.ticked else 0)
    if option.share is not None:
        part = Fraction(option.share.replace(",", "."))
        message = ""
        if not 1 <= part <= 99:
            message = f"Part marks go from 1% to 99%. We found {option.share}%."
        elif option.ticked:
            message = f"A ticked answer earns full marks, so it cannot also say ({option.share}%)."
        elif whole:
            message = whole
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
