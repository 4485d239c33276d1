"""Owns the rows of what is made easier for a person. It must not know what a time limit is."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, UtcDateTime
from lms.domain.adjustments import MOST_EXTRA_PERCENT


class Adjustment(Base):
    """At most one row for a person; none = nothing is adjusted. `set_by` is who set it last."""

    __tablename__ = "adjustment"
    __table_args__ = (
        sa.CheckConstraint(
            f"extra_time_percent >= 0 AND extra_time_percent <= {MOST_EXTRA_PERCENT}", name="extra_time_range"
        ),
    )

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    extra_time_percent: Mapped[int]
    no_limit: Mapped[bool]
    one_question_a_page: Mapped[bool]
    larger_type: Mapped[bool]
    set_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
