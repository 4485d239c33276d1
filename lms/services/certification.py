"""Owns the award of a certificate.

Everything that is printed or signed is frozen here, at issue. It must not know the live content: what the
course was is pinned with the attempt.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.attempts import Attempt
from lms.db.certificates import Certificate, CertificateCorrection, CertificateRecipient
from lms.db.enrolments import LessonRead
from lms.db.people import Person
from lms.domain import ids, recipients
from lms.domain.certificates import Evidence, EvidenceKind
from lms.domain.grading import Grade
from lms.domain.ids import CertificateNumber
from lms.domain.quizzes import Quiz
from lms.queries import pinned
from lms.queries.pinned import CourseFacts
from lms.queries.sittings import OwnAttempt
from lms.services import audit, evidence, outbox_rows, renewals

CLAIM = "has completed and shown understanding of"
VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who issues: the organisation's name, the address people reach us at, the zone of its days, its keys.

    `keys` is the folder of the private keys; None where nothing may be signed.
    """

    organisation: str
    base_url: str
    timezone: str
    keys: Path | None = None


def award(
    session: Session,
    *,
    person_id: int,
    attempt: OwnAttempt,
    quiz: Quiz,
    grade: Grade,
    now: datetime,
    issuing: Issuing,
) -> str | None:
    """The number of the certificate that a passed attempt earns; for the unit of work that closes it.

    Only the final quiz of a course that gives certificates earns one, and only one in a cycle: a later pass
    returns the number that is there, unless that was revoked. None if there is nothing to earn, as for an
    attempt that may not count.
    """
    course = pinned.course(session, attempt.course_digest)
    if course.final_quiz != attempt.quiz_slug or not course.gives_certificate or not attempt.counts:
        return None
    number = new_number()
    name, sign_in_name = session.execute(
        sa.select(Person.name, Person.sign_in_name).where(Person.id == person_id)
    ).one()
    _let_go_of_revoked(session, attempt.cycle_id)
    # Somebody who waited for a trainer or for a correction passed on the day they handed in.
    passed_on = (attempt.submitted_at or now).astimezone(ZoneInfo(issuing.timezone)).date()
    renewed = renewals.renewed(
        session, person_id=person_id, course=course, cycle_id=attempt.cycle_id, passed_on=passed_on
    )
    done = _evidence(session, attempt, course)
    done += evidence.of_pass(
        session, person_id=person_id, course=course.slug, after=renewed.passed_before, until=passed_on
    )
    certificate_id = inserts.add_once(
        session,
        Certificate,
        {
            "number": number,
            "cycle_id": attempt.cycle_id,
            "person_id": person_id,
            "attempt_id": attempt.id,
            "holder_name": name,
            "course_slug": course.slug,
            "course_title": course.title,
            "course_version": course.version[:VERSION_LENGTH],
            "claim": CLAIM,
            "organisation": issuing.organisation,
            "passed_on": passed_on,
            "valid_until": renewed.until,
            "percent": grade.percent,
            "minutes": course.minutes,
            "evidence": [
                {"kind": entry.kind.value, "text": entry.text} for entry in (*done, _final(quiz, grade))
            ],
            "signatory": course.owner or issuing.organisation,
            "verify_url": f"{issuing.base_url}/certificates/{number}",
            "issued_at": now,
        },
        Certificate.id,
    )
    if certificate_id is None:
        return session.execute(
            sa.select(Certificate.number).where(Certificate.cycle_id == attempt.cycle_id)
        ).scalar_one()
    renewals.record(session, certificate_id=certificate_id, predecessor_id=renewed.predecessor_id)
    keep_recipient(session, certificate_id, sign_in_name)
    audit.record(
        session, at=now, actor_id=person_id, action="award certificate", subject=f"certificate {number}"
    )
    ask_for_files(session, number, now=now)
    return number


def new_number() -> str:
    """A number that nobody can guess."""
    return str(CertificateNumber.from_bits(secrets.randbits(ids.RANDOM_BITS)))


def keep_recipient(session: Session, certificate_id: int, sign_in_name: str) -> None:
    """Freeze whom a new certificate is about, as a hash with a salt of its own."""
    about = recipients.recipient(sign_in_name, secrets.token_hex(recipients.SALT_BYTES))
    session.add(
        CertificateRecipient(
            certificate_id=certificate_id, kind=about.kind.value, salt=about.salt, hashed=about.hashed
        )
    )


def ask_for_files(session: Session, number: str, *, now: datetime) -> None:
    """Have the files of a certificate made after the commit."""
    outbox_rows.add(
        session,
        key=f"certificate-files:{number}",
        kind="certificate-files",
        body={"numbers": [number]},
        due_at=now,
    )


def _let_go_of_revoked(session: Session, cycle_id: int) -> None:
    """A certificate that was revoked does not keep its cycle from earning another."""
    revoked = (
        sa.select(CertificateCorrection.certificate_id)
        .join(Certificate, Certificate.id == CertificateCorrection.certificate_id)
        .where(Certificate.cycle_id == cycle_id, CertificateCorrection.revoked_at.is_not(None))
    )
    found = session.execute(revoked).scalar_one_or_none()
    if found is not None:
        session.execute(
            sa.update(Certificate)
            .where(Certificate.id == found)
            .values(cycle_id=None)
            .execution_options(synchronize_session=False)
        )


def _evidence(session: Session, attempt: OwnAttempt, course: CourseFacts) -> list[Evidence]:
    """What the platform knows by itself: lessons read, then the best mark in each other quiz passed."""
    read = set(
        session.scalars(sa.select(LessonRead.lesson_slug).where(LessonRead.cycle_id == attempt.cycle_id))
    )
    found = []
    known = [lesson for lesson in course.lessons if lesson in read]
    if known:
        found.append(Evidence(EvidenceKind.MODULE, f"{len(known)} of {len(course.lessons)} read"))
    rows = session.execute(
        sa.select(Attempt.quiz_slug, sa.func.max(Attempt.percent))
        .where(Attempt.cycle_id == attempt.cycle_id, Attempt.passed.is_(True), Attempt.counts.is_(True))
        .group_by(Attempt.quiz_slug)
    )
    best = {slug: percent or 0 for slug, percent in rows}
    for slug, title in course.quizzes:
        if slug in best and slug != attempt.quiz_slug:
            found.append(Evidence(EvidenceKind.QUIZ, f"{title}: {best[slug]}%"))
    return found


def _final(quiz: Quiz, grade: Grade) -> Evidence:
    return Evidence(EvidenceKind.QUIZ, f"{quiz.title}: {grade.percent}% (pass mark {quiz.pass_mark}%)")
