"""Owns the rows of recognition between authorities: whom we trust, by which rule, and what was recognised.

It must not know how a certificate of somebody else is checked.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.recognition import Decision


class RecognitionState(StrEnum):
    WAITING = "waiting"
    RECOGNISED = "recognised"
    NEEDS_REFRESHER = "needs refresher"
    REFUSED = "refused"


class TrustedIssuer(Base):
    """An authority whose certificates we look at; days are inclusive, no `until` = still trusted."""

    __tablename__ = "trusted_issuer"
    __table_args__ = (
        longest("did", 300, least=9),
        longest("name", 200, least=1),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    did: Mapped[str] = mapped_column(sa.String(300), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    since: Mapped[date]
    until: Mapped[date | None]


class RecognitionRule(Base):
    """What somebody else's certificate of a course counts for here. One for each course of ours."""

    __tablename__ = "recognition_rule"
    __table_args__ = (
        longest("course_slug", 100, least=1),
        longest("matches", 1000),
        one_of("decision", Decision),
        sa.CheckConstraint("months_old >= 1 AND months_old <= 120", name="months_old_range"),
        sa.CheckConstraint("valid_months >= 1 AND valid_months <= 120", name="valid_months_range"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    course_slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    # Titles or slugs of their courses, one on a line; empty = the same title or slug as ours.
    matches: Mapped[str] = mapped_column(sa.Text)
    decision: Mapped[str] = mapped_column(sa.String(20))
    months_old: Mapped[int | None]
    valid_months: Mapped[int | None]
    confirmer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    needs_confirmation: Mapped[bool]


class Recognition(Base):
    """One certificate of somebody else that a person brought, what was found, and what was decided."""

    __tablename__ = "recognition"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "course_slug", "credential_digest"),
        longest("course_slug", 100, least=1),
        longest("issuer_did", 300, least=1),
        longest("issuer_name", 200, least=1),
        longest("credential_id", 500),
        longest("credential_digest", 64, least=64),
        longest("title", 500),
        longest("holder_name", 200),
        longest("why", 500),
        one_of("state", RecognitionState),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    cycle_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cycle.id", ondelete="SET NULL"), index=True)
    issuer_did: Mapped[str] = mapped_column(sa.String(300))
    issuer_name: Mapped[str] = mapped_column(sa.String(200))
    credential_id: Mapped[str] = mapped_column(sa.String(500))
    credential_digest: Mapped[str] = mapped_column(sa.String(64))
    title: Mapped[str] = mapped_column(sa.String(500))
    holder_name: Mapped[str] = mapped_column(sa.String(200))
    passed_on: Mapped[date]
    theirs_until: Mapped[date | None]
    state: Mapped[str] = mapped_column(sa.String(20))
    valid_until: Mapped[date | None]
    why: Mapped[str] = mapped_column(sa.String(500))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    confirmer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
