"""What a corrected question does to the answers that were given to its old form.

An attempt pins the question as it was. To mark an old answer by the corrected key, its indexes have to be
carried over: options, pairs and steps have no ids, so they are matched by text, then by place, as
`fingerprints` does. It must not know attempts, people or certificates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.domain import fingerprints, grading, likeness, marking
from lms.domain.fingerprints import Weight
from lms.domain.grading import Grade
from lms.domain.marking import Mark
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
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
    TextResponse,
)


class Decision(StrEnum):
    """What a changed question is for the attempts that were taken before."""

    MISTAKE = "mistake"
    NEW_QUESTION = "new question"


class Pass(StrEnum):
    """What a new mark does to the pass of one attempt."""

    GAINED = "gained"
    LOST = "lost"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt before and after; the grades are None while a trainer is still to mark something."""

    old: Mark
    new: Mark
    old_grade: Grade | None
    new_grade: Grade | None

    @property
    def changes(self) -> bool:
        """Whether the marks are others; other words alone are no change."""
        return (self.old.earned, self.old.available) != (self.new.earned, self.new.available)

    @property
    def passing(self) -> Pass:
        before = self.old_grade is not None and self.old_grade.passed
        after = self.new_grade is not None and self.new_grade.passed
        if before is after:
            return Pass.SAME
        return Pass.GAINED if after else Pass.LOST


def needs_decision(old: Item, new: Item) -> bool:
    """Whether the meaning of an item changed, so that somebody has to say what becomes of old marks."""
    return any(change.weight is Weight.MEANING for change in fingerprints.compare(old, new))


def can_remark(old: Item, new: Item) -> bool:
    """Whether answers to `old` can be marked by the key of `new`: the same kind, and one that has a key."""
    if type(old) is not type(new):
        return False
    if isinstance(old, GapFill) and isinstance(new, GapFill):
        return len(old.gaps) == len(new.gaps)
    return isinstance(
        new, SingleChoice | TrueFalse | MultipleResponse | Matching | Ordering | ShortText | Number
    )


def carry(old: Item, new: Item, response: Response) -> Response | None:
    """What was given, in the indexes of the corrected item.

    None if it cannot be said: the kind is another, or the very option that was chosen is no longer there.
    """
    match old, new, response:
        case SingleChoice(), SingleChoice(), ChoiceResponse(choice):
            return _choice(old.options, new.options, choice)
        case TrueFalse(), TrueFalse(), ChoiceResponse(choice):
            return _choice(old.options, new.options, choice)
        case MultipleResponse(), MultipleResponse(), ChoicesResponse(choices):
            places = _places(old.options, new.options)
            return ChoicesResponse(frozenset(places[one] for one in choices if one in places))
        case Matching(), Matching(), PairsResponse(chosen):
            return _pairs(old, new, chosen)
        case Ordering(), Ordering(), OrderResponse(steps):
            return _steps(old, new, steps)
        case GapFill(), GapFill(), GapsResponse(texts):
            return _gaps(old, new, texts)
        case (ShortText(), ShortText(), TextResponse()) | (Number(), Number(), TextResponse()):
            return response
    return None


def carry_order(old: Item, new: Item, order: Sequence[int]) -> tuple[int, ...]:
    """The order in which a paper showed the options of the old item, for those of the new one.

    What the paper could not show stands last; items without options have an order that nobody reads back.
    """
    ticked = SingleChoice | TrueFalse | MultipleResponse
    if not (isinstance(old, ticked) and isinstance(new, ticked)):
        return tuple(order)
    places = _places(old.options, new.options)
    shown = [places[one] for one in order if one in places]
    return (*shown, *(at for at in range(len(new.options)) if at not in shown))


def _places(old: Sequence[Option], new: Sequence[Option]) -> dict[int, int]:
    return likeness.match([one.text for one in old], [one.text for one in new])


def _choice(old: Sequence[Option], new: Sequence[Option], choice: int | None) -> ChoiceResponse | None:
    if choice is None:
        return ChoiceResponse()
    place = _places(old, new).get(choice)
    return None if place is None else ChoiceResponse(place)


def _pairs(old: Matching, new: Matching, chosen: Sequence[int | None]) -> PairsResponse:
    lefts = likeness.match([pair.left for pair in old.pairs], [pair.left for pair in new.pairs])
    rights = likeness.match(old.rights, new.rights)
    carried: list[int | None] = [None] * len(new.pairs)
    for row, right in enumerate(chosen):
        if row in lefts and right is not None:
            carried[lefts[row]] = rights.get(right)
    return PairsResponse(tuple(carried))


def _steps(old: Ordering, new: Ordering, given: Sequence[int | None]) -> OrderResponse:
    places = likeness.match(old.steps, new.steps)
    size = len(new.steps)
    carried = [None if step is None else places.get(step) for step in given]
    if len(carried) > size:
        # A step that is gone leaves no hole: those after it move up.
        carried = [step for step in carried if step is not None]
    carried += [None] * (size - len(carried))
    return OrderResponse(tuple(carried[:size]))


def _gaps(old: GapFill, new: GapFill, texts: Sequence[str]) -> GapsResponse | None:
    """What was typed stays as it is; what was chosen is the same choice in its words of today."""
    if len(texts) != len(new.gaps):
        return None
    carried = []
    for before, after, text in zip(old.gaps, new.gaps, texts, strict=True):
        if not text or not after.choices or text in after.choices:
            carried.append(text)
        elif text in before.choices:
            place = likeness.match(before.choices, after.choices).get(before.choices.index(text))
            if place is None:
                return None
            carried.append(after.choices[place])
        else:
            # It was typed where there is a list now.
            return None
    return GapsResponse(tuple(carried))


def outcome(
    old: Item, new: Item, response: Response, old_mark: Mark, others: Iterable[Mark] | None, pass_mark: int
) -> Outcome | None:
    """What the corrected item makes of one attempt; None if its answer cannot be carried over.

    `others` are the marks of the other items of its paper, None while a trainer is still to mark some. The
    pass mark is the one that the attempt was taken under.
    """
    carried = carry(old, new, response)
    if carried is None:
        return None
    new_mark = marking.mark(new, carried)
    if others is None:
        return Outcome(old_mark, new_mark, None, None)
    rest = list(others)
    return Outcome(
        old_mark,
        new_mark,
        grading.grade([old_mark, *rest], pass_mark),
        grading.grade([new_mark, *rest], pass_mark),
    )
