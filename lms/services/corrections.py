"""Owns what may become of a certificate after its issue: revoked, restored, issued anew, its holder erased.

The certificate itself never changes; each step has its audit row. It must not know who may do so.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.certificates import (
    Certificate,
    CertificateCorrection,
    CertificateFile,
    CertificateRecipient,
)
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.certificates import RevocationReason
from lms.queries import certificates
from lms.services import audit, certification, status_lists

ERASED = "Name erased"
NOTE_MOST = 500


def revoke(
    session: Session, *, number: str, reason: str, note: str, actor_id: int | None, now: datetime
) -> None:
    """Take a certificate back. `reason` is a class that everybody may see, `note` is for the audit alone.

    Safe to repeat: the first date stays. Raises: UnknownCertificate; CorrectionRefused for another reason.
    """
    try:
        known = RevocationReason(reason)
    except ValueError:
        raise errors.CorrectionRefused("Choose one of the reasons on the list.") from None
    with unit_of_work(session):
        row = _held(session, number)
        if row.revoked_at is not None:
            return
        _put(session, row.certificate_id, revoked_at=now, revoked_for=known.value)
        status_lists.change(session, certificate_id=row.certificate_id, now=now)
        _audit(session, "revoke certificate", number, actor_id, now, reason=known.value, note=note)


def restore(session: Session, *, number: str, note: str, actor_id: int | None, now: datetime) -> None:
    """Undo a revocation. Safe to repeat. Raises: UnknownCertificate."""
    with unit_of_work(session):
        row = _held(session, number)
        if row.revoked_at is None:
            return
        _put(session, row.certificate_id, revoked_at=None, revoked_for=None)
        status_lists.change(session, certificate_id=row.certificate_id, now=now)
        _ask_again(session, number, now)
        _audit(session, "restore certificate", number, actor_id, now, note=note)


def reissue(session: Session, *, number: str, note: str, actor_id: int | None, now: datetime) -> str:
    """Issue a certificate anew with the holder's name of today; the number of the new one.

    Everything else is taken over, the dates too. The old one is superseded: its files are not given out any
    more and its page leads to the new one without the former name.

    Raises: UnknownCertificate; CorrectionRefused if it was revoked, superseded or erased, if its holder has
    no account any more, or if their name has not changed.
    """
    with unit_of_work(session):
        row = _held(session, number)
        if row.revoked_at or row.superseded_at or row.erased_at:
            raise errors.CorrectionRefused("Only a certificate that stands can be issued anew.")
        old = session.execute(sa.select(Certificate).where(Certificate.id == row.certificate_id)).scalar_one()
        person = session.execute(
            sa.select(Person.name, Person.sign_in_name).where(Person.id == old.person_id)
        ).one_or_none()
        if person is None:
            raise errors.CorrectionRefused("Its holder has no account any more, so there is no new name.")
        if person.name == old.holder_name:
            raise errors.CorrectionRefused("The holder’s name is the one that is on it already.")
        made = certification.new_number()
        values = {
            column.key: getattr(old, column.key)
            for column in Certificate.__table__.columns
            if column.key != "id"
        }
        # The cycle goes over to the new one: whoever asks for the certificate of a cycle finds that.
        session.execute(
            sa.update(Certificate)
            .where(Certificate.id == old.id)
            .values(cycle_id=None)
            .execution_options(synchronize_session=False)
        )
        successor_id = inserts.add_once(
            session,
            Certificate,
            {
                **values,
                "number": made,
                "holder_name": person.name,
                "verify_url": values["verify_url"].removesuffix(number) + made,
                "issued_at": now,
            },
            Certificate.id,
        )
        certification.keep_recipient(session, successor_id, person.sign_in_name)
        _put(session, row.certificate_id, superseded_at=now, successor_id=successor_id)
        _forget_files(session, row.certificate_id)
        status_lists.change(session, certificate_id=row.certificate_id, now=now)
        certification.ask_for_files(session, made, now=now)
        _audit(session, "reissue certificate", number, actor_id, now, successor=made, note=note)
        return made


def erase_holder(session: Session, *, person_id: int, actor_id: int | None, now: datetime) -> int:
    """Erase a person from their certificates; how many there were. What was earned still checks as genuine.

    Name, hash of the address and files go; numbers, courses and dates stay. A copy that the person kept still
    verifies. Safe to repeat.
    """
    with unit_of_work(session):
        ids = session.scalars(sa.select(Certificate.id).where(Certificate.person_id == person_id)).all()
        for certificate_id in ids:
            _put(session, certificate_id, erased_at=now)
            _forget_files(session, certificate_id)
        session.execute(
            sa.delete(CertificateRecipient)
            .where(CertificateRecipient.certificate_id.in_(ids))
            .execution_options(synchronize_session=False)
        )
        session.execute(
            sa.update(Certificate)
            .where(Certificate.id.in_(ids))
            .values(holder_name=ERASED, person_id=None)
            .execution_options(synchronize_session=False)
        )
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action="erase holder",
            subject=f"person {person_id}",
            certificates=len(ids),
        )
    session.expire_all()
    return len(ids)


def _held(session: Session, number: str) -> CertificateCorrection:
    """What became of a certificate so far; nobody else changes it until the transaction ends."""
    exact = certificates.exact(number)
    found = session.execute(
        sa.select(Certificate.id).where(Certificate.number == exact).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if found is None:
        raise errors.UnknownCertificate
    inserts.add_once(
        session,
        CertificateCorrection,
        {"certificate_id": found},
        CertificateCorrection.certificate_id,
    )
    return session.execute(
        sa.select(CertificateCorrection)
        .where(CertificateCorrection.certificate_id == found)
        .execution_options(populate_existing=True)
    ).scalar_one()


def _put(session: Session, certificate_id: int, **values: object) -> None:
    inserts.add_once(
        session,
        CertificateCorrection,
        {"certificate_id": certificate_id},
        CertificateCorrection.certificate_id,
    )
    session.execute(
        sa.update(CertificateCorrection)
        .where(CertificateCorrection.certificate_id == certificate_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _forget_files(session: Session, certificate_id: int) -> None:
    session.execute(
        sa.delete(CertificateFile)
        .where(CertificateFile.certificate_id == certificate_id)
        .execution_options(synchronize_session=False)
    )


def _ask_again(session: Session, number: str, now: datetime) -> None:
    """Files are made when they are wanted; a certificate that was revoked before it had any gets them so."""
    certification.ask_for_files(session, certificates.exact(number), now=now)


def _audit(
    session: Session, action: str, number: str, actor_id: int | None, now: datetime, **data: object
) -> None:
    exact = certificates.exact(number)
    kept = {key: str(value)[:NOTE_MOST] for key, value in data.items() if value}
    audit.record(session, at=now, actor_id=actor_id, action=action, subject=f"certificate {exact}", **kept)
