"""Owns whether a reminder that was asked for still says something true when it is sent at last.

A mail server can be away for days; meanwhile people renew, go on leave, or leave. It must not know a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import Certificate, CertificateCorrection
from lms.db.people import Person
from lms.db.recognition import Recognition, RecognitionState
from lms.db.reminders import MailChoice
from lms.db.requirements import Absence


@dataclass(frozen=True, slots=True)
class Told:
    """One thing in a message: a person, a course, and the last day that it speaks of.

    `recipient_id` and `kind` name the note that it was told, None and "" in rows older than that. What is
    not `required` ends when its recipient wishes.
    """

    person_id: int
    course: str
    last_day: date
    recipient_id: int | None = None
    kind: str = ""
    required: bool = True


def read(about: object) -> tuple[Told, ...]:
    """What the body of a message says it is about, as `written` wrote it; nothing if it says nothing."""
    listed = about if isinstance(about, list) else []
    return tuple(Told(int(one[0]), str(one[1]), date.fromisoformat(str(one[2])), *one[3:]) for one in listed)


def written(found: Told) -> list[object]:
    """The same for a row of the outbox."""
    return [
        found.person_id,
        found.course,
        found.last_day.isoformat(),
        found.recipient_id,
        found.kind,
        found.required,
    ]


def holding(session: Session, about: tuple[Told, ...], *, today: date) -> tuple[Told, ...]:
    """What of it still holds: not renewed, nor about somebody who is away or has left, nor unwanted.

    Four statements for each thing at most.
    """
    return tuple(one for one in about if _holds(session, one, today))


def _holds(session: Session, one: Told, today: date) -> bool:
    if not one.required:
        stopped = sa.select(MailChoice.stopped_at).where(MailChoice.person_id == one.recipient_id)
        if session.execute(stopped).scalar_one_or_none() is not None:
            return False
    here = sa.select(Person.id).where(Person.id == one.person_id, Person.disabled_at.is_(None))
    if session.execute(here).scalar_one_or_none() is None:
        return False
    away = sa.select(Absence.id).where(
        Absence.person_id == one.person_id,
        Absence.ended_at.is_(None),
        Absence.from_on <= today,
        sa.or_(Absence.until_on.is_(None), Absence.until_on >= today),
        sa.or_(Absence.course_slug.is_(None), Absence.course_slug == one.course),
    )
    if session.execute(away.limit(1)).scalar_one_or_none() is not None:
        return False
    own = (
        sa.select(Certificate.id)
        .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
        .where(
            CertificateCorrection.revoked_at.is_(None),
            Certificate.person_id == one.person_id,
            Certificate.course_slug == one.course,
            sa.or_(Certificate.valid_until.is_(None), Certificate.valid_until > one.last_day),
        )
    )
    theirs = sa.select(Recognition.id).where(
        Recognition.person_id == one.person_id,
        Recognition.course_slug == one.course,
        Recognition.state == RecognitionState.RECOGNISED.value,
        sa.or_(Recognition.valid_until.is_(None), Recognition.valid_until > one.last_day),
    )
    return session.execute(sa.union_all(own, theirs).limit(1)).first() is None
