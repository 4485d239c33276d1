"""How the work behind the pages stands."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from lms.db.unit_of_work import unit_of_work
from lms.queries import jobs
from lms.services import notifications, outbox, outbox_rows, slots
from tests.support import learning, rows
from tests.support.databases import Database, counted


def test_what_waits_fails_is_done_and_was_given_up(session: Session) -> None:
    with unit_of_work(session):
        outbox_rows.add(session, key="odd", kind="nonsense", body={}, due_at=rows.NOW)
        for key in ("a", "b"):
            notifications.mail(session, key=key, to="jo@council.example", subject="S", text="T", now=rows.NOW)
        outbox_rows.add(session, key="late", kind="nonsense", body={}, due_at=rows.NOW + timedelta(days=1))
    sent: list[str] = []
    outbox.run_due(
        session,
        now=rows.NOW,
        limit=2,
        issuing=learning.ISSUING,
        deliver=lambda key, body: sent.append(key),
    )
    slots.once(session, job="remind", slot="2026-11-22", now=rows.NOW, work=lambda: None)
    standing = jobs.standing(session)
    told = {line.kind: (line.waiting, line.failing, line.done, line.given_up) for line in standing.kinds}
    assert told == {"mail": (1, 0, 1, 0), "nonsense": (1, 1, 0, 0)}
    assert [failure.key for failure in standing.failures] == ["odd"]
    assert "nonsense" in (standing.failures[0].said or "")
    assert [(line.job, line.slot, line.done_at) for line in standing.periodic] == [
        ("remind", "2026-11-22", rows.NOW)
    ]


def test_it_is_three_statements(database: Database) -> None:
    with database.session() as session, counted(database.engine) as statements:
        jobs.standing(session)
    assert len(statements) == 3
