"""Marking lessons as read."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.enrolments import Cycle, Enrolment, LessonRead
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.progress import NextStep
from lms.services import lessons
from tests.support import learning, rows
from tests.support.databases import Database, at_once
from tests.support.learners import Learner


def read(learner: Learner, lesson: str, *, later: timedelta = timedelta(0)) -> NextStep:
    return lessons.mark_read(
        learner.session,
        learner.library,
        person_id=learner.person_id,
        course=learning.COURSE,
        lesson=lesson,
        now=rows.NOW + later,
    )


def test_the_first_lesson_opens_an_enrolment_and_leads_to_the_next(
    session: Session, learner: Learner
) -> None:
    assert read(learner, "two-questions") == NextStep(lesson="where-from")
    enrolment = session.execute(sa.select(Enrolment)).scalar_one()
    cycle = session.execute(sa.select(Cycle)).scalar_one()
    row = session.execute(sa.select(LessonRead)).scalar_one()
    assert (enrolment.person_id, enrolment.course_slug) == (learner.person_id, learning.COURSE)
    assert (cycle.number, row.lesson_slug, row.lesson_digest) == (1, "two-questions", "1" * 64)


def test_the_last_lesson_of_a_module_leads_to_what_is_still_to_do(learner: Learner) -> None:
    assert read(learner, "where-from") == NextStep(lesson="two-questions")
    read(learner, "two-questions")
    assert read(learner, "where-from") == NextStep(quiz=learning.MODULE_QUIZ)
    learner.take(learning.MODULE_QUIZ)
    assert read(learner, "where-from") == NextStep(lesson="circles")


def test_the_last_lesson_leads_to_the_final_quiz_and_then_nowhere(learner: Learner) -> None:
    for lesson in ("two-questions", "where-from", "circles"):
        read(learner, lesson)
    learner.take(learning.MODULE_QUIZ)
    assert read(learner, "more") == NextStep(quiz=learning.FINAL_QUIZ)
    learner.take()
    assert read(learner, "more") == NextStep()


def test_reading_again_keeps_the_first_time(session: Session, learner: Learner) -> None:
    read(learner, "circles")
    read(learner, "circles", later=timedelta(days=3))
    assert session.execute(sa.select(LessonRead.read_at)).scalar_one() == rows.NOW


def test_reading_goes_to_the_newest_cycle(session: Session, learner: Learner) -> None:
    read(learner, "circles")
    with unit_of_work(session):
        enrolment = session.execute(sa.select(Enrolment.id)).scalar_one()
        session.add(Cycle(enrolment_id=enrolment, number=2, opened_at=rows.NOW))
    read(learner, "circles")
    rounds = sa.select(Cycle.number).join(LessonRead, LessonRead.cycle_id == Cycle.id)
    assert sorted(session.scalars(rounds)) == [1, 2]


def test_unknown_lessons_and_courses_are_refused(session: Session, learner: Learner) -> None:
    with pytest.raises(errors.UnknownLesson):
        read(learner, "nothing")
    with pytest.raises(errors.UnknownCourse):
        lessons.mark_read(
            session,
            learner.library,
            person_id=learner.person_id,
            course="nothing",
            lesson="circles",
            now=rows.NOW,
        )
    assert session.execute(sa.select(sa.func.count()).select_from(Enrolment)).scalar_one() == 0


def test_two_first_clicks_at_once_open_one_cycle(database: Database, learner: Learner) -> None:
    def click() -> NextStep:
        with database.session() as session:
            return read(Learner(session, learner.person_id, learner.library), "two-questions")

    assert at_once([click] * 8, 8) == [NextStep(lesson="where-from")] * 8
    with database.session() as session:
        assert len(session.scalars(sa.select(Cycle.id)).all()) == 1
        assert len(session.scalars(sa.select(LessonRead.id)).all()) == 1
