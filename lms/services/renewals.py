"""Owns until when a certificate counts that is being awarded, and which one it takes the place of.

It must not know how a certificate is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.certificates import Certificate, CertificateCorrection
from lms.db.people import Person
from lms.db.recognition import Recognition, RecognitionState
from lms.db.renewals import Succession
from lms.domain import refreshers, requirements
from lms.domain.permissions import Role
from lms.queries import duty_terms
from lms.queries.pinned import CourseFacts


@dataclass(frozen=True, slots=True)
class Renewed:
    """`until` is the last valid day (None = does not end), `predecessor_id` the certificate before it.

    `passed_before` is the day of the pass before, here or at another authority.
    """

    until: date | None
    predecessor_id: int | None
    passed_before: date | None = None


def renewed(
    session: Session, *, person_id: int, course: CourseFacts, cycle_id: int, passed_on: date
) -> Renewed:
    """What a pass earns; for the unit of work that awards. Three statements.

    The course is as it was when the attempt began; the requirements are those of today. Where several hold
    for somebody, the earliest day counts. A first pass counts from its own day.
    """
    own = (
        sa.select(
            Certificate.id,
            Certificate.valid_until,
            Certificate.passed_on,
            Certificate.issued_at.label("at"),
        )
        .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
        .where(
            CertificateCorrection.revoked_at.is_(None),
            Certificate.person_id == person_id,
            Certificate.course_slug == course.slug,
            sa.or_(Certificate.cycle_id.is_(None), Certificate.cycle_id != cycle_id),
        )
    )
    # What another authority issued is renewed like our own once it was recognised; it has no row of ours.
    theirs = sa.select(
        sa.null(), Recognition.valid_until, Recognition.passed_on, Recognition.decided_at
    ).where(
        Recognition.person_id == person_id,
        Recognition.course_slug == course.slug,
        Recognition.state == RecognitionState.RECOGNISED.value,
        sa.or_(Recognition.cycle_id.is_(None), Recognition.cycle_id != cycle_id),
    )
    both = sa.union_all(own, theirs).subquery()
    before = session.execute(
        sa.select(both.c.id, both.c.valid_until, both.c.passed_on)
        .order_by(both.c.at.desc(), both.c.id.desc())
        .limit(1)
    ).one_or_none()
    person = session.execute(sa.select(Person.team_id, Person.role).where(Person.id == person_id)).one()
    terms = [
        duty.terms
        for duty in duty_terms.current(session)
        if duty.course == course.slug and duty.group.holds(team_id=person.team_id, role=Role(person.role))
    ]
    until = requirements.next_expiry(
        refreshers.course_rule(course.validity, course.refresher),
        terms,
        None if before is None else before.valid_until,
        passed_on,
    )
    return Renewed(
        until,
        None if before is None else before.id,
        None if before is None else before.passed_on,
    )


def record(session: Session, *, certificate_id: int, predecessor_id: int | None) -> None:
    """Note what a new certificate takes the place of; for the same unit of work. Safe to repeat."""
    if predecessor_id is not None:
        row = {"certificate_id": certificate_id, "predecessor_id": predecessor_id}
        inserts.add_once(session, Succession, row, Succession.certificate_id)
