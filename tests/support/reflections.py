"""A quiz with written answers that trainers and learners mark, and attempts that wait for a trainer."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.attempts import Attempt, ItemMark
from lms.db.certificates import Certificate
from lms.db.unit_of_work import unit_of_work
from lms.domain.quizzes import Criterion, MarkedBy, Quiz, Reflection, SingleChoice
from lms.services.attempts import Answers
from tests.support import learning
from tests.support.learners import Learner

WRITTEN = Reflection(
    id="differently",
    text="Describe a conversation you would have *differently*.",
    model_answer="You name **what you said**.",
    look_for=(Criterion("names their own part", 2), Criterion("gives actual words", 2)),
    marked_by=MarkedBy.TRAINER,
)
SECOND = replace(WRITTEN, id="next-time", text="What will you try?", look_for=(), marks=3)
OWN = replace(WRITTEN, id="for-you", text="What was hard?", marked_by=MarkedBy.SELF)
CHOICE = learning.ITEMS[0]
assert isinstance(CHOICE, SingleChoice)


def quiz(*items: Reflection, **changes: object) -> Quiz:
    """The final quiz with one question to choose from and these to write."""
    wanted = {"items": (CHOICE, *(items or (WRITTEN,))), "shuffle_questions": False, **changes}
    return learning.quiz(learning.FINAL_QUIZ, **wanted)


def library(*items: Reflection, **changes: object) -> Library:
    return learning.library(quiz(*items, **changes))


def hand_in(
    session: Session, learner: Learner, *, right: bool = True, text: str = "I would ask first."
) -> str:
    """An attempt that waits for a trainer; the choice in it is right or wrong."""
    attempt_id = learner.start()
    found = learner.library.quiz(learning.FINAL_QUIZ).quiz
    answers: Answers = {
        number: {**fields, **({"answer": [text]} if isinstance(found.items[number - 1], Reflection) else {})}
        for number, fields in learner.right().items()
    }
    if not right:
        answers = {number: fields for number, fields in answers.items() if number != 1}
    learner.submit(attempt_id, answers)
    hold_back(session, attempt_id, found)
    return attempt_id


def hold_back(session: Session, attempt_id: str, found: Quiz) -> None:
    """Make sure that the attempt waits for a trainer, with no mark for what is written."""
    written = [
        item.id for item in found.items if isinstance(item, Reflection) and item.marked_by is MarkedBy.TRAINER
    ]
    with unit_of_work(session):
        session.execute(sa.delete(Certificate).where(Certificate.attempt_id == attempt_id))
        session.execute(
            sa.delete(ItemMark).where(ItemMark.attempt_id == attempt_id, ItemMark.item_id.in_(written))
        )
        session.execute(
            sa.update(Attempt)
            .where(Attempt.id == attempt_id)
            .values(
                waits_for_trainer=True,
                earned_numerator=None,
                earned_denominator=None,
                available_numerator=None,
                available_denominator=None,
                percent=None,
                passed=None,
            )
        )
