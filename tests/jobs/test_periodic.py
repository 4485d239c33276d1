"""Daily work begins at its time of day in the zone of the organisation."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.jobs.periodic import Daily, Periodic
from tests.support.databases import Database

LONDON = ZoneInfo("Europe/London")


def test_daily_work_begins_at_its_time_on_both_sides_of_the_clock_change(database: Database) -> None:
    begun: list[datetime] = []

    def note(session: Session, now: datetime) -> None:
        begun.append(now)

    work = Periodic(LONDON, (Daily("remind", time(7), note),))
    # On 29 March 2026 the clocks go forward: seven in the morning is six in UTC from then on.
    times = [
        datetime(2026, 3, 28, 6, 59, tzinfo=UTC),
        datetime(2026, 3, 28, 7, 0, tzinfo=UTC),
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 5, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 6, 0, tzinfo=UTC),
    ]
    for now in times:
        work.look(database.session_factory, now)
        # Another worker comes to the same slot and finds it done.
        Periodic(LONDON, work.dailies).look(database.session_factory, now)
    assert begun == [times[1], times[4]]
