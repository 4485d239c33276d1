"""The outbox: done once, claimed by lease, tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import CertificateFile
from lms.db.outbox import Outbox
from lms.db.unit_of_work import unit_of_work
from lms.services import outbox, outbox_rows
from tests.support import learning, rows, signing
from tests.support.databases import Database, at_once
from tests.support.learners import Learner


def run(session: Session, *, now: datetime = rows.NOW, limit: int = 10) -> int:
    return outbox.run_due(session, now=now, limit=limit, issuing=learning.ISSUING)


def only(session: Session) -> Outbox:
    session.rollback()
    return session.execute(sa.select(Outbox)).scalar_one()


def broken(session: Session, key: str = "broken") -> None:
    with unit_of_work(session):
        outbox_rows.add(session, key=key, kind="nonsense", body={}, due_at=rows.NOW)


def test_a_certificates_files_are_made_and_stored(session: Session, learner: Learner) -> None:
    learner.take()
    assert run(session) == 1
    assert sorted(session.scalars(sa.select(CertificateFile.kind))) == ["json", "jwt", "pdf"]
    row = only(session)
    assert (row.done_at, row.tries, row.lease_until, row.last_error) == (rows.NOW, 1, None, None)
    assert run(session) == 0


def test_the_same_key_twice_is_one_piece_of_work(session: Session) -> None:
    broken(session)
    broken(session)
    assert only(session).key == "broken"


def test_work_that_is_not_due_waits(session: Session, learner: Learner) -> None:
    learner.take(now=rows.NOW + timedelta(hours=1))
    assert run(session) == 0
    assert only(session).tries == 0


def test_what_fails_is_tried_again_after_a_growing_pause(session: Session) -> None:
    broken(session)
    now = rows.NOW
    for tries, pause in ((1, 5), (2, 10), (3, 20)):
        assert run(session, now=now) == 0
        row = only(session)
        assert (row.tries, row.due_at - now) == (tries, timedelta(seconds=pause))
        assert row.last_error == "ValueError: there is no work of the kind “nonsense”"
        assert (row.done_at, row.lease_until) == (None, None)
        # Not before its time.
        assert run(session, now=now) == 0
        assert only(session).tries == tries
        now = row.due_at


def test_the_pause_never_grows_beyond_an_hour(session: Session) -> None:
    broken(session)
    with unit_of_work(session):
        session.execute(sa.update(Outbox).values(tries=500))
    run(session)
    assert only(session).due_at == rows.NOW + timedelta(hours=1)


def test_a_failure_does_not_stop_the_other_work(session: Session, learner: Learner) -> None:
    broken(session)
    learner.take()
    assert run(session) == 1
    assert sorted(session.scalars(sa.select(CertificateFile.kind))) == ["json", "jwt", "pdf"]


def test_a_limit_takes_the_oldest_first(session: Session) -> None:
    for number in range(3):
        with unit_of_work(session):
            due_at = rows.NOW - timedelta(minutes=number)
            outbox_rows.add(session, key=f"work {number}", kind="nonsense", body={}, due_at=due_at)
    run(session, limit=2)
    tried = sa.select(Outbox.key).where(Outbox.tries == 1).order_by(Outbox.key)
    assert session.scalars(tried).all() == ["work 1", "work 2"]


def test_work_of_a_killed_worker_comes_back_when_its_lease_ends(session: Session, learner: Learner) -> None:
    learner.take()
    with unit_of_work(session):
        session.execute(sa.update(Outbox).values(lease_until=rows.NOW + outbox.LEASE, tries=1))
    assert run(session, now=rows.NOW + timedelta(minutes=1)) == 0
    assert run(session, now=rows.NOW + outbox.LEASE) == 1
    assert only(session).tries == 2


def test_a_worker_whose_lease_has_ended_notes_nothing(
    database: Database, session: Session, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.take()
    other_lease = rows.NOW + timedelta(hours=1)

    def loses_its_lease(*_: object, **__: object) -> None:
        with database.session() as other, unit_of_work(other):
            other.execute(sa.update(Outbox).values(lease_until=other_lease))

    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr("lms.services.certificate_files.build", loses_its_lease)
    run(session)
    row = only(session)
    assert (row.done_at, row.lease_until) == (None, other_lease)


def test_workers_beside_each_other_share_the_work(database: Database, session: Session) -> None:
    signing.make_keys(session)
    people = [
        Learner(session, rows.add_person(session, f"Person {number}", sign_in_name=str(104711 + number)))
        for number in range(6)
    ]
    for person in people:
        person.take()

    def work() -> int:
        with database.session() as own:
            return run(own, limit=2)

    done = at_once([work] * 8, 4)
    assert sum(done) == 6
    session.rollback()
    assert set(session.scalars(sa.select(Outbox.tries))) == {1}
