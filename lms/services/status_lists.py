"""Owns the lists of revoked certificates as they are served: signed anew after each change.

While a key is missing the last signed list is served on, and the verify page knows better. It must not know
why a certificate was revoked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.certificates import Certificate, CertificateCorrection
from lms.db.signing import SigningKey, StatusList
from lms.db.unit_of_work import unit_of_work
from lms.documents import credential, keys, proofs, status_list
from lms.domain import errors
from lms.queries import signing_keys
from lms.services import outbox_rows
from lms.services import signing_keys as key_rows
from lms.services.certification import Issuing


def change(session: Session, *, certificate_id: int, now: datetime) -> None:
    """Note that the bit of a certificate has changed; for the unit of work that changes it."""
    number, _ = status_list.place(certificate_id)
    inserts.add_once(
        session,
        StatusList,
        {"number": number, "changes": 0, "signed_changes": -1},
        StatusList.number,
    )
    changes = session.execute(
        sa.update(StatusList)
        .where(StatusList.number == number)
        .values(changes=StatusList.changes + 1)
        .returning(StatusList.changes)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    outbox_rows.add(
        session,
        key=f"status-list:{number}:{changes}",
        kind="status-list",
        body={"number": number},
        due_at=now,
    )


def served(session: Session, *, number: int, issuing: Issuing, now: datetime) -> bytes:
    """The list as it is to be served: with the newest change if it can be signed, else the last signed one.

    Raises: UnknownCertificate if there is no such list; KeyUnavailable if it was never signed and cannot be.
    """
    row = _row(session, number)
    if row is not None and row.body is not None and row.changes == row.signed_changes:
        return row.body
    try:
        return sign(session, number=number, issuing=issuing, now=now)
    except errors.KeyUnavailable:
        if row is None or row.body is None:
            raise
        return row.body


def sign(session: Session, *, number: int, issuing: Issuing, now: datetime) -> bytes:
    """Sign the list as it stands and store it. Safe to call twice and at the same time.

    Raises: UnknownCertificate if no certificate stands in it; KeyUnavailable.
    """
    first = (number - 1) * status_list.ENTRIES + 1
    within = sa.and_(Certificate.id >= first, Certificate.id < first + status_list.ENTRIES)
    with unit_of_work(session):
        if session.execute(sa.select(Certificate.id).where(within).limit(1)).one_or_none() is None:
            raise errors.UnknownCertificate
        inserts.add_once(
            session,
            StatusList,
            {"number": number, "changes": 0, "signed_changes": -1},
            StatusList.number,
        )
    row = _row(session, number)
    if row is None:
        raise errors.UnknownCertificate
    revoked = session.scalars(
        sa.select(Certificate.id)
        .join(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
        .where(within, _is_out())
    ).all()
    if issuing.keys is None:
        raise errors.KeyUnavailable("none", "no folder of keys was given")
    key = key_rows.public_key(signing_keys.in_use(session, "ed25519"))
    session.rollback()
    document = status_list.document(
        issuing.base_url, number, (status_list.place(found)[1] for found in revoked), now
    )
    signed = proofs.sign(
        document,
        private=keys.ed25519(issuing.keys, key),
        method=f"{document['issuer']}#{key.public}",
        created=credential.instant(now),
    )
    body = json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()
    with unit_of_work(session):
        still = sa.select(SigningKey.id).where(SigningKey.name == key.name, SigningKey.revoked_at.is_(None))
        if session.execute(still).one_or_none() is None:
            raise errors.KeyUnavailable(key.name, "it was revoked in this moment")
        # Somebody who signed a later change was quicker: theirs stays.
        session.execute(
            sa.update(StatusList)
            .where(StatusList.number == number, StatusList.signed_changes <= row.changes)
            .values(body=body, signed_changes=row.changes, key_name=key.name)
            .execution_options(synchronize_session=False)
        )
    return body


def _is_out() -> sa.ColumnElement[bool]:
    """A revoked certificate, and one that a newer one replaced: its old file must not count beside it."""
    return sa.or_(
        CertificateCorrection.revoked_at.is_not(None), CertificateCorrection.superseded_at.is_not(None)
    )


@dataclass(frozen=True, slots=True)
class _Stored:
    changes: int
    signed_changes: int
    body: bytes | None


def _row(session: Session, number: int) -> _Stored | None:
    row = session.execute(
        sa.select(StatusList.changes, StatusList.signed_changes, StatusList.body).where(
            StatusList.number == number
        )
    ).one_or_none()
    return None if row is None else _Stored(row.changes, row.signed_changes, row.body)
