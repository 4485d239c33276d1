"""A refresher that is due becomes one message at a real mail server, however many workers look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import JobSlot
from lms.jobs import mail
from lms.jobs.periodic import Daily, Periodic
from lms.jobs.working import Bench
from lms.queries import jobs as job_reads
from lms.services import reminders
from tests.support import cycles, learning, rows, signing, smtp
from tests.support.databases import Database, at_once
from tests.support.learners import Learner
from tests.support.smtp import Sink

# 08:00 in London, which still has summer time.
MORNING = datetime.fromisoformat("2026-09-23T07:00:00+00:00")


def worker(database: Database) -> Callable[[datetime], None]:
    """One process that looks for periodic work, with a memory of its own."""
    library = cycles.library()

    def remind(session: Session, now: datetime) -> None:
        reminders.send_due(session, library, now, issuing=learning.ISSUING)

    own = Periodic(cycles.ZONE, (Daily("reminders", time(7), remind),))
    return lambda now: own.look(database.session_factory, now)


def test_a_refresher_that_is_due_arrives_once_as_text_html_and_calendar(
    database: Database, session: Session
) -> None:
    signing.make_keys(session)
    person = Learner(session, rows.add_person(session), cycles.library())
    cycles.passed(person, "2025-11-22")
    sink = Sink()
    with smtp.serving(sink) as server:
        post = mail.Post(server, "learning@council.example", "Alongside")

        def bench(now: datetime) -> Bench:
            return Bench(database.session_factory, lambda: now, learning.ISSUING, deliver=post.deliver)

        first, second = worker(database), worker(database)
        night = MORNING - timedelta(hours=2)
        first(night)
        bench(night).do_all(night)
        # What came before is the receipt of the pass.
        before = len(sink.messages)
        both: list[Callable[[], Any]] = [lambda: first(MORNING), lambda: second(MORNING)]
        at_once(both, 2)
        for later in (0, 5, 60):
            now = MORNING + timedelta(minutes=later)
            first(now)
            worker(database)(now)
            bench(now).do_all(now)
        tomorrow = MORNING + timedelta(days=1)
        second(tomorrow)
        bench(tomorrow).do_all(tomorrow)
    (got,) = sink.messages[before:]
    assert got["To"] == "sam.carter@demo.example"
    assert got["Subject"] == f"Time to renew: {learning.course().title}"
    assert got["List-Unsubscribe"].strip().startswith(f"<{learning.ISSUING.base_url}/messages/stop/")
    # The message is of what nobody requires, so one click ends it as a whole (RFC 8058).
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    kinds = [part.get_content_type() for part in got.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    (calendar,) = got.iter_attachments()
    assert "DTSTART;VALUE=DATE:20261122" in calendar.get_content()
    standing = job_reads.standing(session)
    assert [line.done for line in standing.kinds if line.kind == "mail"] == [before + 1]
    assert [(line.job, line.slot) for line in standing.periodic] == [("reminders", "2026-09-24")]
    assert session.scalar(sa.select(sa.func.count()).select_from(JobSlot)) == 2
