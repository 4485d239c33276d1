"""A quiz with written answers that trainers and learners mark, and attempts that wait for a trainer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.attempts import Attempt
from lms.domain.judging import Voice
from lms.domain.quizzes import Criterion, MarkedBy, Quiz, Reflection, SingleChoice
from lms.services import judging
from lms.services.attempts import Answers
from lms.services.judging import Judged
from tests.support import learning, reflections, rows
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


def hand_in(learner: Learner, *, right: bool = True, text: str = "I would ask first.") -> str:
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
    return attempt_id


LATER = rows.NOW + timedelta(days=3)


def judge(
    session: Session,
    attempt_id: str,
    judge_id: int,
    points: tuple[int, ...] = (2, 2),
    *,
    voice: Voice = Voice.FIRST,
    round: int = 1,
    second: bool = False,
    feedback: str = "",
    item_id: str = reflections.WRITTEN.id,
) -> Judged:
    return judging.judge(
        session,
        attempt_id=attempt_id,
        item_id=item_id,
        judge_id=judge_id,
        round=round,
        voice=voice,
        points=points,
        feedback=feedback,
        second_wanted=second,
        now=LATER,
        issuing=learning.ISSUING,
    )


def stored(session: Session, attempt_id: str) -> tuple[bool, int | None, bool | None]:
    session.rollback()
    return tuple(
        session.execute(
            sa.select(Attempt.waits_for_trainer, Attempt.percent, Attempt.passed).where(
                Attempt.id == attempt_id
            )
        ).one()
    )
