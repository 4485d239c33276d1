"""Owns the rows of campaigns and of the people that each is for. It must not know what changed."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest


class Campaign(Base):
    """A change of a course that people have to know by a day. `sections` are sentences on what changed.

    Planned, then signed off by somebody whose name is kept, then undone or in force at `effective_at`.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        longest("course_slug", 100, least=1),
        longest("note", 1000),
        longest("signed_name", 200, least=1),
        sa.CheckConstraint("release_number >= 1", name="release_number_counts"),
        sa.CheckConstraint("(signed_at IS NULL) = (effective_at IS NULL)", name="effective_when_signed"),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_name IS NULL)", name="named_when_signed"),
        sa.CheckConstraint("undone_at IS NULL OR signed_at IS NOT NULL", name="undone_after_signed"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    release_number: Mapped[int]
    note: Mapped[str] = mapped_column(sa.Text)
    sections: Mapped[list[str]] = mapped_column(sa.JSON)
    due_on: Mapped[date]
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    signed_name: Mapped[str | None] = mapped_column(sa.String(200))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    effective_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CampaignPerson(Base):
    """Somebody whom a campaign was signed off for, as the dry run had it."""

    __tablename__ = "campaign_person"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
