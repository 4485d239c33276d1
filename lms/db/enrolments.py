"""Owns the rows of enrolments, their cycles and the lessons read in each.

It must not know whether a course exists: courses are files, and a row outlives its file.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest


class Enrolment(Base):
    """One person's duty or wish to hold one course."""

    __tablename__ = "enrolment"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "course_slug"),
        longest("course_slug", 100, least=1),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Cycle(Base):
    """One round of an enrolment: the induction is number 1, a refresher opens the next."""

    __tablename__ = "cycle"
    __table_args__ = (
        sa.UniqueConstraint("enrolment_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_counts"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id", ondelete="CASCADE"))
    number: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LessonRead(Base):
    """A lesson was marked as read; the digest says which text of it."""

    __tablename__ = "lesson_read"
    __table_args__ = (
        sa.UniqueConstraint("cycle_id", "lesson_slug"),
        longest("lesson_slug", 100, least=1),
        longest("lesson_digest", 64, least=1),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id", ondelete="CASCADE"))
    lesson_slug: Mapped[str] = mapped_column(sa.String(100))
    lesson_digest: Mapped[str] = mapped_column(sa.String(64))
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
