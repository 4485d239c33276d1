"""How a sitting ends: handed in, out of time, waiting for a trainer; and never twice."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import ItemMark
from lms.db.certificates import Certificate
from lms.domain.adjustments import Adjustment
from lms.domain.quizzes import (
    Confidence,
    Criterion,
    GradeBy,
    Layout,
    MarkedBy,
    Quiz,
    Reflection,
    ShowAnswers,
)
from lms.queries import learning as ways
from lms.services import adjustments, attempts, running_out
from lms.services.attempts import Answers
from tests.support import learning, rows
from tests.support.closings import LATE, LIMIT, MINUTE, quiz_page, result, row_of, sheet
from tests.support.learners import Learner

ESSAY = Reflection(
    id="essay",
    text="What would you do first?",
    model_answer="Listen.",
    look_for=(Criterion("listens", 2), Criterion("asks", 1)),
    marked_by=MarkedBy.TRAINER,
)


def with_essay(**changes: object) -> Quiz:
    return learning.quiz(items=(*learning.ITEMS, ESSAY), **changes)


def essay_answers(quiz: Quiz, text: str) -> Answers:
    number = learning.number_of(quiz, 7, "essay")
    return {**learning.right_answers(quiz, 7), number: {"answer": [text]}}


def test_what_a_trainer_marks_holds_the_result_and_is_never_a_silent_zero(
    session: Session, learner: Learner
) -> None:
    quiz = with_essay()
    learner.library = learning.library(quiz)
    attempt_id = learner.start()
    ended = learner.submit(attempt_id, essay_answers(quiz, "I would listen."))
    assert (ended.percent, ended.passed, ended.waits_for_trainer) == (None, False, True)
    row = row_of(session, attempt_id)
    assert (row.percent, row.passed, row.earned_numerator, row.available_numerator) == (None,) * 4
    assert row.waits_for_trainer
    # The others are marked; what waits has no mark at all.
    assert set(session.scalars(sa.select(ItemMark.item_id))) == {item.id for item in learning.ITEMS}
    assert session.scalars(sa.select(Certificate.id)).all() == []
    found = result(learner, attempt_id)
    assert (found.percent, found.earned, found.available, found.waits_for_trainer) == (None, "", "", True)
    waiting = [line for line in found.marks if line.waits]
    assert [line.number for line in waiting] == [learning.number_of(quiz, 7, "essay")]
    assert {item.verdict for item in found.items} == {"right", "with a trainer"}
    (past,) = quiz_page(learner, rows.NOW).history
    assert (past.percent, past.waits_for_trainer, past.counts) == (None, True, False)
    course = ways.course_page(
        session,
        learner.library,
        person_id=learner.person_id,
        course=learning.COURSE,
        today=rows.NOW.date(),
    )
    assert course.final_quiz is not None
    assert (course.final_quiz.best_percent, course.final_quiz.passed) == (None, False)
    assert learner.submit(attempt_id) == ended


def test_an_answer_left_blank_waits_for_nobody(session: Session, learner: Learner) -> None:
    quiz = with_essay()
    learner.library = learning.library(quiz)
    ended = learner.submit(learner.start(), essay_answers(quiz, ""))
    assert (ended.waits_for_trainer, ended.percent) == (False, 5 * 100 // 8)
    marks = sa.select(ItemMark.earned_numerator, ItemMark.available_numerator, ItemMark.because)
    assert tuple(session.execute(marks.where(ItemMark.item_id == "essay")).one()) == (
        0,
        3,
        "Nothing was written: 0 of 3.",
    )


def test_where_the_first_attempt_counts_a_later_pass_earns_nothing(
    session: Session, learner: Learner
) -> None:
    learner.library = learning.library(learning.quiz(grade_by=GradeBy.FIRST))
    learner.take(passing=False)
    later = learner.take()
    assert (later.passed, later.certificate_number) == (True, None)
    assert session.scalars(sa.select(Certificate.id)).all() == []
    assert [row.counts for row in quiz_page(learner, rows.NOW).history] == [True, False]
    assert result(learner, later.attempt_id).certificate_number is None
    assert not result(learner, later.attempt_id).counts
    assert quiz_page(learner, rows.NOW).grade_words.startswith("Your first attempt counts.")


def test_a_failed_try_after_a_pass_lowers_nothing(session: Session, learner: Learner) -> None:
    learner.take()
    learner.take(passing=False)
    assert [row.counts for row in quiz_page(learner, rows.NOW).history] == [True, False]
    assert len(session.scalars(sa.select(Certificate.id)).all()) == 1
    assert quiz_page(learner, rows.NOW).grade_words == "Your highest mark counts."


def test_nothing_is_shown_while_a_quiz_with_the_same_questions_is_open(learner: Learner) -> None:
    limit = {"time_limit": LIMIT, "show_answers": ShowAnswers.AT_ONCE}
    learner.library = learning.library(learning.quiz(learning.MODULE_QUIZ, **limit))
    ended = learner.take()
    assert result(learner, ended.attempt_id).answers_shown
    opened = learner.start(learning.MODULE_QUIZ)
    hidden = result(learner, ended.attempt_id, rows.NOW)
    assert (hidden.answers_shown, hidden.items, hidden.marks) == (False, (), ())
    assert hidden.why_not_shown is not None
    assert "still open" in hidden.why_not_shown
    # Out of time it takes no answers any more, so there is nothing left to help.
    assert result(learner, ended.attempt_id, LATE).answers_shown
    assert opened


def test_an_open_quiz_with_other_questions_hides_nothing(learner: Learner) -> None:
    other = replace(learning.ITEMS[0], id="quite-another", text="Something else?")
    learner.library = learning.library(learning.quiz(learning.MODULE_QUIZ, items=(other,)))
    ended = learner.take()
    learner.start(learning.MODULE_QUIZ)
    assert result(learner, ended.attempt_id).answers_shown


def test_flags_and_confidence_are_kept_beside_the_answers(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    who = {"person_id": learner.person_id, "attempt_id": attempt_id, "now": rows.NOW}
    answer = {1: learner.right()[1]}
    attempts.save(session, seq=0, answers=answer, flags={2: True}, confidence={1: Confidence.SURE}, **who)
    seen = sheet(learner, attempt_id).items
    assert [(item.answered, item.flagged, item.confidence) for item in seen[:2]] == [
        (True, False, Confidence.SURE),
        (False, True, None),
    ]
    # A flag changes no answer, an answer changes no flag, and a page from before the flag is not stale.
    attempts.save(session, seq=1, answers={}, flags={1: True}, **who)
    attempts.save(session, seq=0, answers={2: learner.right()[2]}, confidence={1: None}, **who)
    seen = sheet(learner, attempt_id).items
    assert [(item.answered, item.flagged, item.confidence) for item in seen[:2]] == [
        (True, True, None),
        (True, True, None),
    ]
    assert learner.submit(attempt_id, learner.right()).percent == 100


def test_a_sheet_is_laid_out_as_this_person_needs_it(session: Session, learner: Learner) -> None:
    learner.library = learning.library(learning.quiz(layout=Layout.ALL_ON_ONE_PAGE, asks_confidence=True))
    attempt_id = learner.start()
    seen = sheet(learner, attempt_id)
    assert (seen.layout, seen.larger_type, seen.asks_confidence) == (Layout.ALL_ON_ONE_PAGE, False, True)
    adjusted = Adjustment(one_question_a_page=True, larger_type=True)
    adjustments.adjust(session, actor_id=None, person_id=learner.person_id, adjustment=adjusted, now=rows.NOW)
    seen = sheet(learner, attempt_id)
    assert (seen.layout, seen.larger_type) == (Layout.ONE_A_PAGE, True)


def test_one_attempt_that_cannot_be_closed_holds_nobody_back(session: Session, timed: Learner) -> None:
    other = Learner(session, rows.add_person(session, "Rhian Jones", sign_in_name="104712"), timed.library)
    broken, whole = timed.start(), other.start(now=rows.NOW + MINUTE)
    told: list[Exception] = []
    with rows.refused(session, "UPDATE ON attempt", when=f"OLD.id = '{broken}'"):
        done = running_out.close_overdue(
            session, now=LATE + MINUTE, issuing=learning.ISSUING, report=told.append
        )
    (fault,) = told
    assert (done, isinstance(fault, sa.exc.DatabaseError)) == (1, True)
    assert row_of(session, whole).closed_by == "time up"
    assert row_of(session, broken).submitted_at is None
