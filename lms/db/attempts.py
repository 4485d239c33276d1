"""Owns the rows of attempts, their responses and the marks they got. It must not know what is right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, UtcDateTime, longest, one_of
from lms.domain.attempts import Closing
from lms.domain.quizzes import Confidence

# While a trainer still has to mark something, a closed attempt has no grade: unknown is not zero.
_UNGRADED = "(submitted_at IS NULL OR waits_for_trainer)"


class Attempt(Base):
    """One sitting. It pins the quiz, and the course whose certificate it may earn, by digest.

    With `seed` the same paper can be drawn again. `seq` counts the saves. `deadline_at`, None without a
    limit, is made at the start and never moved. The `machine` that it began on was started at `booted_at` by
    the clock of then, so that it can be told whether that clock was set since; None where nothing says so.
    `submitted_at` is when it ended: handed in, or its deadline if nobody handed it in. The grade is exact:
    numerators and denominators; all of it is None while the attempt is open or `waits_for_trainer`.
    `counts` is False for a pass that may not count, because the quiz goes by the first attempt and this is a
    later one.
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
        # What is overdue is looked for every minute.
        sa.Index(
            "ix_attempt_running_out",
            "deadline_at",
            sqlite_where=sa.text("submitted_at IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL"),
        ),
        # The queue of the trainers, the oldest first.
        sa.Index(
            "ix_attempt_waiting",
            "submitted_at",
            sqlite_where=sa.text("waits_for_trainer"),
            postgresql_where=sa.text("waits_for_trainer"),
        ),
        longest("machine", 40, least=1),
        sa.CheckConstraint("(machine IS NULL) = (booted_at IS NULL)", name="boot_whole"),
        longest("receipt_code", 20),
        longest("answers_digest", 64, least=64),
        one_of("closed_by", Closing),
        sa.CheckConstraint(
            f"{_UNGRADED} = (earned_numerator IS NULL)"
            f" AND {_UNGRADED} = (earned_denominator IS NULL)"
            f" AND {_UNGRADED} = (available_numerator IS NULL)"
            f" AND {_UNGRADED} = (available_denominator IS NULL)"
            f" AND {_UNGRADED} = (percent IS NULL)"
            f" AND {_UNGRADED} = (passed IS NULL)",
            name="graded_when_marked",
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (closed_by IS NULL)"
            " AND (submitted_at IS NOT NULL OR NOT waits_for_trainer)",
            name="closed_once",
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
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    machine: Mapped[str | None] = mapped_column(sa.String(40))
    booted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(sa.String(20))
    receipt_code: Mapped[str | None] = mapped_column(sa.String(20))
    answers_digest: Mapped[str | None] = mapped_column(sa.String(64))
    waits_for_trainer: Mapped[bool] = mapped_column(server_default=sa.false())
    counts: Mapped[bool] = mapped_column(server_default=sa.true())
    earned_numerator: Mapped[int | None] = mapped_column(sa.BigInteger)
    earned_denominator: Mapped[int | None] = mapped_column(sa.BigInteger)
    available_numerator: Mapped[int | None] = mapped_column(sa.BigInteger)
    available_denominator: Mapped[int | None] = mapped_column(sa.BigInteger)
    percent: Mapped[int | None]
    passed: Mapped[bool | None]


class Response(Base):
    """What was given for one item, in the indexes of the item as written; `seq` is the save that wrote it.

    `flagged` is the person's own "look at this again"; `confidence` is how sure they said they are.
    """

    __tablename__ = "response"
    __table_args__ = (longest("item_id", 100, least=1), one_of("confidence", Confidence))

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    # Any, because JSON holds what responses.to_plain made; only responses.from_plain reads it again.
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    seq: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    flagged: Mapped[bool] = mapped_column(server_default=sa.false())
    confidence: Mapped[str | None] = mapped_column(sa.String(10))


class LateResponse(Base):
    """What came for one item after the deadline: kept, shown as late, never marked.

    It has a table of its own, so that it can never take the place of the answer that came in time.
    """

    __tablename__ = "late_response"
    __table_args__ = (longest("item_id", 100, least=1),)

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    # Any, as in `Response`.
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemMark(Base):
    """The mark of one item of a closed attempt, with its arithmetic in words.

    An item that waits for a trainer has no row yet.
    """

    __tablename__ = "item_mark"
    __table_args__ = (longest("item_id", 100, least=1),)

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    earned_numerator: Mapped[int] = mapped_column(sa.BigInteger)
    earned_denominator: Mapped[int] = mapped_column(sa.BigInteger)
    available_numerator: Mapped[int] = mapped_column(sa.BigInteger)
    available_denominator: Mapped[int] = mapped_column(sa.BigInteger)
    because: Mapped[str] = mapped_column(sa.Text)
