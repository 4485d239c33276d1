"""Owns reading when somebody last passed the final quiz of a course: here, or at another authority.

It must not know what has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt
from lms.db.enrolments import Cycle, Enrolment
from lms.db.recognition import Recognition, RecognitionState
from lms.db.renewals import RefresherDraw


@dataclass(frozen=True, slots=True)
class LastPass:
    """The newest pass of a course's final quiz; `quiz_digest` is the whole quiz, also if a part was drawn.

    With `issuer` it was at another authority: then nothing is known of the questions.
    """

    attempt_id: str
    cycle_id: int
    started_at: datetime
    submitted_at: datetime
    quiz_digest: str
    issuer: str | None = None


def last_pass(session: Session, *, person_id: int, course: str, quiz: str) -> LastPass | None:
    """Somebody's newest pass of a quiz of a course, in whichever cycle. One statement."""
    row = session.execute(
        sa.select(
            Attempt.id,
            Attempt.cycle_id,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.quiz_digest,
            RefresherDraw.quiz_digest.label("whole"),
        )
        .join(Cycle, Cycle.id == Attempt.cycle_id)
        .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
        .outerjoin(RefresherDraw, RefresherDraw.attempt_id == Attempt.id)
        .where(
            Attempt.person_id == person_id,
            Enrolment.course_slug == course,
            Attempt.quiz_slug == quiz,
            Attempt.passed.is_(True),
        )
        .order_by(Attempt.submitted_at.desc(), Attempt.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.submitted_at is None:
        return None
    return LastPass(row.id, row.cycle_id, row.started_at, row.submitted_at, row.whole or row.quiz_digest)


def pass_elsewhere(session: Session, *, person_id: int, course: str) -> LastPass | None:
    """The newest pass at another authority that a refresher here renews. One statement.

    It counts from the first moment of its day, so that nothing which changed on that day is left out.
    """
    row = session.execute(
        sa.select(Recognition.passed_on, Recognition.issuer_name)
        .where(
            Recognition.person_id == person_id,
            Recognition.course_slug == course,
            Recognition.state == RecognitionState.NEEDS_REFRESHER.value,
        )
        .order_by(Recognition.passed_on.desc(), Recognition.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    at = datetime.combine(row.passed_on, time.min, UTC)
    return LastPass("", 0, at, at, "", row.issuer_name)
