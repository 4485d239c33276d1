"""The loop beside the server."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import CertificateFile
from lms.db.outbox import Outbox
from lms.db.sign_ins import SignIn, SignInFailure
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.jobs import delivery, working
from lms.jobs.working import Bench
from lms.services import database as database_care
from lms.services import outbox_rows, throttle
from tests.support import learning, rows, signing
from tests.support.databases import Database
from tests.support.learners import Learner


def bench(database: Database) -> Bench:
    return Bench(database.session_factory, lambda: rows.NOW, learning.ISSUING)


def run_rounds(database: Database, times: list[datetime], reports: list[Exception] | None = None) -> None:
    """One round at each of `times`, then stop."""
    stop = threading.Event()
    left = list(times)

    def clock() -> datetime:
        now = left.pop(0)
        if not left:
            stop.set()
        return now

    report = (reports if reports is not None else []).append
    delivery.loop(Bench(database.session_factory, clock, learning.ISSUING), stop, report=report, pause=0)


def count(session: Session, model: type) -> int:
    return session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def test_a_round_does_all_the_work_that_is_due(database: Database, session: Session) -> None:
    signing.make_keys(session)
    for number in range(3):
        Learner(session, rows.add_person(session, f"Person {number}")).take()
    session.rollback()
    done = delivery.run_round(bench(database), rows.NOW, clean=False)
    assert done == 3
    assert count(session, CertificateFile) == 9


def test_a_round_goes_on_until_nothing_is_left(
    database: Database, session: Session, learner: Learner
) -> None:
    learner.take()
    number = session.execute(sa.select(Outbox.body)).scalar_one()["numbers"][0]
    with unit_of_work(session):
        for at in range(working.AT_ONCE):
            outbox_rows.add(
                session, key=f"again {at}", kind="certificate-pdf", body={"number": number}, due_at=rows.NOW
            )
    session.rollback()
    done = delivery.run_round(bench(database), rows.NOW, clean=False)
    assert done == working.AT_ONCE + 1


def test_what_has_ended_is_forgotten_at_the_start_and_then_hourly(
    database: Database, session: Session, learner: Learner
) -> None:
    def leave_behind() -> None:
        with unit_of_work(session):
            throttle.take_try(session, account="a", address="b", now=rows.NOW - timedelta(days=1))
            session.add(
                SignIn(
                    token_hash="a" * 64,
                    person_id=learner.person_id,
                    created_at=rows.NOW,
                    seen_at=rows.NOW,
                    ends_at=rows.NOW - timedelta(days=1),
                )
            )

    leave_behind()
    run_rounds(database, [rows.NOW])
    assert (count(session, SignIn), count(session, SignInFailure)) == (0, 0)
    session.rollback()
    stop = threading.Event()
    minutes = iter((0, 59, 60))
    seen: list[int] = []

    def clock() -> datetime:
        minute = next(minutes)
        with database.session() as other:
            seen.append(count(other, SignIn))
        if minute == 0:
            pass
        elif minute == 59:
            leave_behind()
        else:
            stop.set()
        return rows.NOW + timedelta(minutes=minute)

    delivery.loop(Bench(database.session_factory, clock, learning.ISSUING), stop, pause=0)
    assert seen == [0, 0, 1]
    session.rollback()
    assert count(session, SignIn) == 0


def test_a_busy_database_only_makes_a_round_late(database: Database) -> None:
    reports: list[Exception] = []
    whole = database.session_factory
    calls: list[int] = []

    class Away:
        """Gives a session of a database that is busy the first time."""

        def __call__(self) -> Session:
            calls.append(1)
            if len(calls) == 1:
                raise errors.Busy
            return whole()

    stop = threading.Event()
    rounds = iter((False, True))

    def clock() -> datetime:
        if next(rounds):
            stop.set()
        return rows.NOW

    delivery.loop(Bench(Away(), clock, learning.ISSUING), stop, report=reports.append, pause=0)
    assert [type(report) for report in reports] == [errors.Busy]
    assert len(calls) > 1


def test_a_round_keeps_sqlites_log_short(sqlite_database: Database) -> None:
    log = Path(f"{sa.make_url(sqlite_database.url).database}-wal")
    sizes = []
    with sqlite_database.session() as session:
        for number in range(30):
            rows.add_person(session, f"Person {number}")
            delivery.run_round(bench(sqlite_database), rows.NOW, clean=False)
            sizes.append(log.stat().st_size)
    assert max(sizes[5:]) <= max(sizes[:5]) * 2


def test_a_checkpoint_works_from_a_session_on_one_connection(sqlite_database: Database) -> None:
    with sqlite_database.session() as session:
        rows.add_person(session)
    with sqlite_database.engine.connect() as connection, Session(connection) as session:
        assert database_care.checkpoint(session) > 0


def test_a_loop_that_was_told_to_stop_does_nothing(database: Database) -> None:
    stop = threading.Event()
    stop.set()

    def clock() -> datetime:
        raise AssertionError("the clock must not be asked")

    delivery.loop(Bench(database.session_factory, clock, learning.ISSUING), stop)
