"""What a quiz is: its items, how they are drawn and when it may be tried again.

Every text is Markdown as the trainer wrote it. This module must not know how text is drawn on a page,
where a quiz comes from, or what anybody answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Marking(StrEnum):
    """How a multiple-response item turns ticks into a share of its marks."""

    RIGHT_MINUS_WRONG = "right minus wrong"
    EACH_OPTION = "each option"
    ALL_OR_NOTHING = "all or nothing"


class ShowAnswers(StrEnum):
    """When a closed attempt may be reviewed with its keys and feedback."""

    AT_ONCE = "at once"
    AFTER_PASSING = "after passing"
    AFTER_LAST_ATTEMPT = "after the last attempt"
    NEVER = "never"


class GradeBy(StrEnum):
    """Which attempt of a cycle counts. Never the last or the average: a later try must not lower a pass."""

    HIGHEST = "highest"
    FIRST = "first"


class Layout(StrEnum):
    """How many questions a page of the sheet shows."""

    ONE_A_PAGE = "one a page"
    ALL_ON_ONE_PAGE = "all on one page"


class Confidence(StrEnum):
    """How sure somebody says they are of one answer."""

    SURE = "sure"
    FAIRLY = "fairly"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tick. `share` is the part of the marks for ticking it in a single choice (0 to 1)."""

    text: str
    correct: bool
    share: Fraction
    feedback: str = ""
    if_missed: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Common:
    id: str
    text: str
    body: str = ""
    why: str = ""
    hint: str = ""
    tags: tuple[str, ...] = ()
    difficulty: Difficulty | None = None
    objective: str = ""
    marks: int = 1
    retired_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(_Common):
    """One option may be chosen; exactly one is correct, others may earn a part."""

    options: tuple[Option, ...]
    fixed_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleResponse(_Common):
    """Any number of options may be ticked."""

    options: tuple[Option, ...]
    marking: Marking = Marking.RIGHT_MINUS_WRONG
    fixed_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(_Common):
    """Two options in the order written; they are never shuffled."""

    options: tuple[Option, Option]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(_Common):
    """A right-hand answer for each left-hand text; `spares` are right-hand answers that fit nothing."""

    pairs: tuple[Pair, ...]
    spares: tuple[str, ...] = ()

    @property
    def rights(self) -> tuple[str, ...]:
        """Everything that can be chosen: the pairs' own right-hand texts in order, then the spares."""
        return (*(pair.right for pair in self.pairs), *self.spares)


class OrderMarking(StrEnum):
    """How an ordering turns places into a share of its marks."""

    EACH_PLACE = "each place"
    NEIGHBOURS = "neighbours"
    ALL_OR_NOTHING = "all or nothing"


class MarkedBy(StrEnum):
    """Who judges a reflection."""

    TRAINER = "trainer"
    SELF = "self"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(_Common):
    """Steps in the right order; they are always shuffled on the sheet."""

    steps: tuple[str, ...]
    marking: OrderMarking = OrderMarking.EACH_PLACE


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: any text of `accepted` is right. With `choices` it is a drop-down of exactly those."""

    accepted: tuple[str, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFill(_Common):
    """A text with gaps: `pieces` stand before, between and after them, so there is one piece more."""

    pieces: tuple[str, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(_Common):
    """A few words; case, accents, outer spaces and end stops do not count."""

    accept: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(_Common):
    """A number from `low` to `high`, both included; `shown` is the key as the trainer wrote it."""

    low: Fraction
    high: Fraction
    unit: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a mark scheme."""

    text: str
    marks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection(_Common):
    """A longer answer that a person judges, with a model answer to compare it with."""

    model_answer: str
    look_for: tuple[Criterion, ...] = ()
    marked_by: MarkedBy = MarkedBy.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(_Common):
    """Statements to agree with more or less; never marked."""

    choices: tuple[str, ...]
    statements: tuple[str, ...]


Item = (
    SingleChoice
    | MultipleResponse
    | TrueFalse
    | Matching
    | Ordering
    | GapFill
    | ShortText
    | Number
    | Reflection
    | Scale
)


@dataclass(frozen=True, slots=True)
class PickLine:
    """One line of `pick`: how many (None = everything) of the items that carry one of the tags."""

    count: int | None
    tags: tuple[str, ...]
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True)
class AttemptPolicy:
    """`allowed` attempts (None = unlimited); with `wait`, as many again once it has passed."""

    allowed: int | None = None
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long an attempt may take, and the author's reason, which learners are told."""

    minutes: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    slug: str
    title: str
    course: str
    items: tuple[Item, ...]
    intro: str = ""
    pass_mark: int = 80
    pick: tuple[PickLine, ...] = ()
    shuffle_questions: bool = True
    shuffle_options: bool = True
    attempts: AttemptPolicy = AttemptPolicy()
    show_answers: ShowAnswers = ShowAnswers.AFTER_PASSING
    grade_by: GradeBy = GradeBy.HIGHEST
    time_limit: TimeLimit | None = None
    layout: Layout = Layout.ONE_A_PAGE
    asks_confidence: bool = False

    def item(self, item_id: str) -> Item:
        """The item with this id.

        Raises: KeyError if the quiz has no such item; a paper only names items of its own quiz.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)


def fits(line: PickLine, item: Item) -> bool:
    """Whether an item may be drawn for this line: a tag in common, and the difficulty if one is asked."""
    if line.difficulty is not None and item.difficulty is not line.difficulty:
        return False
    return any(tag in item.tags for tag in line.tags)
