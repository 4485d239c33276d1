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
from lms.domain import errors, judging
from lms.domain.quizzes import MarkedBy, Reflection
from lms.queries import attempts as reads
from lms.queries import pinned, sittings


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
        attempt = sittings.own(session, person_id=person_id, attempt_id=attempt_id, lock=True)
        shown = reads.result(session, person_id=person_id, attempt_id=attempt_id, now=now).items
        item = pinned.drawn(session, attempt.quiz_digest, attempt.seed).items.get(item_id)
        is_own = isinstance(item, Reflection) and item.marked_by is MarkedBy.SELF
        if not isinstance(item, Reflection) or not is_own or all(one.item_id != item_id for one in shown):
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
