"""Owns the rows of certificates and of their files.

Everything printed on a certificate is in its own row: no later rename, edit or deletion reaches it. It must
not know courses or people beyond the links that may go away.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.certificates import RevocationReason
from lms.domain.recipients import IdentityType


class FileKind(StrEnum):
    PDF = "pdf"
    JSON = "json"
    JWT = "jwt"


class Certificate(Base):
    """Frozen at issue. One for each cycle: the unique link is what makes racing submissions harmless."""

    __tablename__ = "certificate"
    __table_args__ = (
        longest("number", 23, least=23),
        longest("holder_name", 200, least=1),
        longest("course_slug", 100, least=1),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name="percent_range"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(23), unique=True)
    cycle_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cycle.id", ondelete="SET NULL"), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    attempt_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("attempt.id", ondelete="SET NULL"), index=True
    )
    holder_name: Mapped[str] = mapped_column(sa.String(200))
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    course_title: Mapped[str] = mapped_column(sa.Text)
    course_version: Mapped[str] = mapped_column(sa.Text)
    claim: Mapped[str] = mapped_column(sa.Text)
    organisation: Mapped[str] = mapped_column(sa.Text)
    passed_on: Mapped[date]
    valid_until: Mapped[date | None]
    percent: Mapped[int]
    minutes: Mapped[int]
    # A line of its own, or its kind and its text.
    evidence: Mapped[list[str | dict[str, str]]] = mapped_column(sa.JSON)
    signatory: Mapped[str] = mapped_column(sa.Text)
    verify_url: Mapped[str] = mapped_column(sa.Text)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CertificateFile(Base):
    """A file made from a certificate once and served byte for byte ever after.

    `key_name` is the key that signed what is in it; None = made before anything was signed.
    """

    __tablename__ = "certificate_file"
    __table_args__ = (
        sa.UniqueConstraint("certificate_id", "kind"),
        one_of("kind", FileKind),
        longest("digest", 64, least=64),
        longest("key_name", 60),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(sa.ForeignKey("certificate.id", ondelete="CASCADE"))
    key_name: Mapped[str | None] = mapped_column(sa.String(60), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    digest: Mapped[str] = mapped_column(sa.String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CertificateRecipient(Base):
    """Whom a certificate is about, as a salted hash of how they signed in; goes when they are erased."""

    __tablename__ = "certificate_recipient"
    __table_args__ = (
        one_of("kind", IdentityType),
        longest("salt", 64, least=16),
        longest("hashed", 100, least=1),
    )

    certificate_id: Mapped[int] = mapped_column(
        sa.ForeignKey("certificate.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(sa.String(20))
    salt: Mapped[str] = mapped_column(sa.String(64))
    hashed: Mapped[str] = mapped_column(sa.String(100))


class CertificateCorrection(Base):
    """What became of a certificate after it was issued; no row = nothing. The audit says who and why."""

    __tablename__ = "certificate_correction"
    __table_args__ = (one_of("revoked_for", RevocationReason),)

    certificate_id: Mapped[int] = mapped_column(
        sa.ForeignKey("certificate.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_for: Mapped[str | None] = mapped_column(sa.String(40))
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    successor_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("certificate.id", ondelete="SET NULL"), index=True
    )
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WalletLink(Base):
    """A link that hands somebody their files once. It points at no person: it outlives the account."""

    __tablename__ = "wallet_link"
    __table_args__ = (longest("secret_hash", 64, least=64), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    numbers: Mapped[list[str]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
