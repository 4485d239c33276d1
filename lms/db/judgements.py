"""Owns the rows of what trainers, and learners themselves, made of written answers.

It must not know a mark scheme, nor what a mark does to a grade.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.judging import Step, Voice


class Judging(Base):
    """How far the judging of one written answer has come; there is no row before a trainer touches it.

    `round` counts from 1, and each reopening begins the next. `taken_by` is whoever opened it last, so that
    a second trainer is told; it locks nothing. `reopened_because` belongs to the newest reopening.
    """

    __tablename__ = "judging"
    __table_args__ = (
        longest("item_id", 100, least=1),
        one_of("step", Step),
        sa.CheckConstraint("round >= 1", name="round_counts"),
        sa.CheckConstraint(f"(settled_at IS NULL) = (step <> '{Step.SETTLED.value}')", name="settled_once"),
        sa.Index("ix_judging_step", "step"),
    )

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    step: Mapped[str] = mapped_column(sa.String(20))
    round: Mapped[int]
    taken_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_because: Mapped[str] = mapped_column(sa.Text, server_default="")


class Judgement(Base):
    """What one trainer gave: `points` for each line of the mark scheme, and words for the learner.

    Only ever added to. Of each voice there is one in a round, whoever races whom.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        sa.UniqueConstraint("attempt_id", "item_id", "round", "voice"),
        sa.ForeignKeyConstraint(
            ["attempt_id", "item_id"], ["judging.attempt_id", "judging.item_id"], ondelete="CASCADE"
        ),
        one_of("voice", Voice),
        sa.CheckConstraint("round >= 1", name="round_counts"),
        sa.CheckConstraint("earned >= 0 AND earned <= available", name="earned_range"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attempt_id: Mapped[str] = mapped_column(sa.String(26))
    item_id: Mapped[str] = mapped_column(sa.String(100))
    round: Mapped[int]
    voice: Mapped[str] = mapped_column(sa.String(20))
    judge_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    points: Mapped[list[int]] = mapped_column(sa.JSON)
    earned: Mapped[int]
    available: Mapped[int]
    feedback: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SelfMark(Base):
    """What a learner gave their own answer. It counts for nothing; the newest row is what they think now."""

    __tablename__ = "self_mark"
    __table_args__ = (
        longest("item_id", 100, least=1),
        sa.Index("ix_self_mark_attempt_id_item_id", "attempt_id", "item_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(sa.String(100))
    points: Mapped[list[int]] = mapped_column(sa.JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
