"""Owns the audit rows: who did what to what, only ever added to.

It must not point at other rows: an entry has to outlive what it speaks of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest


class Audit(Base):
    """One entry. `actor_id` None = the platform itself, or the command line."""

    __tablename__ = "audit"
    __table_args__ = (
        longest("action", 50, least=1),
        longest("subject", 200, least=1),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(Key)
    action: Mapped[str] = mapped_column(sa.String(50))
    subject: Mapped[str] = mapped_column(sa.String(200), index=True)
    # Any, because each action records facts of its own.
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
