"""A small model of one attempt, and the quizzes it may be about, to hold the real ones against."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from lms.domain import drawing, grading, marking, responses
from lms.domain.quizzes import AttemptPolicy, Quiz, SingleChoice, TimeLimit
from tests.support import learning

ALLOWED = 3
GRACE = timedelta(seconds=10)


def version(minutes: int | None, turned: bool) -> Quiz:
    """The final quiz with another limit or, `turned`, another right answer to its first question."""
    limit = None if minutes is None else TimeLimit(minutes, "calls end")
    first = learning.ITEMS[0]
    assert isinstance(first, SingleChoice)
    if turned:
        moved = tuple(
            replace(
                option,
                correct=not option.correct and at == 1,
                share=1 - option.share if at < 2 else option.share,
            )
            for at, option in enumerate(first.options)
        )
        first = replace(first, options=moved)
    return learning.quiz(
        items=(first, *learning.ITEMS[1:]), time_limit=limit, attempts=AttemptPolicy(allowed=ALLOWED)
    )


@dataclass
class Modelled:
    """What must be true of one attempt."""

    id: str
    quiz: Quiz
    seed: int
    started_at: datetime
    deadline_at: datetime | None
    # How far the clock had been set on when it began: the deadline is an instant of that clock.
    set_on: timedelta = timedelta(0)
    seq: int = 0
    given: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    newest: dict[int, int] = field(default_factory=dict)
    late: set[int] = field(default_factory=set)
    ended_at: datetime | None = None
    timed_out: bool = False

    def overdue(self, passed: datetime) -> bool:
        """Whether answers are late at `passed`, an instant of a clock that nobody sets."""
        return self.deadline_at is not None and passed + self.set_on > self.deadline_at + GRACE

    def percent(self) -> int:
        marks = []
        for number, drawn in enumerate(drawing.draw(self.quiz, self.seed).items, start=1):
            item = self.quiz.item(drawn.item_id)
            fields = self.given.get(number, {})
            marks.append(marking.mark(item, responses.from_form(item, drawn.order, fields)))
        return grading.grade(marks, self.quiz.pass_mark).percent
