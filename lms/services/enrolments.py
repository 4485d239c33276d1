"""Owns opening an enrolment and its first cycle. It must not know what happens in a cycle."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts, prepared
from lms.db.enrolments import Cycle, Enrolment
from lms.db.unit_of_work import unit_of_work

# Made once: building statements anew for each request cost more than asking them.
_E = Enrolment.__table__.c
_C = Cycle.__table__.c
_NEWEST = prepared.select(
    sa.select(_C.id)
    .join_from(Cycle, Enrolment, _E.id == _C.enrolment_id)
    .where(_E.person_id == sa.bindparam("person_id"), _E.course_slug == sa.bindparam("course"))
    .order_by(_C.number.desc())
    .limit(sa.literal_column("1", sa.Integer))
)
_ENROLMENT = sa.select(_E.id).where(
    _E.person_id == sa.bindparam("person_id"), _E.course_slug == sa.bindparam("course")
)
# Weaker than FOR UPDATE: a certificate that points at the cycle need not wait.
_LOCKED = prepared.select(
    sa.select(_C.id).where(_C.id == sa.bindparam("cycle_id")).with_for_update(key_share=True)
)


def newest_cycle(session: Session, *, person_id: int, course: str, now: datetime, lock: bool = False) -> int:
    """The id of a person's newest cycle of a course, opened if there is none; for a unit of work.

    With `lock` nobody else holds it until the transaction ends: that is what keeps a limit of attempts.
    """
    with unit_of_work(session):
        # What the session still holds back may be the person.
        session.flush()
        connection = session.connection()
        asked = {"person_id": person_id, "course": course}
        newest = _NEWEST.one_or_none(connection, asked)
        if newest is None:
            row = {"person_id": person_id, "course_slug": course, "created_at": now}
            inserts.add_once(session, Enrolment, row, Enrolment.id)
            enrolment_id = connection.execute(_ENROLMENT, asked).scalar_one()
            first = {"enrolment_id": enrolment_id, "number": 1, "opened_at": now}
            inserts.add_once(session, Cycle, first, Cycle.id)
            (newest,) = _NEWEST.all(connection, asked)
        found: int = newest[0]
        if lock:
            _LOCKED.all(connection, {"cycle_id": found})
        return found
