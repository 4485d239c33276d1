"""A quiz whose first question has a wrong key, three people who took it, and the correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.attempts import Attempt
from lms.db.certificates import Certificate
from lms.domain.quizzes import Option, Quiz, SingleChoice
from lms.queries import corrections
from lms.services import remarking
from lms.services.remarking import Remarked
from tests.support import answers as keys
from tests.support import learning, rows
from tests.support.learners import Learner

LATER = rows.NOW + timedelta(days=2)
QUIZ = learning.FINAL_QUIZ
OLD = learning.ITEMS[0]
assert isinstance(OLD, SingleChoice)
ITEM = OLD.id
WITH, FOR, TO = OLD.options
# "For people" is right now, and the options stand in another order.
FIXED = replace(
    OLD,
    options=(replace(TO), Option(FOR.text, True, Fraction(1)), Option(WITH.text, False, Fraction(0))),
)


def quiz(item: SingleChoice) -> Quiz:
    return learning.quiz(items=(item, learning.ITEMS[2]), shuffle_questions=False, pass_mark=100)


BEFORE, AFTER = learning.library(quiz(OLD)), learning.library(quiz(FIXED))


def take(session: Session, name: str, choice: int, library: Library = BEFORE) -> str:
    """Somebody hands in with this option of the old item chosen, and the other question right."""
    return take_as(Learner(session, rows.add_person(session, name), library), choice)


def take_as(learner: Learner, choice: int) -> str:
    """The same of somebody who may have taken it before."""
    session = learner.session
    attempt_id = learner.start()
    answers = dict(learner.right())
    (_, order), _ = keys.paper(session, attempt_id)
    answers[1] = {"answer": [str(order.index(choice) + 1)]}
    learner.submit(attempt_id, answers)
    return attempt_id


def preview(session: Session, library: Library = AFTER, *, names: bool = False) -> corrections.Preview:
    return corrections.preview(session, library, quiz=QUIZ, item_id=ITEM, names=names)


def remark(
    session: Session, actor_id: int, *, digest: str | None = None, reason: str = "The key was wrong."
) -> Remarked:
    return remarking.remark(
        session,
        AFTER,
        quiz=QUIZ,
        item_id=ITEM,
        preview=preview(session).digest if digest is None else digest,
        reason=reason,
        actor_id=actor_id,
        now=LATER,
        issuing=learning.ISSUING,
    )


def undo(session: Session, actor_id: int, remark_id: int, reason: str = "It was right.") -> tuple[str, ...]:
    return remarking.undo(session, remark_id=remark_id, reason=reason, actor_id=actor_id, now=LATER)


def grades(session: Session) -> dict[str, tuple[int | None, bool | None]]:
    session.rollback()
    found = session.execute(sa.select(Attempt.id, Attempt.percent, Attempt.passed))
    return {row.id: (row.percent, row.passed) for row in found}


def certificates(session: Session) -> set[str]:
    session.rollback()
    return set(session.scalars(sa.select(Certificate.number)))
