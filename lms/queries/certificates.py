"""Owns the reads of certificates: a person's own, and the one that a number names to anybody.

It must not know how a certificate is earned, drawn or signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import Certificate, CertificateCorrection
from lms.domain import certificates, errors
from lms.domain.certificates import WITH_NOUN, CertificateStanding, Evidence, EvidenceKind
from lms.domain.ids import CertificateNumber


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One line in a list. `valid_until` None = does not expire; `standing` is the word of the standing."""

    number: str
    course_slug: str
    course_title: str
    passed_on: date
    valid_until: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """Everything that a certificate says, as it was frozen at issue, and its standing today.

    `revoked_for` is the class of reason; `successor` the number of the newer one; `erased` = the holder's
    name is gone. A superseded certificate comes without the holder's name.
    """

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
    revoked_at: datetime | None = None
    revoked_for: str | None = None
    superseded_at: datetime | None = None
    successor: str | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class AchievementView:
    """What everybody who passed one version of a course achieved."""

    course_slug: str
    course_title: str
    course_version: str
    minutes: int


_REVOKED = CertificateCorrection.revoked_at.is_not(None)
_SUPERSEDED = CertificateCorrection.superseded_at.is_not(None)


def mine(session: Session, *, person_id: int, today: date) -> tuple[CertificateLine, ...]:
    """The certificates of one person, newest first, without those that were superseded. One statement."""
    rows = session.execute(
        sa.select(
            Certificate.number,
            Certificate.course_slug,
            Certificate.course_title,
            Certificate.passed_on,
            Certificate.valid_until,
            _REVOKED,
        )
        .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
        .where(Certificate.person_id == person_id, CertificateCorrection.superseded_at.is_(None))
        .order_by(Certificate.passed_on.desc(), Certificate.issued_at.desc(), Certificate.id.desc())
    )
    return tuple(
        CertificateLine(
            number,
            slug,
            title,
            passed_on,
            until,
            certificates.standing(until, today, revoked=bool(revoked)).value,
        )
        for number, slug, title, passed_on, until, revoked in rows
    )


# Of tables and not of entities, and made once: strangers ask for it, and it is most of what an answer costs.
_C = Certificate.__table__.c
_K = CertificateCorrection.__table__.c
_NEWER = Certificate.__table__.alias("newer").c
_PUBLIC = (
    sa.select(
        _C.number,
        _C.holder_name,
        _C.course_title,
        _C.course_version,
        _C.organisation,
        _C.claim,
        _C.passed_on,
        _C.valid_until,
        _C.percent,
        _C.minutes,
        _C.evidence,
        _C.issued_at,
        _C.signatory,
        _C.verify_url,
        _K.revoked_at,
        _K.revoked_for,
        _K.superseded_at,
        _K.erased_at,
        _NEWER.number.label("successor"),
    )
    .join_from(
        Certificate.__table__, CertificateCorrection.__table__, _K.certificate_id == _C.id, isouter=True
    )
    .outerjoin(_NEWER.number.table, _NEWER.id == _K.successor_id)
    .where(_C.number == sa.bindparam("number"))
)


def public(session: Session | sa.Connection, *, number: str, today: date) -> CertificateView:
    """The certificate with this number, typed in whatever way people type numbers. One statement.

    A connection is enough: the page for strangers needs no session.

    Raises: UnknownCertificate, for a malformed number as well.
    """
    row = session.execute(_PUBLIC, {"number": exact(number)}).one_or_none()
    if row is None:
        raise errors.UnknownCertificate
    standing = certificates.standing(
        row.valid_until,
        today,
        revoked=row.revoked_at is not None,
        superseded=row.superseded_at is not None,
    )
    # A name that was changed is nobody's business any more, whatever else became of the certificate.
    replaced = row.superseded_at is not None
    return CertificateView(
        number=row.number,
        holder_name="" if replaced else row.holder_name,
        course_title=row.course_title,
        course_version=row.course_version,
        organisation=row.organisation,
        claim=row.claim,
        passed_on=row.passed_on,
        valid_until=row.valid_until,
        percent=row.percent,
        minutes=row.minutes,
        evidence=tuple(line(entry) for entry in row.evidence),
        standing=standing.value,
        issued_at=row.issued_at,
        signatory=row.signatory,
        verify_url=row.verify_url,
        revoked_at=row.revoked_at,
        revoked_for=row.revoked_for,
        superseded_at=row.superseded_at,
        # A revoked certificate leads nowhere: it must not look as if it lived on.
        successor=row.successor if standing is CertificateStanding.SUPERSEDED else None,
        erased=row.erased_at is not None,
    )


def achievement(session: Session, *, course: str, version: str) -> AchievementView:
    """What a version of a course was, from a certificate of it. One statement. Raises: UnknownCourse."""
    row = session.execute(
        sa.select(Certificate.course_title, Certificate.minutes)
        .where(Certificate.course_slug == course, Certificate.course_version == version)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise errors.UnknownCourse(course)
    return AchievementView(course, row.course_title, version, row.minutes)


def exact(number: str) -> str:
    """A number as we spell it. Raises: UnknownCertificate if it is none."""
    try:
        return str(CertificateNumber.parse(number))
    except errors.MalformedNumber:
        raise errors.UnknownCertificate from None


def line(entry: str | dict[str, Any]) -> str:
    """A line of evidence as people read it. Any: it comes from JSON."""
    return entry if isinstance(entry, str) else Evidence(EvidenceKind(entry["kind"]), entry["text"]).line()


def evidence(entries: Iterable[str | dict[str, Any]]) -> tuple[Evidence, ...]:
    """Lines of evidence with their kinds; older rows have lines alone, which were of modules and quizzes."""
    return tuple(
        Evidence(EvidenceKind(entry["kind"]), entry["text"])
        if isinstance(entry, dict)
        else Evidence(EvidenceKind.MODULE if entry.endswith(WITH_NOUN) else EvidenceKind.QUIZ, entry)
        for entry in entries
    )
