"""Owns taking back the note that something was told, when the message with it is not sent after all.

It must not know what is told, nor when it will be asked for again.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.reminders import ReminderSent
from lms.db.unit_of_work import unit_of_work
from lms.queries.told import Told


def take_back(session: Session, about: Iterable[Told]) -> None:
    """Let the reminders of a later day tell these things, as far as they are due then. Safe to repeat."""
    with unit_of_work(session):
        for one in about:
            session.execute(
                sa.delete(ReminderSent).where(
                    ReminderSent.recipient_id == one.recipient_id,
                    ReminderSent.person_id == one.person_id,
                    ReminderSent.course_slug == one.course,
                    ReminderSent.last_day == one.last_day,
                    ReminderSent.kind == one.kind,
                )
            )
