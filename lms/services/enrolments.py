"""Owns opening an enrolment and its first cycle. It must not know what happens in a cycle."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.enrolments import Cycle, Enrolment
from lms.db.unit_of_work import unit_of_work


def newest_cycle(session: Session, *, person_id: int, course: str, now: datetime, lock: bool = False) -> int:
    """The id of a person's newest cycle of a course, opened if there is none; for a unit of work.

    With `lock` nobody else holds it until the transaction ends: that is what keeps a limit of attempts.
    """
    with unit_of_work(session):
        query = (
            sa.select(Cycle.id)
            .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
            .where(Enrolment.person_id == person_id, Enrolment.course_slug == course)
            .order_by(Cycle.number.desc())
            .limit(1)
        )
        found = session.execute(query).scalar_one_or_none()
        if found is None:
            row = {"person_id": person_id, "course_slug": course, "created_at": now}
            inserts.add_once(session, Enrolment, row, Enrolment.id)
            enrolment_id = session.execute(
                sa.select(Enrolment.id).where(
                    Enrolment.person_id == person_id, Enrolment.course_slug == course
                )
            ).scalar_one()
            first = {"enrolment_id": enrolment_id, "number": 1, "opened_at": now}
            inserts.add_once(session, Cycle, first, Cycle.id)
            found = session.execute(query).scalar_one()
        if lock:
            # Weaker than FOR UPDATE: a certificate that points at the cycle need not wait.
            session.execute(sa.select(Cycle.id).where(Cycle.id == found).with_for_update(key_share=True))
        return found
