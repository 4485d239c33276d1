"""Owns the three files of a certificate: built once from the frozen record, then the same bytes ever after.

It must not know live people or courses. Nothing is stored, and nothing leaves, that is not signed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent import futures
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.certificates import (
    Certificate,
    CertificateCorrection,
    CertificateFile,
    CertificateRecipient,
    FileKind,
)
from lms.db.signing import SigningKey
from lms.db.unit_of_work import unit_of_work
from lms.documents import certificate_pdf, credential, keys, proofs, status_list
from lms.domain import errors
from lms.domain.recipients import IdentityType, Recipient
from lms.queries import certificates
from lms.services import key_checks
from lms.services.certification import Issuing

# Two keep the second core busy and leave the others to the pages.
DRAWN_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Made:
    """One file, and the name of the key that signed what is in it."""

    kind: FileKind
    body: bytes
    key_name: str


def file(session: Session, *, number: str, kind: FileKind, issuing: Issuing, now: datetime) -> bytes:
    """One file of a certificate, made now if the outbox has not made it yet.

    Raises: UnknownCertificate, for a malformed number as well; CertificateWithdrawn if it is not given out
    any more; KeyUnavailable while it waits for a signature.
    """
    spelt = certificates.exact(number)
    body = stored(session, spelt, kind)
    if body is not None:
        return body
    build(session, numbers=[spelt], issuing=issuing, now=now)
    body = stored(session, spelt, kind)
    if body is None:
        raise errors.UnknownCertificate
    return body


def stored(session: Session, number: str, kind: FileKind) -> bytes | None:
    """The file if it has been made. Two statements, so that a withdrawn one reads no bytes.

    Raises: UnknownCertificate, CertificateWithdrawn.
    """
    row = session.execute(
        sa.select(
            Certificate.id,
            CertificateCorrection.revoked_at,
            CertificateCorrection.superseded_at,
            CertificateCorrection.erased_at,
        )
        .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
        .where(Certificate.number == number)
    ).one_or_none()
    if row is None:
        raise errors.UnknownCertificate
    if row.revoked_at or row.superseded_at or row.erased_at:
        raise errors.CertificateWithdrawn(
            "revoked" if row.revoked_at else "superseded" if row.superseded_at else "erased"
        )
    return session.execute(
        sa.select(CertificateFile.body).where(
            CertificateFile.certificate_id == row.id, CertificateFile.kind == kind.value
        )
    ).scalar_one_or_none()


def build(session: Session, *, numbers: Sequence[str], issuing: Issuing, now: datetime) -> int:
    """Make the missing files of these certificates in one go; how many certificates got files.

    Withdrawn and unknown certificates are passed over. Safe to call twice and at the same time: whoever is
    first stores all three files of a certificate, so that they are of one key and one moment.
    Raises: KeyUnavailable, and then nothing was stored.
    """
    work = _missing(session, numbers, issuing.timezone)
    if not work:
        return 0
    signers = key_checks.signers(session, issuing.keys)
    # No transaction is open while pages are drawn and documents signed.
    session.rollback()
    made = _made_of_all(work, signers)
    with unit_of_work(session):
        _require_still_in_use(session, signers)
        done = 0
        for certificate_id, files in made:
            if not _is_held(session, certificate_id):
                continue
            done += 1
            for entry in files:
                inserts.add_once(
                    session,
                    CertificateFile,
                    {
                        "certificate_id": certificate_id,
                        "kind": entry.kind.value,
                        "body": entry.body,
                        "digest": hashlib.sha256(entry.body).hexdigest(),
                        "key_name": entry.key_name,
                        "created_at": now,
                    },
                    CertificateFile.id,
                )
        return done


_Work = tuple[int, certificate_pdf.CertificateFacts, credential.CredentialFacts]


def _missing(session: Session, numbers: Sequence[str], timezone: str) -> list[_Work]:
    """What is frozen of those that lack a file, without anything that was withdrawn."""
    files = (
        sa.select(sa.func.count())
        .select_from(CertificateFile)
        .where(CertificateFile.certificate_id == Certificate.id)
        .scalar_subquery()
    )
    gone = sa.or_(
        CertificateCorrection.revoked_at.is_not(None),
        CertificateCorrection.superseded_at.is_not(None),
        CertificateCorrection.erased_at.is_not(None),
    )
    rows = session.execute(
        sa.select(Certificate, CertificateRecipient)
        .outerjoin(CertificateRecipient, CertificateRecipient.certificate_id == Certificate.id)
        .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
        .where(Certificate.number.in_(numbers), files < len(FileKind))
        .where(sa.or_(CertificateCorrection.certificate_id.is_(None), ~gone))
        .order_by(Certificate.id)
    )
    return [(row.id, printed(row), signed(row, about, timezone)) for row, about in rows]


def _require_still_in_use(session: Session, signers: keys.Signers) -> None:
    """A key that was revoked while we signed must not leave a file behind."""
    revoked = session.scalars(
        sa.select(SigningKey.name)
        .where(SigningKey.name.in_([signers.proof.name, signers.token.name]))
        .where(SigningKey.revoked_at.is_not(None))
    ).first()
    if revoked is not None:
        raise errors.KeyUnavailable(revoked, "it was revoked in this moment")


def _is_held(session: Session, certificate_id: int) -> bool:
    """Whether the certificate is still there and still given out; it stays so until the transaction ends."""
    held = sa.select(Certificate.id).where(Certificate.id == certificate_id).with_for_update(key_share=True)
    if session.execute(held).one_or_none() is None:
        return False
    gone = session.execute(
        sa.select(
            CertificateCorrection.revoked_at,
            CertificateCorrection.superseded_at,
            CertificateCorrection.erased_at,
        ).where(CertificateCorrection.certificate_id == certificate_id)
    ).one_or_none()
    return gone is None or not any(gone)


def _made_of_all(work: Sequence[_Work], signers: keys.Signers) -> list[tuple[int, tuple[Made, ...]]]:
    """The files of each; while one page is drawn, which holds no lock of Python, the next one is signed."""
    with futures.ThreadPoolExecutor(min(DRAWN_AT_ONCE, len(work))) as pool:
        files = pool.map(lambda one: _made(one[1], one[2], signers), work)
        return [(one[0], made) for one, made in zip(work, files, strict=True)]


def _made(
    printed: certificate_pdf.CertificateFacts, facts: credential.CredentialFacts, signers: keys.Signers
) -> tuple[Made, ...]:
    document = credential.document(facts)
    signed = proofs.sign(
        document,
        private=signers.proof_private,
        method=f"{document['issuer']['id']}#{signers.proof.public}",
        created=document["validFrom"],
    )
    # Without a space between its parts every byte of it says something.
    body = json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()
    token = proofs.jwt(
        credential.payload(document),
        private=signers.token_private,
        kid=keys.kid(facts.origin, signers.token.name),
    )
    page = certificate_pdf.render(printed, credential=body)
    return (
        Made(FileKind.PDF, page, signers.proof.name),
        Made(FileKind.JSON, body, signers.proof.name),
        Made(FileKind.JWT, token.encode(), signers.token.name),
    )


def printed(row: Certificate) -> certificate_pdf.CertificateFacts:
    """What the paper says, from the frozen row."""
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
        evidence=tuple(certificates.line(entry) for entry in row.evidence),
    )


def signed(row: Certificate, about: CertificateRecipient | None, timezone: str) -> credential.CredentialFacts:
    """What the credential says, from the frozen rows."""
    return credential.CredentialFacts(
        verify_url=row.verify_url,
        origin=row.verify_url.removesuffix(f"/certificates/{row.number}"),
        holder_name=row.holder_name,
        course_slug=row.course_slug,
        course_title=row.course_title,
        course_version=row.course_version,
        claim=row.claim,
        organisation=row.organisation,
        passed_on=row.passed_on,
        valid_until=row.valid_until,
        issued_at=row.issued_at,
        percent=row.percent,
        minutes=row.minutes,
        evidence=certificates.evidence(row.evidence),
        recipient=None if about is None else Recipient(IdentityType(about.kind), about.salt, about.hashed),
        status=status_list.place(row.id),
        timezone=timezone,
    )
