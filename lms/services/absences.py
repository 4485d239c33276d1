"""Owns noting leave and exemptions, each with its reason and days. It must not know who may do so."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Person
from lms.db.requirements import REASON_MOST, Absence
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.requirements import AbsenceKind
from lms.queries import people
from lms.services import audit


def add(
    session: Session,
    *,
    actor_id: int | None,
    person_id: int,
    kind: AbsenceKind,
    course: str | None,
    reason: str,
    from_on: date,
    until_on: date | None,
    now: datetime,
) -> int:
    """Note that nothing is asked of somebody on some days (inclusive), for one course or (None) for any.

    Raises: UnknownPerson, Invalid for an empty or over-long reason or days in the wrong order.
    """
    words = " ".join(reason.split())
    if not 1 <= len(words) <= REASON_MOST or not people.fits_a_row(words):
        raise errors.Invalid(f"A reason has 1 to {REASON_MOST} characters.")
    if until_on is not None and until_on < from_on:
        raise errors.Invalid("The last day comes before the first.")
    with unit_of_work(session):
        if session.get(Person, person_id) is None:
            raise errors.UnknownPerson(str(person_id))
        row = Absence(
            person_id=person_id,
            course_slug=course,
            kind=kind.value,
            reason=words,
            from_on=from_on,
            until_on=until_on,
            made_by=actor_id,
            made_at=now,
        )
        session.add(row)
        session.flush()
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action=f"add {kind.value}",
            subject=f"person {person_id}",
            course=course,
            from_on=from_on.isoformat(),
            until_on=None if until_on is None else until_on.isoformat(),
        )
        return row.id


def end(session: Session, *, actor_id: int | None, absence_id: int, now: datetime) -> None:
    """Have it count no longer; it stays in the list. Safe to repeat. Raises: UnknownAbsence."""
    with unit_of_work(session):
        person_id = session.execute(
            sa.select(Absence.person_id).where(Absence.id == absence_id)
        ).scalar_one_or_none()
        if person_id is None:
            raise errors.UnknownAbsence(absence_id)
        ended = session.execute(
            sa.update(Absence)
            .where(Absence.id == absence_id, Absence.ended_at.is_(None))
            .values(ended_at=now, ended_by=actor_id)
            .returning(Absence.kind)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
        if ended is not None:
            audit.record(
                session, at=now, actor_id=actor_id, action=f"end {ended}", subject=f"person {person_id}"
            )
