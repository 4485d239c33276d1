"""Practice between refreshers: what an answer says about memory, what a sitting asks, when the next one is.

Formative only: nothing here is a mark, a grade or a date of a certificate. It must not know how memory fades
between two sittings, which is for the scheduling model, nor who practises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from random import Random

from lms.domain import drawing
from lms.domain.comparing import fold
from lms.domain.quizzes import Confidence, Item, Quiz, Reflection, Scale, fits

# Three minutes at about half a minute a question. Source: domain facts 5.5.
MOST_ITEMS = 5
# Never more often than once a week, and a fortnight as a rule: this is work time, and gaps are what helps.
SHORTEST_GAP = timedelta(days=7)
USUAL_GAP = timedelta(days=14)
# A sitting that was left is over after a day: its questions may have changed, and a fresh draw is fairer.
OPEN_FOR = timedelta(days=1)
SAFETY = "safety"
_HALF = Fraction(1, 2)


class Rating(StrEnum):
    """What an answer says about how well an objective is remembered, in the words of the model."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"


class Outcome(StrEnum):
    """How an answer was marked, as far as memory is concerned."""

    WRONG = "wrong"
    PARTLY = "partly right, under half"
    MOSTLY = "partly right, half or more"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: `confidence` None = nothing was said."""

    outcome: Outcome
    confidence: Confidence | None
    rating: Rating
    because: str


_ANY: tuple[Confidence | None, ...] = (None, *Confidence)
_WRONG = "What cannot be given when it is asked for is not remembered, however sure somebody is."
_PARTLY = "More is missing than is there, so it has to be met again soon."
_MOSTLY = "Most of it came back, but not by itself: it comes back sooner than what was right."

# Source: domain facts 5.5, grade map; partly right answers are ours, since the source has none.
RULES: tuple[Rule, ...] = (
    *(Rule(Outcome.WRONG, sure, Rating.AGAIN, _WRONG) for sure in _ANY),
    *(Rule(Outcome.PARTLY, sure, Rating.AGAIN, _PARTLY) for sure in _ANY),
    *(Rule(Outcome.MOSTLY, sure, Rating.HARD, _MOSTLY) for sure in _ANY),
    Rule(Outcome.RIGHT, Confidence.GUESS, Rating.HARD, "A lucky guess looks like knowing and is not."),
    Rule(Outcome.RIGHT, Confidence.FAIRLY, Rating.GOOD, "It came back with some effort, as it should."),
    Rule(Outcome.RIGHT, Confidence.SURE, Rating.EASY, "It came back by itself, so it can wait longer."),
    Rule(Outcome.RIGHT, None, Rating.GOOD, "Right, and nothing says that it was a guess or was easy."),
)
_BY_FACTS = {(rule.outcome, rule.confidence): rule for rule in RULES}


def outcome(earned: Fraction, available: Fraction) -> Outcome:
    """How marked: `earned` of `available` marks. Raises: ValueError for a question that has no marks."""
    if available <= 0:
        raise ValueError("what carries no marks says nothing about memory")
    share = earned / available
    if share <= 0:
        return Outcome.WRONG
    if share >= 1:
        return Outcome.RIGHT
    return Outcome.MOSTLY if share >= _HALF else Outcome.PARTLY


def rate(earned: Fraction, available: Fraction, confidence: Confidence | None) -> Rule:
    """The line of the table for a marked answer. Raises: ValueError for a question that has no marks."""
    return _BY_FACTS[outcome(earned, available), confidence]


def key_of(objective: str) -> str:
    """What makes two spellings one objective, as 64 signs: capitals, accents and spaces do not count."""
    return hashlib.sha256(fold(objective).encode()).hexdigest()


def can_ask(item: Item) -> bool:
    """Whether an item can be practised: it names an objective, is marked at once and is not retired."""
    if item.retired_on is not None or not item.objective.strip():
        return False
    return not isinstance(item, Reflection | Scale)


def is_safety(quiz: Quiz, item: Item) -> bool:
    """Whether an item tests a limit of safety: it has that tag, or every paper of its quiz asks it."""
    if any(fold(tag) == SAFETY for tag in item.tags):
        return True
    return any(line.count is None and fits(line, item) for line in quiz.pick)


@dataclass(frozen=True, slots=True)
class Question:
    """An item that can be asked about an objective; `asked_at` is when this person last met it here."""

    quiz: str
    item_id: str
    safety: bool = False
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An objective that somebody may practise. `due_at` None = never practised; `missed` = wrong or a guess
    in the quiz that was passed.
    """

    course: str
    key: str
    objective: str
    questions: tuple[Question, ...]
    due_at: datetime | None = None
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """One question of a sitting."""

    candidate: Candidate
    question: Question


def choose(candidates: Sequence[Candidate], due_before: datetime, seed: int) -> tuple[Chosen, ...]:
    """The questions of one sitting: at most `MOST_ITEMS`, each about another objective.

    What is due before an instant (the end of the day) comes first, the longest due before the rest; then what
    was never practised, what went wrong in the quiz before the rest. One question is about safety if there is
    one at all, due or not. An objective is asked by the question met longest ago, so that people learn the
    idea and not the wording. Nothing due and nothing new = nothing to ask.
    """
    chance = drawing.chance_of(seed)
    mixed = [one for one in candidates if one.questions]
    drawing.mix(chance, mixed)
    wanted = sorted((one for one in mixed if _is_wanted(one, due_before)), key=_pressing)
    taken = wanted[:MOST_ITEMS]
    if not taken:
        return ()
    if not any(_has_safety(one) for one in taken):
        safe = sorted((one for one in mixed if _has_safety(one)), key=_pressing)
        if safe:
            taken = [*taken[: MOST_ITEMS - 1], safe[0]]
    about_safety = next((one for one in taken if _has_safety(one)), None)
    return tuple(Chosen(one, _question(one, one is about_safety, chance)) for one in taken)


def _is_wanted(one: Candidate, due_before: datetime) -> bool:
    return one.due_at is None or one.due_at < due_before


def _pressing(one: Candidate) -> tuple[bool, float, bool]:
    """Sorts what is due by its day, then what is new, what went wrong first."""
    return one.due_at is None, 0.0 if one.due_at is None else one.due_at.timestamp(), not one.missed


def _has_safety(one: Candidate) -> bool:
    return any(question.safety for question in one.questions)


def _question(one: Candidate, about_safety: bool, chance: Random) -> Question:
    questions = [question for question in one.questions if question.safety or not about_safety]
    drawing.mix(chance, questions)
    # Never met sorts as met at the beginning of time.
    return min(questions, key=lambda one: 0.0 if one.asked_at is None else one.asked_at.timestamp())


def is_over(started_at: datetime, finished_at: datetime | None, now: datetime) -> bool:
    """Whether a sitting takes no more answers: every question is answered, or a day has gone by."""
    return finished_at is not None or now >= started_at + OPEN_FOR


def next_on(
    last_on: date | None, *, forgotten: bool, first_due_on: date | None, something_new: bool, today: date
) -> date | None:
    """The first day of the next sitting, None if there is nothing to practise.

    `last_on` is the day of the last sitting, None before the first. A fortnight after it, or a week if
    something was `forgotten` in it; later if nothing is new and the first objective is due only later.
    """
    if first_due_on is None and not something_new:
        return None
    earliest = today if last_on is None else last_on + (SHORTEST_GAP if forgotten else USUAL_GAP)
    if something_new or first_due_on is None:
        return earliest
    return max(earliest, first_due_on)
