"""Owns the rows of requirements, of the versions of their terms, and of leave and exemptions.

It must not know who is in a group, nor what a date means for anybody.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.permissions import Role
from lms.domain.refreshers import Basis, Path
from lms.domain.requirements import AbsenceKind, Audience

REASON_MOST = 500
LONGEST_DAYS = 36_500


class Requirement(Base):
    """A course that a group has to hold. `group_key` names the group, so that one is required once.

    What it asks for is in its versions.
    """

    __tablename__ = "requirement"
    __table_args__ = (
        sa.UniqueConstraint("course_slug", "group_key"),
        longest("course_slug", 100, least=1),
        longest("group_key", 40, least=1),
        one_of("audience", Audience),
        one_of("role", Role),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    group_key: Mapped[str] = mapped_column(sa.String(40))
    audience: Mapped[str] = mapped_column(sa.String(20))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id", ondelete="CASCADE"), index=True)
    role: Mapped[str | None] = mapped_column(sa.String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RequirementVersion(Base):
    """The terms of a requirement as they were decided once. Rows are never changed; the newest counts.

    NULL in `valid_…`, `window_…` and `path` = as the course says.
    """

    __tablename__ = "requirement_version"
    __table_args__ = (
        sa.UniqueConstraint("requirement_id", "number"),
        one_of("basis", Basis),
        one_of("path", Path),
        longest("reason", REASON_MOST),
        sa.CheckConstraint("number >= 1", name="number_counts"),
        sa.CheckConstraint(f"due_days >= 0 AND due_days <= {LONGEST_DAYS}", name="due_days_range"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    requirement_id: Mapped[int] = mapped_column(sa.ForeignKey("requirement.id", ondelete="CASCADE"))
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    active: Mapped[bool]
    starts_on: Mapped[date]
    due_days: Mapped[int]
    basis: Mapped[str] = mapped_column(sa.String(20))
    fixed_on: Mapped[date | None]
    valid_months: Mapped[int | None]
    window_months: Mapped[int | None]
    window_days: Mapped[int | None]
    least_months: Mapped[int]
    path: Mapped[str | None] = mapped_column(sa.String(20))


class Absence(Base):
    """Days (inclusive, `until_on` NULL = open) on which nothing is asked of somebody, and why.

    `course_slug` NULL = no course at all. It is ended, not deleted.
    """

    __tablename__ = "absence"
    __table_args__ = (
        one_of("kind", AbsenceKind),
        longest("course_slug", 100, least=1),
        longest("reason", REASON_MOST, least=1),
        sa.CheckConstraint("until_on >= from_on", name="days_in_order"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    course_slug: Mapped[str | None] = mapped_column(sa.String(100))
    kind: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
