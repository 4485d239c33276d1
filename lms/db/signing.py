"""Owns the rows of signing keys, their public halves only, and of the signed lists of revoked certificates.

It must not know where a private half is, nor how anything is signed.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest


class SigningKey(Base):
    """One key. The newest of its kind in use signs; a retired one is published on, a revoked one is not."""

    __tablename__ = "signing_key"
    __table_args__ = (
        longest("name", 60, least=1),
        sa.CheckConstraint("kind IN ('ed25519', 'es256')", name="kind_known"),
        longest("public", 300, least=1),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    public: Mapped[str] = mapped_column(sa.String(300), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StatusList(Base):
    """A signed list as it is served. `changes` counts what it should say, `signed_changes` what it does."""

    __tablename__ = "status_list"
    __table_args__ = (
        sa.CheckConstraint("number >= 1", name="number_counts"),
        longest("key_name", 60),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[int]
    signed_changes: Mapped[int]
    body: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    key_name: Mapped[str | None] = mapped_column(sa.String(60))
