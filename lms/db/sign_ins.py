"""Owns the rows of sign-ins and of failed tries. It must not know a password or the secret in a cookie."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest


class SignIn(Base):
    """One browser that is signed in. Only the SHA-256 of its secret is kept: the table opens no account."""

    __tablename__ = "sign_in"
    __table_args__ = (longest("token_hash", 64, least=64), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SignInFailure(Base):
    """One try that failed, or that is being checked at this moment. Names and addresses are hashed."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        longest("account_key", 64, least=64),
        longest("address_key", 64, least=64),
        sa.Index(None, "account_key", "at"),
        sa.Index(None, "address_key", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_key: Mapped[str] = mapped_column(sa.String(64))
    address_key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
