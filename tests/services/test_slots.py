"""Periodic work: once in its slot, again if whoever began it was killed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import JobSlot
from lms.services import slots
from tests.support import rows
from tests.support.databases import Database, at_once

DAY = "2026-11-22"


def test_work_is_done_once_in_its_slot(session: Session) -> None:
    done: list[str] = []
    for slot in (DAY, DAY, "2026-11-23"):
        slots.once(session, job="remind", slot=slot, now=rows.NOW, work=lambda slot=slot: done.append(slot))
    assert done == [DAY, "2026-11-23"]


def test_many_workers_at_once_do_it_once(database: Database) -> None:
    done: list[int] = []

    def begin() -> bool:
        with database.session() as session:
            return slots.once(session, job="remind", slot=DAY, now=rows.NOW, work=lambda: done.append(1))

    assert sorted(at_once([begin] * 8, 8)) == [False] * 7 + [True]
    assert done == [1]


def test_work_that_failed_is_told_and_begun_again_later(session: Session) -> None:
    def fail() -> None:
        raise RuntimeError("no list of people")

    with pytest.raises(RuntimeError):
        slots.once(session, job="remind", slot=DAY, now=rows.NOW, work=fail)
    row = session.execute(sa.select(JobSlot)).scalar_one()
    assert (row.done_at, row.last_error) == (None, "RuntimeError: no list of people")
    session.rollback()
    soon, later = rows.NOW + timedelta(minutes=9), rows.NOW + timedelta(minutes=10)
    assert not slots.once(session, job="remind", slot=DAY, now=soon, work=fail)
    assert slots.once(session, job="remind", slot=DAY, now=later, work=lambda: None)
    session.rollback()
    row = session.execute(sa.select(JobSlot)).scalar_one()
    assert (row.done_at, row.last_error) == (later, None)


def test_old_slots_are_forgotten(session: Session) -> None:
    slots.once(session, job="remind", slot=DAY, now=rows.NOW, work=lambda: None)
    slots.forget_old(session, now=rows.NOW + slots.KEPT_FOR)
    assert session.execute(sa.select(JobSlot)).all() == []
