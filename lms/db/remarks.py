"""Owns the rows of corrected questions: what was decided about finished attempts, and every mark it changed.

It must not know how a mark is made. Rows are added and a remark is marked as undone; nothing is deleted.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.remarking import Decision

_STANDS = sa.text("undone_at IS NULL")


class Remark(Base):
    """One decision about a changed question. `quiz_digest` pins the version that holds the corrected item.

    `preview` names exactly the changes that were looked at, so that saying yes twice is saying it once.
    """

    __tablename__ = "remark"
    __table_args__ = (
        sa.Index(
            "uq_remark_standing",
            "quiz_slug",
            "item_id",
            "preview",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        longest("quiz_slug", 100, least=1),
        longest("item_id", 100, least=1),
        longest("item_digest", 64, least=64),
        longest("preview", 64, least=64),
        longest("reason", 2_000, least=1),
        one_of("decision", Decision),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(sa.String(100))
    item_id: Mapped[str] = mapped_column(sa.String(100))
    quiz_digest: Mapped[str] = mapped_column(sa.ForeignKey("content_version.digest"), index=True)
    item_digest: Mapped[str] = mapped_column(sa.String(64))
    decision: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text)
    preview: Mapped[str] = mapped_column(sa.String(64))
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_because: Mapped[str] = mapped_column(sa.Text, server_default="")


class RemarkedMark(Base):
    """The mark of one attempt before and after; both percents are None while a trainer is still to mark.

    An attempt that the correction does not touch has a row too: it was looked at, and stays as it is.
    """

    __tablename__ = "remarked_mark"
    __table_args__ = (longest("certificate_number", 23, least=23),)

    remark_id: Mapped[int] = mapped_column(
        Key, sa.ForeignKey("remark.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    attempt_id: Mapped[str] = mapped_column(
        sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    old_earned_numerator: Mapped[int] = mapped_column(sa.BigInteger)
    old_earned_denominator: Mapped[int] = mapped_column(sa.BigInteger)
    old_available_numerator: Mapped[int] = mapped_column(sa.BigInteger)
    old_available_denominator: Mapped[int] = mapped_column(sa.BigInteger)
    old_because: Mapped[str] = mapped_column(sa.Text)
    old_percent: Mapped[int | None]
    old_passed: Mapped[bool | None]
    new_earned_numerator: Mapped[int] = mapped_column(sa.BigInteger)
    new_earned_denominator: Mapped[int] = mapped_column(sa.BigInteger)
    new_available_numerator: Mapped[int] = mapped_column(sa.BigInteger)
    new_available_denominator: Mapped[int] = mapped_column(sa.BigInteger)
    new_because: Mapped[str] = mapped_column(sa.Text)
    new_percent: Mapped[int | None]
    new_passed: Mapped[bool | None]
    # The certificate that this change earned.
    certificate_number: Mapped[str | None] = mapped_column(sa.String(23))
