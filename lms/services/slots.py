"""Owns that a piece of periodic work is done once for each slot of time, however many workers there are.

It must not know what the work is, nor what time it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.outbox import JobSlot
from lms.db.unit_of_work import unit_of_work

# Whoever has not ended by then was killed: somebody else begins again.
TAKEN_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=60)
ERROR_MOST = 500


def once(session: Session, *, job: str, slot: str, now: datetime, work: Callable[[], object]) -> bool:
    """Do `work` if nobody has done it for this slot; whether it was done here.

    Work that fails is noted and begun again after `TAKEN_FOR`. It must be safe to do twice: a worker can be
    killed between its end and the note of it. Raises: Busy, and what `work` raises.
    """
    if not _take(session, job=job, slot=slot, now=now):
        return False
    try:
        work()
    except Exception as error:
        session.rollback()
        _note(session, job, slot, last_error=f"{type(error).__name__}: {error}"[:ERROR_MOST])
        raise
    session.rollback()
    _note(session, job, slot, done_at=now, last_error=None)
    return True


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete the notes on slots that ended long ago."""
    with unit_of_work(session):
        session.execute(sa.delete(JobSlot).where(JobSlot.begun_at <= now - KEPT_FOR))


def _take(session: Session, *, job: str, slot: str, now: datetime) -> bool:
    with unit_of_work(session):
        row = {"job": job, "slot": slot, "begun_at": now}
        if inserts.add_once(session, JobSlot, row, JobSlot.id) is not None:
            return True
        again = (
            sa.update(JobSlot)
            .where(
                JobSlot.job == job,
                JobSlot.slot == slot,
                JobSlot.done_at.is_(None),
                JobSlot.begun_at <= now - TAKEN_FOR,
            )
            .values(begun_at=now)
            .returning(JobSlot.id)
            .execution_options(synchronize_session=False)
        )
        return session.execute(again).one_or_none() is not None


def _note(session: Session, job: str, slot: str, **values: object) -> None:
    with unit_of_work(session):
        session.execute(
            sa.update(JobSlot)
            .where(JobSlot.job == job, JobSlot.slot == slot)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
