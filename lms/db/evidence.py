"""Owns the rows of what somebody did beside lessons and quizzes: workshops, observed practice.

It must not know which certificate rests on it: that is frozen in the certificate.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.certificates import WitnessedKind

TITLE_MOST = 200
NAME_MOST = 200
NOTE_MOST = 500


class Evidence(Base):
    """Somebody was at a workshop, or was observed in practice, for a course. It is removed by a reason.

    `title` and `witness` (who led or observed) are printed on certificates, `note` is not.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        one_of("kind", WitnessedKind),
        longest("course_slug", 100, least=1),
        longest("title", TITLE_MOST, least=1),
        longest("witness", NAME_MOST, least=1),
        longest("note", NOTE_MOST),
        longest("removed_because", NOTE_MOST),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_because = '')", name="removed_with_reason"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(TITLE_MOST))
    held_on: Mapped[date]
    witness: Mapped[str] = mapped_column(sa.String(NAME_MOST))
    note: Mapped[str] = mapped_column(sa.Text)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_because: Mapped[str] = mapped_column(sa.Text)
