"""From an item and a response to a mark, in exact fractions, with the arithmetic in words.

One function, one `match`, no fallback: an item kind without a rule is a type error.
It must not know about attempts, people or pass marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from lms.domain.quizzes import Item, Marking, Matching, MultipleResponse, Option, SingleChoice, TrueFalse
from lms.domain.responses import ChoiceResponse, ChoicesResponse, PairsResponse, Response


@dataclass(frozen=True, slots=True)
class Mark:
    """`earned` of `available` marks, 0 <= earned <= available, and one sentence that says why."""

    earned: Fraction
    available: Fraction
    because: str


def mark(item: Item, response: Response) -> Mark:
    """Mark one response.

    Raises: TypeError if the response belongs to another kind of item.
    Source: authoring format, table of kinds; assessment rules, "Our rules".
    """
    match item, response:
        case SingleChoice() | TrueFalse(), ChoiceResponse():
            share, because = _choice(item.options, response.choice)
        case MultipleResponse(), ChoicesResponse():
            share, because = _choices(item, response.choices)
        case Matching(), PairsResponse():
            share, because = _pairs(item, response.rights)
        case ((SingleChoice() | TrueFalse() | MultipleResponse() | Matching()), _):
            raise TypeError(f"{type(response).__name__} does not answer {type(item).__name__}")
        case _:
            assert_never(item)
    available = Fraction(item.marks)
    return Mark(share * available, available, because + _weight(share, item.marks))


def _choice(options: tuple[Option, ...], choice: int | None) -> tuple[Fraction, str]:
    if choice is None:
        return Fraction(0), "Nothing was chosen: 0"
    option = options[choice]
    if option.correct:
        return Fraction(1), "The right answer was chosen: 1 of 1"
    if option.share:
        return option.share, f"The answer chosen is partly right: {show(option.share * 100)}% of 1"
    return Fraction(0), "Another answer was right: 0 of 1"


def _choices(item: MultipleResponse, ticked: frozenset[int]) -> tuple[Fraction, str]:
    options = item.options
    right = sum(1 for index in ticked if options[index].correct)
    wrong = len(ticked) - right
    correct = sum(1 for option in options if option.correct)
    match item.marking:
        case Marking.RIGHT_MINUS_WRONG:
            share = max(Fraction(0), Fraction(right - wrong, correct)) if correct else Fraction(not wrong)
            ticks = f"{_count(right, 'right tick')} − {_count(wrong, 'wrong tick')}"
            floor = ", and never less than 0" if right < wrong else ""
            return share, f"{ticks} = {max(0, right - wrong)} of {correct}{floor}"
        case Marking.EACH_OPTION:
            good = right + (len(options) - correct - wrong)
            return Fraction(good, len(options)), (
                f"{_count(good, 'box', 'boxes')} rightly ticked or left, of {len(options)}"
            )
        case Marking.ALL_OR_NOTHING:
            exact = right == correct and wrong == 0
            told = f"{_count(right, 'right tick')} of {correct}, {_count(wrong, 'wrong tick')}"
            return Fraction(exact), f"{told}: {'all right, 1' if exact else 'not all right, 0'} of 1"
        case _:
            assert_never(item.marking)


def _pairs(item: Matching, chosen: tuple[int | None, ...]) -> tuple[Fraction, str]:
    rights = item.rights
    # Two left-hand texts may share a right-hand text, so the words are compared and not the places.
    good = sum(
        1
        for pair, index in zip(item.pairs, chosen, strict=True)
        if index is not None and rights[index] == pair.right
    )
    return Fraction(good, len(item.pairs)), f"{_count(good, 'row')} right of {len(item.pairs)}"


def _weight(share: Fraction, marks: int) -> str:
    return "." if marks == 1 else f", times {marks} marks = {show(share * marks)} of {marks}."


def show(number: Fraction) -> str:
    """A fraction for people: "2", "1½" style is avoided for screen readers, so "1 1/2", "2/3"."""
    whole, rest = divmod(number, 1)
    if not rest:
        return str(whole)
    part = f"{rest.numerator}/{rest.denominator}"
    return f"{whole} {part}" if whole else part


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
