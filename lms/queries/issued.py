"""Owns the reads of certificates for those who correct them. It must not know what a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.db.certificates import Certificate, CertificateCorrection
from lms.db.people import Person
from lms.domain import certificates as rules
from lms.domain import errors
from lms.queries import certificates

MOST = 50


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One line of the list. `holder_name` is on the certificate, `name_today` None without an account."""

    number: str
    holder_name: str
    name_today: str | None
    course_title: str
    passed_on: date
    valid_until: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did to a certificate, from the audit."""

    at: datetime
    action: str
    actor: str | None
    words: str


_ROWS = (
    sa.select(
        Certificate.number,
        Certificate.holder_name,
        Person.name,
        Certificate.course_title,
        Certificate.passed_on,
        Certificate.valid_until,
        CertificateCorrection.revoked_at,
        CertificateCorrection.superseded_at,
    )
    .outerjoin(Person, Person.id == Certificate.person_id)
    .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
    .order_by(Certificate.id.desc())
)


def newest(session: Session, *, words: str, today: date) -> tuple[IssuedRow, ...]:
    """The newest certificates, at most fifty; `words` are a part of a holder's name. One statement."""
    query = _ROWS.limit(MOST)
    if words:
        escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(Certificate.holder_name.ilike(f"%{escaped}%", escape="\\"))
    return tuple(_row(row, today) for row in session.execute(query))


def one(session: Session, *, number: str, today: date) -> IssuedRow:
    """One certificate. One statement. Raises: UnknownCertificate."""
    row = session.execute(_ROWS.where(Certificate.number == certificates.exact(number))).one_or_none()
    if row is None:
        raise errors.UnknownCertificate
    return _row(row, today)


def steps(session: Session, *, number: str) -> tuple[Step, ...]:
    """What was done to a certificate, oldest first. One statement."""
    rows = session.execute(
        sa.select(Audit.at, Audit.action, Person.name, Audit.data)
        .outerjoin(Person, Person.id == Audit.actor_id)
        .where(Audit.subject == f"certificate {number}")
        .order_by(Audit.id)
    )
    return tuple(
        Step(at, action, actor, "; ".join(f"{key}: {value}" for key, value in data.items()))
        for at, action, actor, data in rows
    )


def _row(
    row: sa.Row[str, str, str, str, date, date | None, datetime | None, datetime | None], today: date
) -> IssuedRow:
    standing = rules.standing(
        row.valid_until,
        today,
        revoked=row.revoked_at is not None,
        superseded=row.superseded_at is not None,
    )
    return IssuedRow(
        row.number,
        row.holder_name,
        row.name,
        row.course_title,
        row.passed_on,
        row.valid_until,
        standing.value,
    )
