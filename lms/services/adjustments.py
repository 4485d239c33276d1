"""Owns setting what is adjusted for a person, with its audit row.

It must not know whether the actor may do so: the floor that knows the actor asks `domain.permissions`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.adjustments import Adjustment as Row
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.adjustments import MOST_EXTRA_PERCENT, Adjustment
from lms.queries import adjustments, people
from lms.services import audit


def adjust(
    session: Session, *, actor_id: int | None, person_id: int, adjustment: Adjustment, now: datetime
) -> None:
    """Set everything that is adjusted for somebody. Safe to repeat.

    It holds for every attempt started from now on; the deadline of an open one was stored at its start.
    The audit row says that something was set and by whom, not what: that may be somebody's health.

    Raises: UnknownPerson, Invalid.
    """
    if not 0 <= adjustment.extra_time_percent <= MOST_EXTRA_PERCENT:
        raise errors.Invalid(f"Extra time is from 0 to {MOST_EXTRA_PERCENT} per cent.")
    with unit_of_work(session):
        people.person(session, person_id)
        if adjustments.of(session, person_id) == adjustment:
            return
        row = {
            "person_id": person_id,
            "extra_time_percent": adjustment.extra_time_percent,
            "no_limit": adjustment.no_limit,
            "one_question_a_page": adjustment.one_question_a_page,
            "larger_type": adjustment.larger_type,
            "set_by": actor_id,
            "set_at": now,
        }
        inserts.put(session, Row, [row])
        audit.record(
            session, at=now, actor_id=actor_id, action="adjust person", subject=f"person {person_id}"
        )
