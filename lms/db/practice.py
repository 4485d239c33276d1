"""Owns the rows of practice: who takes part, what they remember, and each sitting with its answers.

It must not know what is right, nor when something is due.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, UtcDateTime, longest, one_of
from lms.domain.practice import Rating
from lms.domain.quizzes import Confidence

_UNMARKED = "earned_numerator IS NULL"


class PracticeMember(Base):
    """Somebody who takes part; `left_at` None = still. Without a row they never did."""

    __tablename__ = "practice_member"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PracticeCard(Base):
    """One objective of a course in one person's memory; `objective_key` is what its words fold to.

    Stability and difficulty belong to the scheduling model: they are estimates, and no marks.
    """

    __tablename__ = "practice_card"
    __table_args__ = (
        longest("course_slug", 100, least=1),
        longest("objective_key", 64, least=64),
        sa.CheckConstraint("stability > 0", name="stability_range"),
        sa.CheckConstraint("difficulty >= 1 AND difficulty <= 10", name="difficulty_range"),
        sa.CheckConstraint("reviews >= 1", name="reviews_count"),
    )

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    course_slug: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    objective_key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    stability: Mapped[float] = mapped_column(sa.Double)
    difficulty: Mapped[float] = mapped_column(sa.Double)
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviews: Mapped[int]


class PracticeSitting(Base):
    """A few questions at one time. With `seed` the same order of options can be drawn again.

    `finished_at` None = some question has no answer (yet).
    """

    __tablename__ = "practice_sitting"
    __table_args__ = (
        longest("id", 26, least=26),
        sa.Index("ix_practice_sitting_person", "person_id", "started_at"),
    )

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PracticeAnswer(Base):
    """One question of a sitting, from 1; what follows `objective` is None until it is answered.

    The quiz is pinned by digest, so that an answer can be explained after any edit.
    """

    __tablename__ = "practice_answer"
    __table_args__ = (
        longest("quiz_slug", 100, least=1),
        longest("item_id", 100, least=1),
        longest("course_slug", 100, least=1),
        longest("objective_key", 64, least=64),
        sa.CheckConstraint("number >= 1", name="number_counts"),
        one_of("confidence", Confidence),
        one_of("rating", Rating),
        sa.CheckConstraint(
            f"({_UNMARKED}) = (earned_denominator IS NULL) AND ({_UNMARKED}) = (available_numerator IS NULL)"
            f" AND ({_UNMARKED}) = (available_denominator IS NULL) AND ({_UNMARKED}) = (rating IS NULL)"
            f" AND ({_UNMARKED}) = (answered_at IS NULL)",
            name="marked_at_once",
        ),
        # How well an objective is remembered is counted over everybody.
        sa.Index("ix_practice_answer_objective", "course_slug", "objective_key", "answered_at"),
    )

    sitting_id: Mapped[str] = mapped_column(
        sa.ForeignKey("practice_sitting.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quiz_slug: Mapped[str] = mapped_column(sa.String(100))
    quiz_digest: Mapped[str] = mapped_column(sa.ForeignKey("content_version.digest"), index=True)
    item_id: Mapped[str] = mapped_column(sa.String(100))
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    objective_key: Mapped[str] = mapped_column(sa.String(64))
    objective: Mapped[str] = mapped_column(sa.Text)
    # Any, because JSON holds what responses.to_plain made; only responses.from_plain reads it again.
    body: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    confidence: Mapped[str | None] = mapped_column(sa.String(10))
    earned_numerator: Mapped[int | None] = mapped_column(sa.BigInteger)
    earned_denominator: Mapped[int | None] = mapped_column(sa.BigInteger)
    available_numerator: Mapped[int | None] = mapped_column(sa.BigInteger)
    available_denominator: Mapped[int | None] = mapped_column(sa.BigInteger)
    rating: Mapped[str | None] = mapped_column(sa.String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
