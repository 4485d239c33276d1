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


class FileKind(StrEnum):
    PDF = "pdf"


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
    evidence: Mapped[list[str]] = mapped_column(sa.JSON)
    signatory: Mapped[str] = mapped_column(sa.Text)
    verify_url: Mapped[str] = mapped_column(sa.Text)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CertificateFile(Base):
    """A file made from a certificate once and served byte for byte ever after."""

    __tablename__ = "certificate_file"
    __table_args__ = (
        sa.UniqueConstraint("certificate_id", "kind"),
        one_of("kind", FileKind),
        longest("digest", 64, least=64),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(sa.ForeignKey("certificate.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
