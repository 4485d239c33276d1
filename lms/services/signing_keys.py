"""Owns the life of signing keys: made, rotated, retired, revoked after a leak, each with its audit row.

It must not know what is signed with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import engine
from lms.db.certificates import Certificate, CertificateFile
from lms.db.signing import SigningKey, StatusList
from lms.db.unit_of_work import unit_of_work
from lms.documents import keys
from lms.documents.keys import KeyKind, PublicKey
from lms.domain import errors
from lms.queries import signing_keys
from lms.queries.signing_keys import KeyRow, Kind
from lms.services import audit, outbox_rows

# Any number that nothing else locks: two processes that start together must not both make keys.
LOCK = 0x6B657973
AT_ONCE = 50


def public_key(row: KeyRow) -> PublicKey:
    """A row in the shape that documents are made with."""
    return PublicKey(row.name, KeyKind(row.kind), row.public)


def ensure(session: Session, folder: Path, *, now: datetime) -> tuple[str, ...]:
    """Make a key of each kind that there never was one of; the names of those made.

    For a first start. Where keys were made and then lost nothing is made: a person must decide.
    Raises: KeyUnavailable.
    """
    made = []
    with unit_of_work(session):
        engine.lock_name(session.connection(), LOCK)
        known = {row.kind for row in signing_keys.listed(session)}
        for kind in KeyKind:
            if kind.value not in known:
                made.append(_make(session, folder, kind, None, now))
    return tuple(made)


def fault(row: KeyRow, folder: Path) -> str | None:
    """What keeps a key from signing, None if nothing does."""
    try:
        keys.check(folder, public_key(row))
    except errors.KeyUnavailable as missing:
        return missing.reason
    return None


def create(session: Session, folder: Path, *, kind: Kind, name: str | None, now: datetime) -> str:
    """Make a key, which signs from then on; the name it got. The one before it stays published.

    Raises: KeyRefused if the name is taken or cannot be one; KeyUnavailable if its file cannot be written.
    """
    with unit_of_work(session):
        engine.lock_name(session.connection(), LOCK)
        return _make(session, folder, KeyKind(kind), name, now)


def rotate(session: Session, folder: Path, *, now: datetime) -> tuple[str, ...]:
    """A new key of each kind; those in use until now are retired: they sign no more and stay published.

    What they signed keeps its proof. Raises: KeyUnavailable.
    """
    with unit_of_work(session):
        engine.lock_name(session.connection(), LOCK)
        before = [row for row in signing_keys.listed(session) if row.state == "in use"]
        made = tuple(_make(session, folder, kind, None, now) for kind in KeyKind)
        for row in before:
            _change(session, row.name, "retire key", now, retired_at=now)
    return made


def retire(session: Session, *, name: str, now: datetime) -> None:
    """Stop signing with a key and leave it published. Safe to repeat.

    Raises: UnknownKey; KeyRefused if it is the only one of its kind in use.
    """
    with unit_of_work(session):
        engine.lock_name(session.connection(), LOCK)
        row = signing_keys.one(session, name)
        if row.retired_at is not None:
            return
        if _others_in_use(session, row) == 0:
            raise errors.KeyRefused("It is the only key of its kind. Make another one first, or rotate.")
        _change(session, name, "retire key", now, retired_at=now)


def revoke(session: Session, folder: Path, *, name: str, now: datetime) -> int:
    """After a leak: nobody shall trust this key any more. The number of certificates that are signed anew.

    The key leaves the published ones, its file is deleted, another one is made if there is none, and every
    file that it signed is deleted and asked for again: same number, same facts, new signature. Old copies
    stop verifying. Raises: UnknownKey if it was revoked before; KeyUnavailable.
    """
    with unit_of_work(session):
        engine.lock_name(session.connection(), LOCK)
        row = signing_keys.one(session, name)
        kind = KeyKind(row.kind)
        if row.retired_at is not None or _others_in_use(session, row) == 0:
            active = {other.kind for other in signing_keys.listed(session) if other.state == "in use"}
            if row.retired_at is None or row.kind not in active:
                _make(session, folder, kind, None, now)
        _change(session, name, "revoke key", now, revoked_at=now, retired_at=row.retired_at or now)
        numbers = _sign_anew(session, name, now)
        session.execute(
            sa.update(StatusList)
            .where(StatusList.key_name == name)
            .values(changes=StatusList.changes + 1, body=None, key_name=None)
        )
    keys.forget(folder, name)
    return len(numbers)


def _sign_anew(session: Session, name: str, now: datetime) -> Sequence[str]:
    """Forget the files of a key's certificates, all three of each, and ask for new ones."""
    signed = sa.select(CertificateFile.certificate_id).where(CertificateFile.key_name == name).distinct()
    numbers = session.scalars(
        sa.select(Certificate.number).where(Certificate.id.in_(signed)).order_by(Certificate.id)
    ).all()
    session.execute(
        sa.delete(CertificateFile)
        .where(CertificateFile.certificate_id.in_(signed), CertificateFile.key_name.is_not(None))
        .execution_options(synchronize_session=False)
    )
    for start in range(0, len(numbers), AT_ONCE):
        outbox_rows.add(
            session,
            key=f"sign-anew:{name}:{start}",
            kind="certificate-files",
            body={"numbers": list(numbers[start : start + AT_ONCE])},
            due_at=now,
        )
    return numbers


def _make(session: Session, folder: Path, kind: KeyKind, name: str | None, now: datetime) -> str:
    chosen = name or _free_name(session, folder, kind, now)
    if not keys.is_name(chosen):
        raise errors.KeyRefused("A key’s name is lower-case letters, digits and hyphens, at most 60.")
    taken = sa.select(SigningKey.id).where(SigningKey.name == chosen)
    if session.execute(taken).one_or_none() is not None:
        raise errors.KeyRefused(f"There is a key with the name “{chosen}” already.")
    made = keys.make(folder, chosen, kind)
    session.add(SigningKey(name=made.name, kind=made.kind.value, public=made.public, created_at=now))
    session.flush()
    audit.record(session, at=now, actor_id=None, action="make key", subject=f"key {chosen}")
    return chosen


def _free_name(session: Session, folder: Path, kind: KeyKind, now: datetime) -> str:
    """Such as "ed25519-2026-01"; never a name that had a key once, nor one whose file is there."""
    taken = {row.name for row in signing_keys.listed(session)}
    number = 1
    while (name := f"{kind.value}-{now:%Y}-{number:02}") in taken or keys.has_file(folder, name):
        number += 1
    return name


def _others_in_use(session: Session, row: KeyRow) -> int:
    return sum(
        other.kind == row.kind and other.state == "in use" and other.name != row.name
        for other in signing_keys.listed(session)
    )


def _change(session: Session, name: str, action: str, now: datetime, **values: datetime) -> None:
    session.execute(sa.update(SigningKey).where(SigningKey.name == name).values(**values))
    audit.record(session, at=now, actor_id=None, action=action, subject=f"key {name}")
