"""Owns the rows of work that is due after a commit. It must not know how any of it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest


class Outbox(Base):
    """One piece of work. `key` names it, so that asking twice is asking once; `lease_until` is whose turn.

    With `given_up` it has ended without having been done.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        longest("key", 200, least=1),
        longest("kind", 50, least=1),
        sa.Index(
            "ix_outbox_waiting",
            "due_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(50))
    # Any, because each kind of work carries facts of its own.
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int]
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    last_error: Mapped[str | None] = mapped_column(sa.Text)


class JobSlot(Base):
    """Periodic work was begun for one slot of time, such as a day: whoever made the row does it."""

    __tablename__ = "job_slot"
    __table_args__ = (
        sa.UniqueConstraint("job", "slot"),
        longest("job", 50, least=1),
        longest("slot", 50, least=1),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(50))
    slot: Mapped[str] = mapped_column(sa.String(50))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(sa.Text)
