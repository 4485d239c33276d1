"""Owns the rows of reminders that were sent, and of who wants which messages.

It must not know what a reminder says, nor when one is due.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.reminders import Kind


class ReminderSent(Base):
    """Somebody was told of one thing about one person, course and last day. Being told once is enough.

    `recipient_id` is the person themselves, or a manager of theirs.
    """

    __tablename__ = "reminder_sent"
    __table_args__ = (
        sa.UniqueConstraint(
            "recipient_id", "person_id", "course_slug", "last_day", "kind", name="uq_reminder_sent_once"
        ),
        longest("course_slug", 100, least=1),
        one_of("kind", Kind),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    last_day: Mapped[date]
    kind: Mapped[str] = mapped_column(sa.String(20))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MailChoice(Base):
    """Whether somebody wants reminders that nobody requires; without a row they do.

    `secret` is in the address that ends them from a message, where nobody is signed in. All that it opens
    is this one choice.
    """

    __tablename__ = "mail_choice"
    __table_args__ = (longest("secret", 43, least=32),)

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret: Mapped[str] = mapped_column(sa.String(43), unique=True)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
