"""Our items as a text2qti file for Canvas, and beforehand what that leaves out.

It must not know files or pages; `formats.py` gives the bytes a name.
"""

from __future__ import annotations

import string
from fractions import Fraction

from lms.content.exchange import decimals, keeping
from lms.content.exchange.report import Loss
from lms.domain.quizzes import (
    GapFill,
    Item,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    PickLine,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
    fits,
)

_SMALLEST = Fraction(1, 10_000)


def losses(quiz: Quiz) -> tuple[Loss, ...]:
    """Everything that a text2qti file of this quiz leaves out, before it is written."""
    found = keeping.quiz_losses(quiz, draws=True)
    for item in quiz.items:
        reason = _cannot(item)
        found += [keeping.left_out(item, reason)] if reason else _item_losses(item)
    if quiz.pick:
        found += _draw_losses(quiz)
    return tuple(found)


def _cannot(item: Item) -> str:
    """Why an item has no place in the file at all; empty if it has one."""
    match item:
        case Matching() | Ordering() | GapFill() | Scale():
            return "text2qti has no such kind of question."
        case Number() if None in (decimals.show(item.low), decimals.show(item.high)):
            return "This number cannot be written as a decimal."
        case Number() if abs(item.low) < _SMALLEST or abs(item.high) < _SMALLEST:
            return "text2qti refuses numbers nearer to 0 than 0.0001."
        case _:
            return ""


def _item_losses(item: Item) -> list[Loss]:
    found = [*keeping.pictures_lost(item), keeping.lost(item, "The id is left out.")]
    details = (
        (item.hint, "The hint is left out."),
        (item.tags or item.difficulty or item.objective, "Tags, difficulty and objective are left out."),
        (item.retired_on, "The question is no longer marked as retired."),
        (any(option.if_missed for option in keeping.options_of(item)), keeping.IF_MISSED),
    )
    found += [keeping.lost(item, text) for value, text in details if value]
    match item:
        case SingleChoice() if any(0 < option.share < 1 for option in item.options):
            found.append(keeping.lost(item, "Part marks are left out."))
        case MultipleResponse() if item.marking is not Marking.ALL_OR_NOTHING:
            found.append(keeping.lost(item, "It is marked all or nothing."))
        case Number() if item.unit:
            found.append(keeping.lost(item, "The unit is left out."))
        case Reflection():
            found.append(keeping.lost(item, "Why, what to look for, and who marks it, are left out."))
        case _:
            pass
    if isinstance(item, SingleChoice | MultipleResponse) and item.fixed_order:
        found.append(keeping.lost(item, "The fixed order of the answers is left out."))
    return found


def _draw_losses(quiz: Quiz) -> list[Loss]:
    grouped, never = _groups(quiz)
    found = [
        Loss(None, "Questions of a group must weigh the same; each takes the weight of the first.")
        for line, items in grouped
        if line.count is not None and line.count < len(items) and len({item.marks for item in items}) > 1
    ]
    if any(sum(fits(line, item) for line in quiz.pick) > 1 for item in quiz.items):
        found.append(Loss(None, "A question that fits several draws stands in the first alone."))
    return found + [
        keeping.left_out(item, "No draw asks for this question.") for item in never if not _cannot(item)
    ]


def _groups(quiz: Quiz) -> tuple[list[tuple[PickLine, list[Item]]], list[Item]]:
    """The questions of each draw that can be written, each in its first; and those that no draw asks for."""
    rest = list(quiz.items)
    grouped: list[tuple[PickLine, list[Item]]] = []
    for line in quiz.pick:
        mine = [item for item in rest if fits(line, item)]
        rest = [item for item in rest if item not in mine]
        grouped.append((line, [item for item in mine if not _cannot(item)]))
    return grouped, rest


def write(quiz: Quiz) -> str:
    """The quiz as text2qti text; what cannot be held is left out, as `losses` says."""
    blocks = [f"Quiz title: {' '.join(quiz.title.split())}"]
    number = 0
    if not quiz.pick:
        for item in quiz.items:
            if not _cannot(item):
                number += 1
                blocks.append(_question(item, number, weighs=True))
    for line, items in _groups(quiz)[0]:
        if not items:
            continue
        if line.count is None or line.count >= len(items):
            # text2qti refuses a group from which all questions are drawn; outside one they all come too.
            for item in items:
                number += 1
                blocks.append(_question(item, number, weighs=True))
            continue
        pick = line.count
        blocks.append(f"GROUP\npick: {pick}\npoints per question: {items[0].marks}")
        for item in items:
            number += 1
            blocks.append(_question(item, number, weighs=False))
        blocks.append("END_GROUP")
    return "\n\n".join(blocks) + "\n"


def _question(item: Item, number: int, *, weighs: bool) -> str:
    lines = [f"Points: {item.marks}"] if weighs and item.marks != 1 else []
    lines.append(_part(f"{number}.", keeping.whole_text(item)))
    if item.why and not isinstance(item, Reflection):
        lines.append(_part("...", item.why))
    return "\n".join(lines + _answers(item))


def _answers(item: Item) -> list[str]:
    match item:
        case SingleChoice() | TrueFalse() | MultipleResponse():
            lines: list[str] = []
            for at, option in enumerate(item.options):
                letter = string.ascii_lowercase[at % 26]
                if isinstance(item, MultipleResponse):
                    mark = "[*]" if option.correct else "[ ]"
                else:
                    mark = f"*{letter})" if option.correct else f"{letter})"
                lines.append(_part(mark, option.text))
                lines += [_part("...", option.feedback)] if option.feedback else []
            return lines
        case ShortText():
            return [_part("*", text) for text in item.accept]
        case Number():
            return [f"=   {_number(item)}"]
        case Reflection() if item.model_answer:
            return [_part("!", item.model_answer), "____"]
        case _:
            # Only a longer answer without a model is left of the kinds that the file can hold.
            return ["____"]


def _part(mark: str, text: str) -> str:
    """A mark and its text; lines that follow stand in, so that none is taken for a mark."""
    first, *more = text.split("\n")
    lead = f"{mark:<4}" if len(mark) < 4 else f"{mark} "
    inside = " " * len(lead)
    return "\n".join([lead + first, *(inside + line if line.strip() else "" for line in more)])


def _number(item: Number) -> str:
    low, high = decimals.show(item.low), decimals.show(item.high)
    if item.low == item.high:
        return f"{low}" if item.low.denominator == 1 else f"{low} +- 0"
    return f"[{low}, {high}]"
