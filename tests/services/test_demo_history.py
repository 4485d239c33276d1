"""The past of the demonstration council."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from lms.content.store import LibraryStore
from lms.domain.compliance import Standing
from lms.queries import compliance
from lms.queries.duties import EVERYBODY
from lms.services import demo, demo_history
from tests.support import cycles, learning, rows

ROOT = Path(__file__).resolve().parents[2]


def test_one_is_due_one_current_and_one_expired(session: Session) -> None:
    library = LibraryStore(ROOT).current()
    demo.set_up(session, password="three quiet chairs", now=rows.NOW)
    assert demo_history.is_missing(session)
    for _ in range(2):
        demo_history.set_up(
            session, library, password="three quiet chairs", issuing=learning.ISSUING, now=rows.NOW
        )
    assert not demo_history.is_missing(session)
    found = compliance.matrix(session, library, whom=EVERYBODY, today=date(2026, 11, 22), zone=cycles.ZONE)
    standings = {row.name: row.cells[demo_history.COURSE].standing for row in found.rows}
    assert standings["Nia Powell"] is Standing.DUE
    assert standings["Tom Okafor"] is Standing.CURRENT
    assert standings["Grace Liu"] is Standing.EXPIRED
    assert standings["Sam Carter"] is Standing.DUE
    assert len(standings) == 7


def test_without_the_shipped_course_there_is_no_history(session: Session) -> None:
    demo.set_up(session, password="three quiet chairs", now=rows.NOW)
    demo_history.set_up(
        session,
        learning.library(courses=[learning.course(slug="other")]),
        password="three quiet chairs",
        issuing=learning.ISSUING,
        now=rows.NOW,
    )
    assert demo_history.is_missing(session)
