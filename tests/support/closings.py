"""Attempts with a limit and answers that wait for a trainer, for tests of how a sitting ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt
from lms.domain.quizzes import (
    TimeLimit,
)
from lms.queries import attempts as reads
from lms.queries import quiz_pages
from lms.queries.results import Result
from lms.queries.sheets import Sheet
from tests.support import learning, rows
from tests.support.learners import Learner

LIMIT = TimeLimit(30, "a real call leaves no more")
MINUTE = timedelta(minutes=1)
DEADLINE = rows.NOW + 30 * MINUTE
LATE = DEADLINE + timedelta(seconds=11)


def row_of(session: Session, attempt_id: str) -> Attempt:
    session.expire_all()
    return session.execute(sa.select(Attempt).where(Attempt.id == attempt_id)).scalar_one()


def sheet(learner: Learner, attempt_id: str, now: datetime = rows.NOW) -> Sheet:
    return reads.open_sheet(learner.session, person_id=learner.person_id, attempt_id=attempt_id, now=now)


def result(learner: Learner, attempt_id: str, now: datetime = LATE) -> Result:
    return reads.result(learner.session, person_id=learner.person_id, attempt_id=attempt_id, now=now)


def quiz_page(learner: Learner, now: datetime) -> quiz_pages.QuizPage:
    return reads.quiz_page(
        learner.session,
        learner.library,
        person_id=learner.person_id,
        quiz=learning.FINAL_QUIZ,
        now=now,
    )
