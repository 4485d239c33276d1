"""Reads of somebody's way through the courses, each with its number of statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.engine import HotReads
from lms.db.enrolments import Cycle, Enrolment
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.courses import Course
from lms.queries import learning as reads
from lms.services import lessons
from tests.queries.test_people import signed_in
from tests.support import learning, rows
from tests.support.databases import Database, counted
from tests.support.learners import Learner

TODAY = date(2026, 11, 22)


def read(learner: Learner, *slugs: str, course: str = learning.COURSE) -> None:
    for minutes, lesson in enumerate(slugs):
        lessons.mark_read(
            learner.session,
            learner.library,
            person_id=learner.person_id,
            course=course,
            lesson=lesson,
            now=rows.NOW + timedelta(minutes=minutes),
        )


def other_courses(number: int) -> list[Course]:
    return [
        replace(learning.course(), slug=f"other-{at}", title=f"Other {at}", final_quiz=None)
        for at in range(number)
    ]


def visit(
    database: Database, secret: str, *, course: str = learning.COURSE, hours: int = 0
) -> reads.LessonVisit | None:
    hot = HotReads(database.url)
    now = rows.NOW + timedelta(hours=hours)
    found = hot.read(
        lambda connection: reads.lesson_visit(connection, token_hash=secret, course=course, now=now)
    )
    hot.close()
    return found


@pytest.mark.parametrize("slugs", [(), ("circles",), ("two-questions", "where-from", "circles", "more")])
def test_a_lesson_visit_is_one_statement_without_a_transaction(
    database: Database, learner: Learner, slugs: tuple[str, ...]
) -> None:
    read(learner, *slugs)
    secret = signed_in(learner.session, learner.person_id)
    hot = HotReads(database.url)
    sent: list[str] = []

    def ask(connection: sa.Connection) -> reads.LessonVisit | None:
        with counted(connection.engine) as statements:
            found = reads.lesson_visit(connection, token_hash=secret, course=learning.COURSE, now=rows.NOW)
        sent.extend(statements)
        return found

    found = hot.read(ask)
    hot.close()
    assert len(sent) == 1
    assert found is not None
    assert found.viewer.name == "Sam Carter"
    assert found.read == set(slugs)


def test_a_lesson_visit_sees_the_newest_cycle_of_its_own_course(database: Database, learner: Learner) -> None:
    learner.library = learning.library(courses=[learning.course(), *other_courses(1)])
    secret = signed_in(learner.session, learner.person_id)
    read(learner, "circles")
    read(learner, "more", course="other-0")
    with unit_of_work(learner.session):
        enrolment = learner.session.execute(
            sa.select(Enrolment.id).where(Enrolment.course_slug == learning.COURSE)
        ).scalar_one()
        learner.session.add(Cycle(enrolment_id=enrolment, number=2, opened_at=rows.NOW))
    first, second = visit(database, secret), visit(database, secret, course="other-0")
    assert first is not None
    assert first.read == frozenset()
    assert second is not None
    assert second.read == {"more"}


def test_nobody_visits_with_an_unknown_or_ended_sign_in_or_when_disabled(
    database: Database, learner: Learner
) -> None:
    secret = signed_in(learner.session, learner.person_id)
    assert visit(database, secret) is not None
    assert visit(database, "b" * 64) is None
    assert visit(database, secret, hours=12) is None
    with unit_of_work(learner.session):
        learner.session.execute(sa.update(Person).values(disabled_at=rows.NOW))
    assert visit(database, secret) is None


def home(learner: Learner) -> reads.Home:
    learner.session.rollback()
    return reads.home(learner.session, learner.library, person_id=learner.person_id, today=TODAY)


def page(learner: Learner) -> reads.CoursePage:
    learner.session.rollback()
    return reads.course_page(
        learner.session, learner.library, person_id=learner.person_id, course=learning.COURSE, today=TODAY
    )


def test_home_of_a_new_starter(learner: Learner) -> None:
    found = home(learner)
    assert (found.first_name, found.carry_on) == ("Sam", None)
    card = found.courses[0]
    assert (card.started, card.finished, card.certificate) == (False, False, None)
    assert (card.lessons_done, card.lessons_total, card.quizzes_done, card.quizzes_total) == (0, 3, 0, 2)
    assert card.minutes_left == 20


def test_home_half_way_leads_to_the_next_step(learner: Learner) -> None:
    read(learner, "two-questions", "more")
    found = home(learner)
    assert found.carry_on == reads.CarryOn(learning.COURSE, "where-from", None, "Where it is from")
    assert (found.courses[0].started, found.courses[0].lessons_done) == (True, 1)
    read(learner, "where-from")
    assert home(learner).carry_on == reads.CarryOn(
        learning.COURSE, None, learning.MODULE_QUIZ, "Foundations quiz"
    )


def test_home_of_somebody_who_has_finished(learner: Learner) -> None:
    read(learner, "two-questions", "where-from", "circles")
    learner.take()
    found = home(learner)
    assert found.carry_on is None
    card = found.courses[0]
    assert card.finished
    assert card.certificate is not None
    assert card.certificate.standing == "valid"


def test_carry_on_leads_to_the_course_touched_last(learner: Learner) -> None:
    learner.library = learning.library(courses=[learning.course(), *other_courses(2)])
    read(learner, "circles", course="other-1")
    read(learner, "two-questions", "where-from")
    carry_on = home(learner).carry_on
    assert carry_on is not None
    assert carry_on.course_slug == learning.COURSE
    with unit_of_work(learner.session):
        later = rows.NOW + timedelta(days=1)
        lessons.mark_read(
            learner.session,
            learner.library,
            person_id=learner.person_id,
            course="other-1",
            lesson="more",
            now=later,
        )
    carry_on = home(learner).carry_on
    assert carry_on is not None
    assert carry_on.course_slug == "other-1"


@pytest.mark.parametrize("number", [1, 6])
def test_home_is_five_statements_whatever_the_number_of_courses_and_attempts(
    database: Database, learner: Learner, number: int
) -> None:
    learner.library = learning.library(courses=[learning.course(), *other_courses(number)])
    for course in learner.library.courses:
        read(learner, *["two-questions", "circles"][:number], course=course)
    for _ in range(number):
        learner.take()
    learner.session.rollback()
    with counted(database.engine) as sent:
        reads.home(learner.session, learner.library, person_id=learner.person_id, today=TODAY)
    assert len(sent) == 5


def test_home_of_nobody_is_refused(session: Session) -> None:
    with pytest.raises(errors.UnknownPerson):
        reads.home(session, learning.library(), person_id=4711, today=TODAY)


def test_a_course_page_shows_lessons_quizzes_and_the_way_on(learner: Learner) -> None:
    read(learner, "two-questions")
    learner.take(learning.MODULE_QUIZ, passing=False)
    learner.take(learning.MODULE_QUIZ)
    attempt_id = learner.start()
    found = page(learner)
    assert found.started
    first, second = found.modules
    assert [(lesson.slug, lesson.read) for lesson in first.lessons] == [
        ("two-questions", True),
        ("where-from", False),
    ]
    assert [lesson.optional for lesson in second.lessons] == [False, True]
    assert first.quiz == reads.QuizRow(learning.MODULE_QUIZ, "Foundations quiz", 100, True, None)
    assert second.quiz is None
    assert found.final_quiz == reads.QuizRow(learning.FINAL_QUIZ, "Final quiz", None, False, attempt_id)
    assert found.progress.lessons_done == 1
    assert found.carry_on == reads.CarryOn(learning.COURSE, "where-from", None, "Where it is from")
    assert found.certificate is None


def test_the_best_mark_counts_and_the_newest_certificate_shows(learner: Learner) -> None:
    number = learner.take().certificate_number
    learner.take(passing=False)
    found = page(learner)
    assert found.final_quiz is not None
    assert (found.final_quiz.best_percent, found.final_quiz.passed) == (100, True)
    assert found.certificate is not None
    assert found.certificate.number == number


def test_a_course_page_of_a_new_starter(learner: Learner) -> None:
    found = page(learner)
    assert not found.started
    assert found.final_quiz == reads.QuizRow(learning.FINAL_QUIZ, "Final quiz", None, False, None)
    assert found.carry_on == reads.CarryOn(learning.COURSE, "two-questions", None, "Two questions")


@pytest.mark.parametrize("attempts", [1, 5])
def test_a_course_page_is_four_statements_whatever_was_done(
    database: Database, learner: Learner, attempts: int
) -> None:
    read(learner, *["two-questions", "circles", "more"][:attempts])
    for _ in range(attempts):
        learner.take()
    learner.session.rollback()
    with counted(database.engine) as sent:
        reads.course_page(
            learner.session, learner.library, person_id=learner.person_id, course=learning.COURSE, today=TODAY
        )
    assert len(sent) == 4


def test_a_quiz_whose_file_is_gone_takes_no_page_down(learner: Learner) -> None:
    without = dict(learner.library.quizzes)
    del without[learning.FINAL_QUIZ]
    learner.library = replace(learner.library, quizzes=without)
    found = page(learner)
    assert found.final_quiz is not None
    assert found.final_quiz.title == "Final"
    assert home(learner).courses[0].quizzes_total == 2


def test_an_unknown_course_is_refused(learner: Learner) -> None:
    with pytest.raises(errors.UnknownCourse):
        reads.course_page(
            learner.session, learner.library, person_id=learner.person_id, course="nothing", today=TODAY
        )
