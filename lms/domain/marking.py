"""From an item and a response to a mark, in exact fractions, with the arithmetic in words.

One function, one `match`, no fallback: an item kind without a rule is a type error.
It must not know about attempts, people or pass marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from lms.domain import comparing, numerals
from lms.domain.quizzes import (
    GapFill,
    Item,
    MarkedBy,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from lms.domain.responses import (
    ChoiceResponse,
    ChoicesResponse,
    GapsResponse,
    OrderResponse,
    PairsResponse,
    Response,
    ScaleResponse,
    TextResponse,
)


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
        case Ordering(), OrderResponse():
            share, because = _order(item, response.steps)
        case GapFill(), GapsResponse():
            share, because = _gaps(item, response.texts)
        case ShortText(), TextResponse():
            share, because = _text(comparing.same_text(response.text, item.accept), response.text)
        case Number(), TextResponse():
            share, because = _number(item, response.text)
        case Reflection(), TextResponse():
            return _judged_by_people(item, response.text)
        case Scale(), ScaleResponse():
            return Mark(Fraction(0), Fraction(0), "This is not marked.")
        case (
            (
                SingleChoice()
                | TrueFalse()
                | MultipleResponse()
                | Matching()
                | Ordering()
                | GapFill()
                | ShortText()
                | Number()
                | Reflection()
                | Scale()
            ),
            _,
        ):
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
    if correct and not ticked:
        # Whoever skips a question has left boxes alone, too, and has not said anything.
        return Fraction(0), "Nothing was ticked: 0"
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


def _order(item: Ordering, steps: tuple[int | None, ...]) -> tuple[Fraction, str]:
    size = len(item.steps)
    right = sum(1 for place, step in enumerate(steps) if step == place)
    match item.marking:
        case OrderMarking.EACH_PLACE:
            return Fraction(right, size), f"{_count(right, 'step')} in the right place, of {size}"
        case OrderMarking.NEIGHBOURS:
            follows = sum(
                1 for one, two in pairwise(steps) if one is not None and two is not None and two == one + 1
            )
            return Fraction(follows, size - 1), (
                f"{_count(follows, 'step')} right after the one it should follow, of {size - 1}"
            )
        case OrderMarking.ALL_OR_NOTHING:
            exact = right == size
            return Fraction(exact), (
                f"{_count(right, 'step')} in the right place, of {size}: "
                f"{'all right, 1' if exact else 'not all right, 0'} of 1"
            )
        case _:
            assert_never(item.marking)


def _gaps(item: GapFill, texts: tuple[str, ...]) -> tuple[Fraction, str]:
    good = sum(
        1
        for gap, text in zip(item.gaps, texts, strict=True)
        # A drop-down sends one of its own choices, so its words are compared as they stand.
        if (text in gap.accepted if gap.choices else comparing.same_text(text, gap.accepted))
    )
    return Fraction(good, len(item.gaps)), f"{_count(good, 'gap')} right of {len(item.gaps)}"


def _text(right: bool, text: str) -> tuple[Fraction, str]:
    if not text:
        return Fraction(0), "Nothing was written: 0"
    if right:
        return Fraction(1), "An accepted answer: 1 of 1"
    return Fraction(0), "Not one of the accepted answers: 0 of 1"


def _number(item: Number, text: str) -> tuple[Fraction, str]:
    if not text:
        return Fraction(0), "Nothing was written: 0"
    number = numerals.read_amount(text, item.unit)
    if number is None:
        return Fraction(0), "We could not read a number: 0 of 1"
    if item.low <= number <= item.high:
        return Fraction(1), "Within the range that is right: 1 of 1"
    return Fraction(0), "Outside the range that is right: 0 of 1"


def waits_for_trainer(item: Item, response: Response) -> bool:
    """Whether only a trainer can say what this is worth: until then it has no mark, which is not 0."""
    return (
        isinstance(item, Reflection)
        and item.marked_by is MarkedBy.TRAINER
        and isinstance(response, TextResponse)
        and bool(response.text)
    )


def trainer_marks(item: Reflection) -> Fraction:
    """What a trainer may give: the sum of the mark scheme or, without one, the marks of the question."""
    return Fraction(sum(line.marks for line in item.look_for) if item.look_for else item.marks)


def _judged_by_people(item: Reflection, text: str) -> Mark:
    """Nothing can be earned here by itself; what a trainer gives is added when it is given."""
    nothing = Fraction(0)
    match item.marked_by:
        case MarkedBy.TRAINER if not text:
            available = trainer_marks(item)
            return Mark(nothing, available, f"Nothing was written: 0 of {show(available)}.")
        case MarkedBy.TRAINER:
            return Mark(nothing, nothing, "A trainer reads this; it carries no marks until then.")
        case MarkedBy.SELF:
            return Mark(
                nothing, nothing, "You compare this with the model answer yourself; it carries no marks."
            )
        case MarkedBy.NOBODY:
            return Mark(nothing, nothing, "This is not marked.")
        case _:
            assert_never(item.marked_by)


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
