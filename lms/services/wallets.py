"""Owns links that hand people their certificates when their account is gone: sent by mail, good once.

It must not know how mail is sent.
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import zipfile
from datetime import datetime, timedelta
from typing import get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import Certificate, CertificateCorrection, WalletLink
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.services import audit, certificate_copies, outbox_rows
from lms.services.certificate_copies import Form
from lms.services.certification import Issuing

GOOD_FOR = timedelta(days=30)
SECRET_BYTES = 24
_ADDRESS = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,185}\.[^\s@<>,;:\".]{2,}")


def send(
    session: Session, *, person_id: int, to: str, base_url: str, actor_id: int | None, now: datetime
) -> str:
    """Send somebody a link to their files, at whatever address they give; the link, for a command line.

    The files are those that they hold now. It is good once, within thirty days, with or without an account.
    Raises: CorrectionRefused if the address is none, or if there are no certificates to hand out.
    """
    to = to.strip()
    if _ADDRESS.fullmatch(to) is None:
        raise errors.CorrectionRefused("Enter an e-mail address, such as sam.carter@example.com.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = f"{base_url}/wallet/{secret}"
    with unit_of_work(session):
        numbers = _handed_out(session, person_id)
        if not numbers:
            raise errors.CorrectionRefused("There is no certificate to hand out.")
        session.add(
            WalletLink(secret_hash=_hash(secret), numbers=numbers, created_at=now, ends_at=now + GOOD_FOR)
        )
        outbox_rows.add(
            session, key=f"mail:wallet:{_hash(secret)}", kind="mail", body=_mail(to, link), due_at=now
        )
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action="send wallet link",
            subject=f"person {person_id}",
            certificates=len(numbers),
        )
    return link


def count(session: Session, *, secret: str, now: datetime) -> int:
    """How many certificates a link would hand out; it stays good. Raises: UnknownLink."""
    return len(_good(session, secret, now))


def take(session: Session, *, secret: str, issuing: Issuing, now: datetime) -> bytes:
    """The files as a ZIP, once. The link stays good if they cannot be made.

    What was withdrawn since is left out. Raises: UnknownLink, KeyUnavailable.
    """
    numbers = _good(session, secret, now)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in numbers:
            for form in get_args(Form):
                try:
                    body = certificate_copies.copy(
                        session, number=number, form=form, issuing=issuing, now=now
                    )
                except (errors.CertificateWithdrawn, errors.UnknownCertificate):
                    continue
                archive.writestr(f"certificate-{number}.{form}", body)
    with unit_of_work(session):
        used = session.execute(
            sa.update(WalletLink)
            .where(WalletLink.secret_hash == _hash(secret), WalletLink.used_at.is_(None))
            .values(used_at=now)
            .returning(WalletLink.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        # Somebody else was quicker in this very moment.
        if used is None:
            raise errors.UnknownLink
    return packed.getvalue()


def _handed_out(session: Session, person_id: int) -> list[str]:
    return list(
        session.scalars(
            sa.select(Certificate.number)
            .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
            .where(
                Certificate.person_id == person_id,
                CertificateCorrection.revoked_at.is_(None),
                CertificateCorrection.superseded_at.is_(None),
                CertificateCorrection.erased_at.is_(None),
            )
            .order_by(Certificate.id)
        )
    )


def _good(session: Session, secret: str, now: datetime) -> list[str]:
    numbers: list[str] | None = session.execute(
        sa.select(WalletLink.numbers).where(
            WalletLink.secret_hash == _hash(secret), WalletLink.used_at.is_(None), WalletLink.ends_at > now
        )
    ).scalar_one_or_none()
    if numbers is None:
        raise errors.UnknownLink
    return numbers


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _mail(to: str, link: str) -> dict[str, object]:
    text = (
        "Here is the link to your certificates. It works once, within 30 days, without an account:\n\n"
        f"{link}\n\n"
        "You get a ZIP with a PDF, a credential (.json) and a JWT for each of them. Keep it in a safe place: "
        "anybody can check them for as long as they count.\n\n"
        "If you did not ask for this, you can leave it: without the link nobody gets the files.\n"
    )
    return {"to": to, "subject": "Your certificates", "text": text}
