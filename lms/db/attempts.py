"""Owns the rows of attempts, their responses and the marks they got. It must not know what is right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, UtcDateTime, longest


class Attempt(Base):
    """One sitting. It pins the quiz, and the course whose certificate it may earn, by digest.

    With `seed` the same paper can be drawn again. `seq` counts the saves. The mark is exact: numerators
    and denominators, filled with `submitted_at` and never changed afterwards.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        sa.UniqueConstraint("cycle_id", "quiz_slug", "number"),
        # At most one open attempt at a quiz in a cycle, whoever races whom.
        sa.Index(
            "uq_attempt_open",
            "cycle_id",
            "quiz_slug",
            unique=True,
            sqlite_where=sa.text("submitted_at IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL"),
        ),
        longest("id", 26, least=26),
        longest("quiz_slug", 100, least=1),
        sa.CheckConstraint("number >= 1", name="number_counts"),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name="percent_range"),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (earned_numerator IS NULL)"
            " AND (submitted_at IS NULL) = (earned_denominator IS NULL)"
            " AND (submitted_at IS NULL) = (available_numerator IS NULL)"
            " AND (submitted_at IS NULL) = (available_denominator IS NULL)"
            " AND (submitted_at IS NULL) = (percent IS NULL)"
            " AND (submitted_at IS NULL) = (passed IS NULL)",
            name="marked_when_submitted",
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("cycle.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    quiz_slug: Mapped[str] = mapped_column(sa.String(100))
    quiz_digest: Mapped[str] = mapped_column(sa.ForeignKey("content_version.digest"), index=True)
    course_digest: Mapped[str] = mapped_column(sa.ForeignKey("content_version.digest"), index=True)
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    number: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seq: Mapped[int]
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    earned_numerator: Mapped[int | None] = mapped_column(sa.BigInteger)
    earned_denominator: Mapped[int | None] = mapped_column(sa.BigInteger)
    available_numerator: Mapped[int | None] = mapped_column(sa.BigInteger)
    available_denominator: Mapped[int | None] = mapped_column(sa.BigInteger)
    percent: Mapped[int | None]
    passed: Mapped[bool | None]


class Response(Base):
    """What was given for one item, in the indexes of the item as written; `seq` is the save that wrote it."""

    __tablename__ = "response"
    __table_args__ = (longest("item_id", 100, least=1),)

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    # Any, because JSON holds what responses.to_plain made; only responses.from_plain reads it again.
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    seq: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemMark(Base):
    """The mark of one item of a closed attempt, with its arithmetic in words."""

    __tablename__ = "item_mark"
    __table_args__ = (longest("item_id", 100, least=1),)

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    earned_numerator: Mapped[int] = mapped_column(sa.BigInteger)
    earned_denominator: Mapped[int] = mapped_column(sa.BigInteger)
    available_numerator: Mapped[int] = mapped_column(sa.BigInteger)
    available_denominator: Mapped[int] = mapped_column(sa.BigInteger)
    because: Mapped[str] = mapped_column(sa.Text)
