"""How a sitting ends: handed in, out of time, late; with a receipt, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt, ItemMark, LateResponse
from lms.db.attempts import Response as ResponseRow
from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors, receipts
from lms.domain.adjustments import Adjustment
from lms.domain.attempts import Closing
from lms.domain.quizzes import (
    Confidence,
    Criterion,
    GradeBy,
    Layout,
    MarkedBy,
    Quiz,
    Reflection,
    ShowAnswers,
    TimeLimit,
)
from lms.queries import attempts as reads
from lms.queries import learning as ways
from lms.queries import quiz_pages
from lms.queries.results import Result
from lms.queries.sheets import Sheet
from lms.services import adjustments, attempts, closing, notifications, outbox
from lms.services.attempts import Answers
from tests.support import learning, rows
from tests.support.learners import Learner

LIMIT = TimeLimit(30, "a real call leaves no more")
MINUTE = timedelta(minutes=1)
DEADLINE = rows.NOW + 30 * MINUTE
LATE = DEADLINE + timedelta(seconds=11)
ESSAY = Reflection(
    id="essay",
    text="What would you do first?",
    model_answer="Listen.",
    look_for=(Criterion("listens", 2), Criterion("asks", 1)),
    marked_by=MarkedBy.TRAINER,
)


@pytest.fixture
def timed(learner: Learner) -> Learner:
    learner.library = learning.library(learning.quiz(time_limit=LIMIT))
    return learner


def row_of(session: Session, attempt_id: str) -> Attempt:
    session.expire_all()
    return session.execute(sa.select(Attempt).where(Attempt.id == attempt_id)).scalar_one()


def close_overdue(session: Session, now: datetime) -> int:
    return closing.close_overdue(session, now=now, issuing=learning.ISSUING)


def sheet(learner: Learner, attempt_id: str, now: datetime = rows.NOW) -> Sheet:
    return reads.open_sheet(learner.session, person_id=learner.person_id, attempt_id=attempt_id, now=now)


def result(learner: Learner, attempt_id: str, now: datetime = LATE) -> Result:
    return reads.result(learner.session, person_id=learner.person_id, attempt_id=attempt_id, now=now)


def with_essay(**changes: object) -> Quiz:
    return learning.quiz(items=(*learning.ITEMS, ESSAY), **changes)


def essay_answers(quiz: Quiz, text: str) -> Answers:
    number = learning.number_of(quiz, 7, "essay")
    return {**learning.right_answers(quiz, 7), number: {"answer": [text]}}


def test_the_deadline_is_made_at_the_start_and_shown_with_what_is_left(timed: Learner) -> None:
    attempt_id = timed.start()
    seen = sheet(timed, attempt_id, rows.NOW + 10 * MINUTE)
    assert (seen.deadline_at, seen.seconds_left) == (DEADLINE, 20 * 60)
    # Past the deadline, but what is on its way may still arrive.
    assert sheet(timed, attempt_id, DEADLINE + timedelta(seconds=10)).seconds_left == 0


def test_without_a_limit_nothing_runs_out(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    assert (sheet(learner, attempt_id).deadline_at, sheet(learner, attempt_id).seconds_left) == (None, None)
    much_later = rows.NOW + timedelta(days=4000)
    assert close_overdue(session, much_later) == 0
    assert learner.submit(attempt_id, learner.right(), now=much_later).percent == 100


@pytest.mark.parametrize(
    ("adjustment", "deadline"),
    [
        (Adjustment(extra_time_percent=50), rows.NOW + 45 * MINUTE),
        (Adjustment(no_limit=True), None),
        (Adjustment(larger_type=True), DEADLINE),
    ],
)
def test_an_adjustment_changes_the_deadline_of_attempts_started_later(
    session: Session, timed: Learner, adjustment: Adjustment, deadline: datetime | None
) -> None:
    first = timed.start()
    adjustments.adjust(session, actor_id=None, person_id=timed.person_id, adjustment=adjustment, now=rows.NOW)
    assert row_of(session, first).deadline_at == DEADLINE
    timed.submit(first)
    assert row_of(session, timed.start()).deadline_at == deadline


def test_a_new_version_of_the_quiz_moves_no_deadline(session: Session, timed: Learner) -> None:
    attempt_id = timed.start()
    timed.library = learning.library(learning.quiz(time_limit=TimeLimit(1, "now it is short")))
    timed.save(attempt_id, {1: timed.right()[1]}, now=rows.NOW + 29 * MINUTE)
    assert row_of(session, attempt_id).deadline_at == DEADLINE


def test_an_answer_within_the_grace_counts(session: Session, timed: Learner) -> None:
    attempt_id = timed.start()
    timed.save(attempt_id, timed.right(), now=DEADLINE + timedelta(seconds=10))
    close_overdue(session, LATE)
    assert row_of(session, attempt_id).percent == 100


def test_a_late_answer_is_kept_marked_late_and_does_not_count(session: Session, timed: Learner) -> None:
    attempt_id = timed.start()
    right = timed.right()
    timed.save(attempt_id, {1: right[1]})
    with pytest.raises(errors.AttemptLate) as refused:
        timed.save(attempt_id, {**right, 1: {}}, seq=1, now=LATE)
    assert refused.value.deadline_at == DEADLINE
    assert len(session.scalars(sa.select(LateResponse.item_id)).all()) == 4
    assert len(session.scalars(sa.select(ResponseRow.item_id)).all()) == 1
    assert close_overdue(session, LATE) == 1
    found = result(timed, attempt_id)
    assert found.late == (1, 2, 3, 4)
    assert found.percent is not None
    assert 0 < found.percent < 100
    # Closed or not, what comes later still is kept, and still does not count.
    with pytest.raises(errors.AttemptLate):
        timed.save(attempt_id, {2: right[2]}, seq=1, now=LATE + timedelta(days=1))
    assert result(timed, attempt_id).percent == found.percent


def test_an_abandoned_attempt_ends_at_its_deadline_whenever_the_job_comes(
    session: Session, timed: Learner
) -> None:
    attempt_id = timed.start()
    timed.save(attempt_id, timed.right())
    assert close_overdue(session, DEADLINE + timedelta(seconds=10)) == 0
    assert close_overdue(session, rows.NOW + timedelta(days=9)) == 1
    assert close_overdue(session, rows.NOW + timedelta(days=9)) == 0
    row = row_of(session, attempt_id)
    assert (row.submitted_at, row.closed_by, row.percent, row.passed) == (DEADLINE, "time up", 100, True)
    # Somebody who had the right answers in time has earned the certificate.
    assert session.execute(sa.select(Certificate.number)).scalar_one()
    audits = session.execute(sa.select(Audit.actor_id, Audit.action).order_by(Audit.id)).all()
    assert (None, "close attempt out of time") in [tuple(one) for one in audits]
    assert result(timed, attempt_id).closed_by is Closing.TIME_UP


def test_handing_in_after_the_time_ends_the_attempt_as_it_was_saved(session: Session, timed: Learner) -> None:
    attempt_id = timed.start()
    ended = timed.submit(attempt_id, timed.right(), now=LATE)
    assert (ended.percent, ended.passed) == (0, False)
    assert row_of(session, attempt_id).submitted_at == DEADLINE
    assert timed.submit(attempt_id, timed.right(), now=LATE) == ended
    assert result(timed, attempt_id).late == (1, 2, 3, 4)


def test_whoever_looks_first_closes_an_attempt_out_of_time(session: Session, timed: Learner) -> None:
    attempt_id = timed.start()
    for look in (sheet, result):
        with pytest.raises(errors.AttemptLate):
            look(timed, attempt_id, LATE)
    assert quiz_page(timed, LATE).overdue == attempt_id
    who = {"person_id": timed.person_id, "attempt_id": attempt_id}
    for now, closed in ((DEADLINE, False), (LATE, True), (LATE, True)):
        assert closing.close_if_overdue(session, **who, now=now, issuing=learning.ISSUING) is closed
    assert result(timed, attempt_id).submitted_at == DEADLINE
    with pytest.raises(errors.AttemptClosed):
        sheet(timed, attempt_id, LATE)


def quiz_page(learner: Learner, now: datetime) -> quiz_pages.QuizPage:
    return reads.quiz_page(
        learner.session,
        learner.library,
        person_id=learner.person_id,
        quiz=learning.FINAL_QUIZ,
        now=now,
    )


def test_the_quiz_page_says_how_long_this_person_has_and_why(session: Session, timed: Learner) -> None:
    because = "from the moment you start, because a real call leaves no more."
    assert quiz_page(timed, rows.NOW).time_words == f"You have 30 minutes {because}"
    for adjustment, words in (
        (Adjustment(extra_time_percent=25), f"You have 37 minutes and 30 seconds {because}"),
        (Adjustment(no_limit=True), "There is no time limit for you."),
    ):
        adjustments.adjust(
            session, actor_id=None, person_id=timed.person_id, adjustment=adjustment, now=rows.NOW
        )
        assert quiz_page(timed, rows.NOW).time_words == words


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=2)])
def test_a_clock_that_jumps_and_comes_back_neither_gives_nor_takes_time(
    session: Session, timed: Learner, jump: timedelta
) -> None:
    """Back: nothing is closed and nobody has more than the whole time. Forward: nothing was moved."""
    attempt_id = timed.start()
    seen = sheet(timed, attempt_id, rows.NOW - jump)
    assert (seen.seconds_left, seen.deadline_at) == (30 * 60, DEADLINE)
    assert timed.save(attempt_id, {1: timed.right()[1]}, now=rows.NOW - jump).seq == 1
    assert close_overdue(session, rows.NOW - jump) == 0
    for look in (sheet, result):
        with pytest.raises(errors.AttemptLate):
            look(timed, attempt_id, rows.NOW + jump)
    assert sheet(timed, attempt_id, rows.NOW + MINUTE).seconds_left == 29 * 60
    timed.save(attempt_id, timed.right(), seq=1, now=DEADLINE)
    assert timed.submit(attempt_id, now=DEADLINE).percent == 100


def test_handing_in_gives_a_receipt_that_can_be_checked(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    ended = learner.submit(attempt_id, learner.right())
    row = row_of(session, attempt_id)
    bodies = dict(session.execute(sa.select(ResponseRow.item_id, ResponseRow.body)).all())
    assert row.answers_digest == receipts.answers_digest(bodies)
    assert row.receipt_code == receipts.code(attempt_id, rows.NOW, row.answers_digest) == ended.receipt_code
    found = result(learner, attempt_id)
    assert (found.receipt_code, found.answers_digest) == (row.receipt_code, row.answers_digest)
    assert learner.submit(attempt_id, now=LATE).receipt_code == ended.receipt_code


def test_the_receipt_is_mailed_once_to_whoever_has_an_address(session: Session) -> None:
    learner = Learner(session, rows.add_person(session, sign_in_name="sam@demo.example"))
    ended = learner.take()
    learner.submit(ended.attempt_id)
    mails = session.execute(sa.select(Outbox).where(Outbox.kind == notifications.MAIL)).scalars().all()
    assert [(mail.key, mail.body["to"]) for mail in mails] == [
        (f"receipt:{ended.attempt_id}", "sam@demo.example")
    ]
    assert ended.receipt_code is not None
    assert ended.receipt_code in mails[0].body["text"]
    assert "22 November 2026 at 10:00:00 GMT" in mails[0].body["text"]
    # The outbox's own worker leaves mail to the job that talks to a mail server.
    assert outbox.run_due(session, now=LATE, limit=9, issuing=learning.ISSUING) == 1
    assert session.execute(sa.select(Outbox.done_at).where(Outbox.kind == "mail")).scalar_one() is None


def test_nobody_is_mailed_whose_account_is_closed(session: Session) -> None:
    learner = Learner(session, rows.add_person(session, sign_in_name="sam@demo.example"))
    attempt_id = learner.start()
    with unit_of_work(session):
        session.execute(sa.update(Person).values(disabled_at=rows.NOW))
    learner.submit(attempt_id)
    assert session.scalars(sa.select(Outbox.id).where(Outbox.kind == "mail")).all() == []


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (" sam@demo.example ", "sam@demo.example"),
        ("104711", None),
        ("sam", None),
        ("sam@localhost", None),
        ("a@b@c.example", None),
        ("sam@demo.example\nBcc: all", None),
        ("s" * 65 + "@demo.example", None),
        ("sam@" + "d" * 250 + ".example", None),
    ],
)
def test_an_address_is_a_sign_in_name_that_looks_like_one(name: str, address: str | None) -> None:
    assert notifications.address_of(name) == address


def test_a_mail_has_one_line_of_subject_and_may_have_html(session: Session) -> None:
    for _ in range(2):
        with unit_of_work(session):
            notifications.mail(
                session, key="m", to="a@b.example", subject="One\nTwo", text="T", html="<p>T", now=rows.NOW
            )
    body = session.execute(sa.select(Outbox.body)).scalar_one()
    assert body == {"to": "a@b.example", "subject": "One Two", "text": "T", "html": "<p>T"}


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


def test_one_attempt_that_cannot_be_closed_holds_nobody_back(
    session: Session, timed: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Learner(session, rows.add_person(session, "Rhian Jones", sign_in_name="104712"), timed.library)
    broken, whole = timed.start(), other.start(now=rows.NOW + MINUTE)
    close = closing.close

    def fails_for_one(session: Session, attempt: reads.OwnAttempt, **facts: object) -> object:
        if attempt.id == broken:
            raise LookupError(broken)
        return close(session, attempt, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(closing, "close", fails_for_one)
    told: list[Exception] = []
    done = closing.close_overdue(session, now=LATE + MINUTE, issuing=learning.ISSUING, report=told.append)
    assert (done, [type(error) for error in told]) == (1, [LookupError])
    assert row_of(session, whole).closed_by == "time up"
    assert row_of(session, broken).submitted_at is None
