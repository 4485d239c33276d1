"""Owns the reads of signing keys: which there are, which are published, which one signs.

It must not know where a private half is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.signing import SigningKey
from lms.domain import errors

Kind = Literal["ed25519", "es256"]
KINDS: tuple[Kind, ...] = ("ed25519", "es256")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key as it stands; `public` is what others may see of it."""

    name: str
    kind: str
    public: str
    created_at: datetime
    retired_at: datetime | None
    revoked_at: datetime | None

    @property
    def state(self) -> str:
        """ "in use", "retired" or "revoked"."""
        if self.revoked_at is not None:
            return "revoked"
        return "in use" if self.retired_at is None else "retired"


_ROWS = sa.select(
    SigningKey.name,
    SigningKey.kind,
    SigningKey.public,
    SigningKey.created_at,
    SigningKey.retired_at,
    SigningKey.revoked_at,
).order_by(SigningKey.id)


def listed(session: Session) -> tuple[KeyRow, ...]:
    """Every key there ever was, oldest first. One statement."""
    return tuple(KeyRow(*row) for row in session.execute(_ROWS))


def published(session: Session) -> tuple[KeyRow, ...]:
    """The keys that others may trust: those in use and the retired, never a revoked one. One statement."""
    return tuple(KeyRow(*row) for row in session.execute(_ROWS.where(SigningKey.revoked_at.is_(None))))


def one(session: Session, name: str) -> KeyRow:
    """A published key. Raises: UnknownKey, for a revoked one as well."""
    row = session.execute(_ROWS.where(SigningKey.name == name, SigningKey.revoked_at.is_(None))).one_or_none()
    if row is None:
        raise errors.UnknownKey(name)
    return KeyRow(*row)


def in_use(session: Session, kind: Kind) -> KeyRow:
    """The key of this kind that signs: the newest that is neither retired nor revoked.

    Raises: KeyUnavailable if there is none.
    """
    row = session.execute(
        _ROWS.where(SigningKey.kind == kind, SigningKey.retired_at.is_(None), SigningKey.revoked_at.is_(None))
        .order_by(None)
        .order_by(SigningKey.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise errors.KeyUnavailable(kind, "there is none; “lms keys create” makes one")
    return KeyRow(*row)
