"""Owns the reading of what somebody has done in the newest round of each course: lessons, quizzes, passes.

It must not know a page, nor what is left to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt
from lms.db.enrolments import Cycle, Enrolment, LessonRead
from lms.db.renewals import Renewal
from lms.db.unit_of_work import connection_of
from lms.domain.refreshers import Path


@dataclass(slots=True)
class Stand:
    """How somebody stands with one quiz in one cycle.

    `unmarked`: handed in, and nothing on that paper earns a mark, so there is nothing to pass.
    """

    best_percent: int | None = None
    passed: bool = False
    unmarked: bool = False
    open_attempt: str | None = None


@dataclass(slots=True)
class Way:
    """One person's newest cycle of one course; `ever_passed` are quizzes passed in any cycle of it.

    `path` None = nobody opened the cycle for them, so it is the whole course.
    """

    touched_at: datetime
    read: set[str]
    quizzes: dict[str, Stand]
    ever_passed: set[str]
    path: Path | None
    renews_until: date | None


def of_person(asker: Session | Connection, person_id: int, course: str | None = None) -> dict[str, Way]:
    """The newest cycle of each course (or of one), with what was done in it, and what was ever passed.

    Three statements.
    """
    cycles = (
        sa.select(Cycle.id, Enrolment.course_slug, Cycle.opened_at, Renewal.path, Renewal.renews_until)
        .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
        .outerjoin(Renewal, Renewal.cycle_id == Cycle.id)
        .where(Enrolment.person_id == person_id)
        .order_by(Cycle.number)
    )
    if course is not None:
        cycles = cycles.where(Enrolment.course_slug == course)
    connection = connection_of(asker)
    course_of: dict[int, str] = {}
    newest: dict[str, int] = {}
    ways: dict[str, Way] = {}
    for cycle_id, slug, opened_at, path, until in connection.execute(cycles):
        course_of[cycle_id], newest[slug] = slug, cycle_id
        ways[slug] = Way(opened_at, set(), {}, set(), None if path is None else Path(path), until)
    lessons = sa.select(LessonRead.cycle_id, LessonRead.lesson_slug, LessonRead.read_at)
    for cycle_id, slug, read_at in connection.execute(
        lessons.where(LessonRead.cycle_id.in_(list(newest.values())))
    ):
        way = ways[course_of[cycle_id]]
        way.read.add(slug)
        way.touched_at = max(way.touched_at, read_at)
    attempts = sa.select(
        Attempt.cycle_id,
        Attempt.quiz_slug,
        Attempt.id,
        Attempt.started_at,
        Attempt.submitted_at,
        Attempt.percent,
        Attempt.passed,
        Attempt.counts,
        Attempt.available_numerator,
    ).where(Attempt.cycle_id.in_(list(course_of)))
    for (
        cycle_id,
        slug,
        attempt_id,
        started_at,
        submitted_at,
        percent,
        passed,
        counts,
        available,
    ) in connection.execute(attempts):
        way = ways[course_of[cycle_id]]
        if passed and counts:
            way.ever_passed.add(slug)
        if cycle_id != newest[course_of[cycle_id]]:
            continue
        way.touched_at = max(way.touched_at, submitted_at or started_at)
        stand = way.quizzes.setdefault(slug, Stand())
        if submitted_at is None:
            stand.open_attempt = attempt_id
        elif available == 0:
            stand.unmarked = True
        # An attempt that waits for a trainer has no grade yet, which is not 0.
        elif percent is not None:
            stand.best_percent = max(stand.best_percent or 0, percent)
            stand.passed = stand.passed or bool(passed and counts)
    return ways


def by_quiz(way: Way | None, today: date) -> bool:
    """Whether the round that is open is a refresher by quiz; after the end it is the whole course again."""
    if way is None or way.path in (None, Path.WHOLE_COURSE):
        return False
    return way.renews_until is None or today <= way.renews_until


def done(way: Way | None) -> tuple[set[str], set[str]]:
    """Slugs of the lessons read and of the quizzes passed; one in which nothing is marked is handed in."""
    if way is None:
        return set(), set()
    return way.read, {slug for slug, stand in way.quizzes.items() if stand.passed or stand.unmarked}
