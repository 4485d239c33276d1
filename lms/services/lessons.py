"""Owns marking a lesson as read. It must not know how the lesson looked."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db import inserts
from lms.db.attempts import Attempt
from lms.db.enrolments import LessonRead
from lms.db.unit_of_work import unit_of_work
from lms.domain import progress
from lms.domain.progress import NextStep
from lms.services import enrolments


def mark_read(
    session: Session, library: Library, *, person_id: int, course: str, lesson: str, now: datetime
) -> NextStep:
    """Note that a lesson was read, and say where to go on. Safe to repeat: the first time counts.

    The way on is the next lesson in the order of reading; where a module or the course ends, whatever is
    still to do.

    Raises: UnknownCourse, UnknownLesson.
    """
    found = library.course(course)
    text = library.lesson(course, lesson)
    with unit_of_work(session):
        cycle_id = enrolments.newest_cycle(session, person_id=person_id, course=course, now=now)
        row = {"cycle_id": cycle_id, "lesson_slug": lesson, "lesson_digest": text.digest, "read_at": now}
        inserts.add_once(session, LessonRead, row, LessonRead.id)
        read = set(session.scalars(sa.select(LessonRead.lesson_slug).where(LessonRead.cycle_id == cycle_id)))
        passed = set(
            session.scalars(
                sa.select(Attempt.quiz_slug).where(
                    Attempt.cycle_id == cycle_id, Attempt.passed.is_(True), Attempt.counts.is_(True)
                )
            )
        )
    after = found.after(lesson)
    if after is not None and found.module_of(after.slug) == found.module_of(lesson):
        return NextStep(lesson=after.slug)
    return progress.next_step(found, read, passed)
