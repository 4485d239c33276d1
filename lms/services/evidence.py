"""Owns noting that somebody was at a workshop or was observed in practice, and taking that back.

Certificates that were issued keep what they say. It must not know who may do so.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.evidence import NAME_MOST, NOTE_MOST, TITLE_MOST, Evidence
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.certificates import Evidence as Line
from lms.domain.certificates import EvidenceKind, WitnessedKind
from lms.queries import people
from lms.services import audit

# A certificate lists so many at most, the newest; a course has a handful.
MOST = 20


def add(
    session: Session,
    *,
    actor_id: int | None,
    person_id: int,
    kind: WitnessedKind,
    course: str,
    title: str,
    held_on: date,
    witness: str,
    note: str,
    today: date,
    now: datetime,
) -> int:
    """Note it; the same noted twice is one. Certificates earned from now on list it.

    Raises: UnknownPerson; EvidenceRefused for a day to come and for oneself; Invalid for an empty or
    over-long text.
    """
    words = {
        "title": _words("What it was", title, TITLE_MOST),
        "witness": _words("The name", witness, NAME_MOST),
        "note": _words("The note", note, NOTE_MOST, least=0),
    }
    if held_on > today:
        raise errors.EvidenceRefused("The day is still to come.")
    if person_id == actor_id:
        raise errors.EvidenceRefused("Somebody else has to note what you did yourself.")
    with unit_of_work(session):
        # The person is held, so that two who note the same at once make one row.
        if session.get(Person, person_id, with_for_update=True) is None:
            raise errors.UnknownPerson(str(person_id))
        found = session.execute(
            sa.select(Evidence.id).where(
                Evidence.person_id == person_id,
                Evidence.course_slug == course,
                Evidence.kind == kind.value,
                Evidence.title == words["title"],
                Evidence.held_on == held_on,
                Evidence.removed_at.is_(None),
            )
        ).scalar()
        if found is not None:
            return found
        row = Evidence(
            person_id=person_id,
            course_slug=course,
            kind=kind.value,
            held_on=held_on,
            made_by=actor_id,
            made_at=now,
            removed_because="",
            **words,
        )
        session.add(row)
        session.flush()
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action=f"note {kind.value}",
            subject=f"person {person_id}",
            course=course,
            held_on=held_on.isoformat(),
            evidence=row.id,
        )
        return row.id


def remove(session: Session, *, actor_id: int | None, evidence_id: int, reason: str, now: datetime) -> None:
    """Have it count no longer; it stays in the list with the reason. Safe to repeat.

    Raises: UnknownEvidence, EvidenceRefused for one's own, Invalid without a reason.
    """
    words = _words("The reason", reason, NOTE_MOST)
    with unit_of_work(session):
        person_id = session.execute(
            sa.select(Evidence.person_id).where(Evidence.id == evidence_id)
        ).scalar_one_or_none()
        if person_id is None:
            raise errors.UnknownEvidence(evidence_id)
        if person_id == actor_id:
            raise errors.EvidenceRefused("Somebody else has to take back what is about you.")
        removed = session.execute(
            sa.update(Evidence)
            .where(Evidence.id == evidence_id, Evidence.removed_at.is_(None))
            .values(removed_at=now, removed_by=actor_id, removed_because=words)
            .returning(Evidence.kind)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
        if removed is not None:
            audit.record(
                session,
                at=now,
                actor_id=actor_id,
                action=f"remove {removed}",
                subject=f"person {person_id}",
                evidence=evidence_id,
                reason=words,
            )


def of_pass(session: Session, *, person_id: int, course: str, after: date | None, until: date) -> list[Line]:
    """What a pass on the day `until` rests on beside lessons and quizzes, the oldest first. One statement.

    What was there on the day of the pass before (`after`) belongs to the certificate of that pass.
    """
    found = sa.select(Evidence.kind, Evidence.title, Evidence.held_on, Evidence.witness).where(
        Evidence.person_id == person_id,
        Evidence.course_slug == course,
        Evidence.removed_at.is_(None),
        Evidence.held_on <= until,
    )
    if after is not None:
        found = found.where(Evidence.held_on > after)
    rows = session.execute(found.order_by(Evidence.held_on.desc(), Evidence.id.desc()).limit(MOST)).all()
    return [
        Line(EvidenceKind(kind), f"{title}, {day.day} {day:%B %Y}, {witness}")
        for kind, title, day, witness in reversed(rows)
    ]


def _words(what: str, text: str, most: int, *, least: int = 1) -> str:
    words = " ".join(text.split())
    if not least <= len(words) <= most or not people.fits_a_row(words):
        raise errors.Invalid(f"{what} has {least} to {most} characters.")
    return words
