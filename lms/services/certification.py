"""Owns the award of a certificate and its file.

Everything that is printed is frozen here, at issue. It must not know the live content: what the course was
is pinned with the attempt.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.attempts import Attempt
from lms.db.certificates import Certificate, CertificateFile, FileKind
from lms.db.enrolments import LessonRead
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.documents import certificate_pdf
from lms.domain import certificates, errors, ids
from lms.domain.grading import Grade
from lms.domain.ids import CertificateNumber
from lms.domain.quizzes import Quiz
from lms.queries import pinned
from lms.queries.pinned import CourseFacts
from lms.queries.sittings import OwnAttempt
from lms.services import audit, outbox_rows

CLAIM = "has completed and shown understanding of"
VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who issues: the organisation's name, the address people reach us at, and the zone of its days."""

    organisation: str
    base_url: str
    timezone: str


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
    returns the number that is there. None if there is nothing to earn, as for an attempt that may not count.
    """
    course = pinned.course(session, attempt.course_digest)
    if course.final_quiz != attempt.quiz_slug or not course.gives_certificate or not attempt.counts:
        return None
    number = str(CertificateNumber.from_bits(secrets.randbits(ids.RANDOM_BITS)))
    passed_on = now.astimezone(ZoneInfo(issuing.timezone)).date()
    certificate_id = inserts.add_once(
        session,
        Certificate,
        {
            "number": number,
            "cycle_id": attempt.cycle_id,
            "person_id": person_id,
            "attempt_id": attempt.id,
            "holder_name": session.execute(sa.select(Person.name).where(Person.id == person_id)).scalar_one(),
            "course_slug": course.slug,
            "course_title": course.title,
            "course_version": course.version[:VERSION_LENGTH],
            "claim": CLAIM,
            "organisation": issuing.organisation,
            "passed_on": passed_on,
            "valid_until": certificates.valid_until(passed_on, course.validity),
            "percent": grade.percent,
            "minutes": course.minutes,
            "evidence": _evidence(session, attempt, course, quiz, grade),
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
    audit.record(
        session, at=now, actor_id=person_id, action="award certificate", subject=f"certificate {number}"
    )
    outbox_rows.add(
        session, key=f"certificate-pdf:{number}", kind="certificate-pdf", body={"number": number}, due_at=now
    )
    return number


def pdf(session: Session, *, number: str, issuing: Issuing, now: datetime) -> bytes:
    """The certificate as a PDF: drawn when it is first wanted, byte for byte the same ever after.

    It shows what was frozen at issue; `issuing` as it is now changes nothing.
    Raises: UnknownCertificate, for a malformed number as well.
    """
    try:
        exact = str(CertificateNumber.parse(number))
    except errors.MalformedNumber:
        raise errors.UnknownCertificate from None
    body = _stored_pdf(session, exact)
    if body is not None:
        return body
    row = session.execute(sa.select(Certificate).where(Certificate.number == exact)).scalar_one_or_none()
    if row is None:
        raise errors.UnknownCertificate
    certificate_id = row.id
    facts = _facts(row)
    # No transaction is open while the page is drawn.
    session.rollback()
    made = certificate_pdf.render(facts)
    with unit_of_work(session):
        held = sa.select(Certificate.id).where(Certificate.id == certificate_id)
        if session.execute(held.with_for_update(key_share=True)).one_or_none() is None:
            raise errors.UnknownCertificate
        inserts.add_once(
            session,
            CertificateFile,
            {
                "certificate_id": certificate_id,
                "kind": FileKind.PDF.value,
                "body": made,
                "digest": hashlib.sha256(made).hexdigest(),
                "created_at": now,
            },
            CertificateFile.id,
        )
        # Somebody else's, if they were quicker: the same certificate never has two files.
        return _stored_pdf(session, exact) or made


def _stored_pdf(session: Session, number: str) -> bytes | None:
    return session.execute(
        sa.select(CertificateFile.body)
        .join(Certificate, Certificate.id == CertificateFile.certificate_id)
        .where(Certificate.number == number, CertificateFile.kind == FileKind.PDF.value)
    ).scalar_one_or_none()


def _facts(row: Certificate) -> certificate_pdf.CertificateFacts:
    return certificate_pdf.CertificateFacts(
        number=row.number,
        holder_name=row.holder_name,
        course_title=row.course_title,
        course_version=row.course_version,
        claim=row.claim,
        passed_on=row.passed_on,
        valid_until=row.valid_until,
        percent=row.percent,
        minutes=row.minutes,
        organisation=row.organisation,
        verify_url=row.verify_url,
        signatory=row.signatory,
        evidence=tuple(row.evidence),
    )


def _evidence(
    session: Session, attempt: OwnAttempt, course: CourseFacts, quiz: Quiz, grade: Grade
) -> list[str]:
    """What the certificate rests on, a line each: lessons read, then the best mark in each quiz passed."""
    read = set(
        session.scalars(sa.select(LessonRead.lesson_slug).where(LessonRead.cycle_id == attempt.cycle_id))
    )
    lines = []
    known = [lesson for lesson in course.lessons if lesson in read]
    if known:
        lines.append(f"{len(known)} of {len(course.lessons)} lessons read")
    rows = session.execute(
        sa.select(Attempt.quiz_slug, sa.func.max(Attempt.percent))
        .where(Attempt.cycle_id == attempt.cycle_id, Attempt.passed.is_(True), Attempt.counts.is_(True))
        .group_by(Attempt.quiz_slug)
    )
    best = {slug: percent or 0 for slug, percent in rows}
    for slug, title in course.quizzes:
        if slug in best and slug != attempt.quiz_slug:
            lines.append(f"{title}: {best[slug]}%")
    lines.append(f"{quiz.title}: {grade.percent}% (pass mark {quiz.pass_mark}%)")
    return lines
