"""One last valid day, said alike by page, files, message and calendar, also when clocks change."""

from __future__ import annotations

import base64
import io
import json
from datetime import date, datetime, time, timedelta

import icalendar
import pypdf
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import FileKind
from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import refreshers
from lms.jobs.periodic import Daily, Periodic
from lms.queries import certificates
from lms.services import certificate_files, reminders
from tests.support import cycles, learning, rows, signing
from tests.support.databases import Database
from tests.support.learners import Learner


@pytest.mark.parametrize(
    ("passed_on", "last", "ends"),
    [
        ("2025-06-30", "30 June 2026", "2026-06-30T22:59:59Z"),
        ("2025-12-31", "31 December 2026", "2026-12-31T23:59:59Z"),
        # On these days clocks go forward and back, each at one in the morning.
        ("2025-03-29", "29 March 2026", "2026-03-29T22:59:59Z"),
        ("2025-10-25", "25 October 2026", "2026-10-25T23:59:59Z"),
    ],
)
def test_every_place_names_the_same_last_day(
    session: Session, learner: Learner, passed_on: str, last: str, ends: str
) -> None:
    signing.make_keys(session)
    with unit_of_work(session):
        session.execute(
            sa.update(Person).values(sign_in_name="sam@demo.example", sign_in_folded="sam@demo.example")
        )
    learner.library = cycles.library()
    number = cycles.passed(learner, passed_on)
    end = datetime.fromisoformat(ends)
    day = end.astimezone(cycles.ZONE).date()
    assert f"{day.day} {day:%B %Y}" == last

    def standing(now: datetime) -> str:
        today = refreshers.civil_day(now, cycles.ZONE)
        return certificates.public(session, number=number, today=today).standing

    assert [standing(end), standing(end + timedelta(seconds=1))] == ["valid", "expired"]
    body = {
        kind: certificate_files.file(
            session, number=number, kind=kind, issuing=learning.ISSUING, now=rows.NOW
        )
        for kind in FileKind
    }
    assert json.loads(body[FileKind.JSON])["validUntil"] == ends
    part = body[FileKind.JWT].split(b".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    assert (claims["exp"], claims["validUntil"]) == (int(end.timestamp()), ends)
    paper = pypdf.PdfReader(io.BytesIO(body[FileKind.PDF])).pages[0].extract_text()
    assert last in " ".join(paper.split())
    morning = datetime.combine(day - timedelta(days=10), time(8), cycles.ZONE)
    assert reminders.send_due(session, learner.library, morning, issuing=learning.ISSUING) == 1
    mail = session.scalars(sa.select(Outbox.body).where(Outbox.key.startswith("digest:"))).one()
    assert f"The last valid day is {last}." in mail["text"]
    assert last in mail["html"]
    (entry,) = icalendar.Calendar.from_ical(base64.b64decode(mail["calendar"])).walk("VEVENT")
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (day, day + timedelta(days=1))
    # On the last day itself nothing has ended; a minute after midnight it has.
    midnight = datetime.combine(day + timedelta(days=1), time(0), cycles.ZONE)
    for now, sent in (midnight - timedelta(minutes=1), 0), (midnight + timedelta(minutes=1), 1):
        assert reminders.send_due(session, learner.library, now, issuing=learning.ISSUING) == sent


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("hour", [1, 7])
def test_daily_work_is_done_once_on_days_of_23_and_of_25_hours(
    sqlite_database: Database, change: date, hour: int
) -> None:
    done: list[datetime] = []
    periodic = Periodic(cycles.ZONE, (Daily("work", time(hour, 30), lambda session, now: done.append(now)),))
    now = refreshers.first_instant(change - timedelta(days=1), cycles.ZONE)
    while now < refreshers.first_instant(change + timedelta(days=2), cycles.ZONE):
        periodic.look(sqlite_database.session_factory, now)
        now += timedelta(minutes=15)
    local = [moment.astimezone(cycles.ZONE) for moment in done]
    assert [moment.date() for moment in local] == [change + timedelta(days=off) for off in (-1, 0, 1)]
    assert all(moment.time() >= time(hour, 30) for moment in local)
