"""Owns the points that learners give their own reflections; they count for nothing.

It must not know pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.judgements import SelfMark
from lms.db.unit_of_work import unit_of_work
from lms.domain import attempts as rules
from lms.domain import drawing, errors, judging
from lms.domain.quizzes import MarkedBy, Reflection
from lms.queries import attempts as reads
from lms.queries import pinned


def mark(
    session: Session,
    *,
    person_id: int,
    attempt_id: str,
    item_id: str,
    points: Sequence[int],
    now: datetime,
) -> None:
    """Keep what somebody gives their own answer beside the model answer. The same again changes nothing.

    Raises: UnknownAttempt, UnknownResponse unless the model answer of such a reflection has been shown to
    them, MalformedPoints.
    """
    with unit_of_work(session):
        attempt = reads.own(session, person_id=person_id, attempt_id=attempt_id, lock=True)
        quiz = pinned.quiz(session, attempt.quiz_digest)
        on_paper = {drawn.item_id for drawn in drawing.draw(quiz, attempt.seed).items}
        item = next((one for one in quiz.items if one.id == item_id and one.id in on_paper), None)
        history = reads.history(session, cycle_id=attempt.cycle_id, quiz=attempt.quiz_slug)
        shown = attempt.submitted_at is not None and rules.may_review(
            quiz.show_answers, quiz.attempts, history, passed=bool(attempt.passed)
        )
        if not (shown and isinstance(item, Reflection) and item.marked_by is MarkedBy.SELF):
            raise errors.UnknownResponse(attempt_id, item_id)
        judging.check_points(item, points)
        newest = session.execute(
            sa.select(SelfMark.points)
            .where(SelfMark.attempt_id == attempt_id, SelfMark.item_id == item_id)
            .order_by(SelfMark.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        if newest == list(points):
            return
        session.add(SelfMark(attempt_id=attempt_id, item_id=item_id, points=list(points), made_at=now))
