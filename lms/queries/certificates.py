"""Owns the reads of certificates: a person's own, and the one that a number names to anybody.

It must not know how a certificate is earned or drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import Certificate
from lms.domain import certificates, errors
from lms.domain.ids import CertificateNumber


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One line in a list. `valid_until` None = does not expire; `standing` is "valid" or "expired"."""

    number: str
    course_slug: str
    course_title: str
    passed_on: date
    valid_until: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """Everything that a certificate says, as it was frozen at issue, and its standing today."""

    number: str
    holder_name: str
    course_title: str
    course_version: str
    organisation: str
    claim: str
    passed_on: date
    valid_until: date | None
    percent: int
    minutes: int
    evidence: tuple[str, ...]
    standing: str
    issued_at: datetime
    signatory: str
    verify_url: str


def mine(session: Session, *, person_id: int, today: date) -> tuple[CertificateLine, ...]:
    """The certificates of one person, newest first. One statement."""
    rows = session.execute(
        sa.select(
            Certificate.number,
            Certificate.course_slug,
            Certificate.course_title,
            Certificate.passed_on,
            Certificate.valid_until,
        )
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )
    return tuple(
        CertificateLine(number, slug, title, passed_on, until, certificates.standing(until, today).value)
        for number, slug, title, passed_on, until in rows
    )


def public(session: Session, *, number: str, today: date) -> CertificateView:
    """The certificate with this number, typed in whatever way people type numbers.

    Raises: UnknownCertificate, for a malformed number as well.
    """
    try:
        exact = str(CertificateNumber.parse(number))
    except errors.MalformedNumber:
        raise errors.UnknownCertificate from None
    table = Certificate
    row = session.execute(
        sa.select(
            table.number,
            table.holder_name,
            table.course_title,
            table.course_version,
            table.organisation,
            table.claim,
            table.passed_on,
            table.valid_until,
            table.percent,
            table.minutes,
            table.evidence,
            table.issued_at,
            table.signatory,
            table.verify_url,
        ).where(table.number == exact)
    ).one_or_none()
    if row is None:
        raise errors.UnknownCertificate
    return CertificateView(
        number=row.number,
        holder_name=row.holder_name,
        course_title=row.course_title,
        course_version=row.course_version,
        organisation=row.organisation,
        claim=row.claim,
        passed_on=row.passed_on,
        valid_until=row.valid_until,
        percent=row.percent,
        minutes=row.minutes,
        evidence=tuple(row.evidence),
        standing=certificates.standing(row.valid_until, today).value,
        issued_at=row.issued_at,
        signatory=row.signatory,
        verify_url=row.verify_url,
    )
