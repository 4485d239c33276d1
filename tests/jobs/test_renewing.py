"""When rounds that are due are opened."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from lms.domain import errors
from lms.jobs import delivery
from lms.jobs.renewing import Renewer
from lms.jobs.working import Bench
from lms.services import refreshers
from tests.support import cycles, learning, rows
from tests.support.databases import Database
from tests.support.learners import Learner

START = cycles.noon("2026-10-01")


def test_what_is_due_is_opened_once_an_hour(database: Database, session: Session) -> None:
    library = cycles.library()
    for name in ("Ada", "Bo"):
        cycles.passed(Learner(session, rows.add_person(session, name), library), "2025-11-22")
    asked = []

    def content() -> object:
        asked.append(1)
        return library

    renewer = Renewer(content, "Europe/London")  # type: ignore[arg-type]
    opened = [
        renewer.look(database.session_factory, START + timedelta(minutes=minutes))
        for minutes in (0, 1, 59, 60, 61)
    ]
    assert opened == [2, 0, 0, 0, 0]
    assert len(asked) == 2


def test_a_busy_database_is_asked_again_in_the_next_round(
    database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycles.passed(Learner(session, rows.add_person(session), cycles.library()), "2025-11-22")
    session.rollback()
    renewer = Renewer(cycles.library, "Europe/London")
    whole = refreshers.open_due
    calls = iter([True, False])

    def busy(*values: object, **more: object) -> int:
        if next(calls):
            raise errors.Busy
        return whole(*values, **more)  # type: ignore[arg-type]

    # A database is busy once and then no more; held by hand it would stay busy for seconds.
    monkeypatch.setattr(refreshers, "open_due", busy)
    stop, heard, times = threading.Event(), list[Exception](), [START, START + timedelta(seconds=1)]

    def clock() -> datetime:
        now = times.pop(0)
        if not times:
            stop.set()
        return now

    bench = Bench(database.session_factory, clock, learning.ISSUING)
    delivery.loop(bench, stop, renewer=renewer, report=heard.append, pause=0)
    assert [type(one) for one in heard] == [errors.Busy]
    found = cycles.standing(Learner(session, 1, cycles.library()), "2026-10-02")
    assert found is not None
    assert renewer.look(database.session_factory, START + timedelta(minutes=5)) == 0
