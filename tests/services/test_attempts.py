"""One sitting: started, saved, handed in once."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import versions
from lms.db.attempts import Attempt, ItemMark
from lms.db.attempts import Response as ResponseRow
from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.content_versions import ContentVersion
from lms.db.enrolments import Cycle, Enrolment
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.quizzes import AttemptPolicy, PickLine
from lms.queries import attempts as reads
from lms.queries import pinned
from tests.support import learning, rows
from tests.support.learners import Learner


def count(session: Session, model: type) -> int:
    return session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def test_start_opens_an_enrolment_a_cycle_and_an_attempt(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    assert re.fullmatch(r"[0-9a-z]{26}", attempt_id)
    assert session.execute(sa.select(Enrolment.course_slug)).scalar_one() == learning.COURSE
    assert session.execute(sa.select(Cycle.number)).scalar_one() == 1
    row = session.execute(sa.select(Attempt)).scalar_one()
    assert (row.id, row.person_id, row.number, row.seed, row.seq) == (attempt_id, learner.person_id, 1, 7, 0)
    assert row.submitted_at is None


def test_start_pins_the_quiz_and_the_course_by_digest(session: Session, learner: Learner) -> None:
    learner.start()
    row = session.execute(sa.select(Attempt)).scalar_one()
    published = learner.library.quiz(learning.FINAL_QUIZ)
    assert row.quiz_digest == published.digest
    for digest in (row.quiz_digest, row.course_digest):
        body = session.execute(sa.select(ContentVersion.body).where(ContentVersion.digest == digest))
        assert versions.digest(body.scalar_one()) == digest
    assert pinned.quiz(session, row.quiz_digest) == published.quiz


def test_start_goes_on_with_an_attempt_that_is_open(session: Session, learner: Learner) -> None:
    assert learner.start(seed=1) == learner.start(seed=2)
    assert count(session, Attempt) == 1


def test_start_refuses_an_unknown_quiz(learner: Learner) -> None:
    with pytest.raises(errors.UnknownQuiz):
        learner.start("nothing")


def test_start_refuses_more_attempts_than_allowed(session: Session, learner: Learner) -> None:
    learner.library = learning.library(learning.quiz(attempts=AttemptPolicy(allowed=2)))
    learner.take(passing=False)
    learner.take(passing=False)
    with pytest.raises(errors.NoAttemptsLeft) as refused:
        learner.start()
    assert (refused.value.used, refused.value.allowed) == (2, 2)
    assert count(session, Attempt) == 2


def test_start_makes_people_wait_where_the_quiz_says_so(learner: Learner) -> None:
    policy = AttemptPolicy(allowed=1, wait=timedelta(days=1))
    learner.library = learning.library(learning.quiz(attempts=policy))
    learner.take(passing=False)
    with pytest.raises(errors.MustWait) as refused:
        learner.start(now=rows.NOW + timedelta(hours=23))
    assert refused.value.until == rows.NOW + timedelta(days=1)
    learner.start(now=rows.NOW + timedelta(days=1))


def test_start_refuses_a_quiz_that_no_paper_can_be_drawn_from(session: Session, learner: Learner) -> None:
    broken = learning.quiz(pick=(PickLine(3, ("nothing has this tag",)),))
    learner.library = learning.library(broken)
    with pytest.raises(errors.ContentBroken):
        learner.start()
    assert count(session, Attempt) == 0


def test_save_keeps_answers_and_counts_up(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    saved = learner.save(attempt_id, {1: learner.right()[1]})
    assert (saved.seq, saved.saved_at) == (1, rows.NOW)
    again = learner.save(attempt_id, learner.right(), seq=saved.seq)
    assert again.seq == 2
    assert count(session, ResponseRow) == 4


def test_save_of_no_fields_empties_an_answer(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    learner.save(attempt_id, {1: learner.right()[1]})
    learner.save(attempt_id, {1: {}}, seq=1)
    sheet = reads.open_sheet(session, person_id=learner.person_id, attempt_id=attempt_id)
    assert not any(item.answered for item in sheet.items)


def test_save_of_nothing_only_counts_up(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    assert learner.save(attempt_id, {}).seq == 1
    assert count(session, ResponseRow) == 0


def test_save_refuses_to_overwrite_a_newer_answer_to_the_same_question(learner: Learner) -> None:
    number = learning.number_of(learning.quiz(), 7, "alongside")
    attempt_id = learner.start()
    learner.save(attempt_id, {number: {"answer": ["1"]}}, seq=0)
    with pytest.raises(errors.StaleAnswers) as refused:
        learner.save(attempt_id, {number: {"answer": ["2"]}}, seq=0)
    assert refused.value.saved_at == rows.NOW


@pytest.mark.parametrize("seq", [-1, -(10**30)])
def test_save_with_a_number_that_no_sheet_had_is_stale_and_no_fault(learner: Learner, seq: int) -> None:
    number = learning.number_of(learning.quiz(), 7, "alongside")
    attempt_id = learner.start()
    learner.save(attempt_id, {number: {"answer": ["1"]}}, seq=10**30)
    with pytest.raises(errors.StaleAnswers):
        learner.save(attempt_id, {number: {"answer": ["2"]}}, seq=seq)


def test_save_of_another_question_from_an_older_page_is_kept(learner: Learner) -> None:
    attempt_id = learner.start()
    learner.save(attempt_id, {1: learner.right()[1]}, seq=0)
    assert learner.save(attempt_id, {2: learner.right()[2]}, seq=0).seq == 2


def test_save_of_the_same_answer_twice_is_safe(learner: Learner) -> None:
    attempt_id = learner.start()
    learner.save(attempt_id, {1: learner.right()[1]}, seq=0)
    assert learner.save(attempt_id, {1: learner.right()[1]}, seq=0).seq == 2


@pytest.mark.parametrize("answers", [{0: {}}, {5: {}}, {1: {"answer": ["9"], "row-1": ["9"]}}])
def test_save_refuses_what_the_sheet_could_not_have_sent(
    session: Session, learner: Learner, answers: dict[int, dict[str, list[str]]]
) -> None:
    attempt_id = learner.start()
    with pytest.raises(errors.MalformedResponse):
        learner.save(attempt_id, answers)
    assert count(session, ResponseRow) == 0


@pytest.mark.parametrize("attempt_id", ["", "x" * 26, "\x00" * 26, "é" * 26, "0" * 26, "0" * 27])
def test_unknown_and_malformed_ids_answer_alike(learner: Learner, attempt_id: str) -> None:
    with pytest.raises(errors.UnknownAttempt):
        learner.save(attempt_id, {})
    with pytest.raises(errors.UnknownAttempt):
        learner.submit(attempt_id)


def test_nobody_reaches_the_attempt_of_somebody_else(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    thief = Learner(session, rows.add_person(session, "Thea Thief"))
    with pytest.raises(errors.UnknownAttempt):
        thief.save(attempt_id, {1: {"answer": ["1"]}})
    with pytest.raises(errors.UnknownAttempt):
        thief.submit(attempt_id)


def test_submit_marks_exactly_and_closes(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    answers = dict(learner.right())
    answers[learning.number_of(learning.quiz(), 7, "words")] = {}
    number = learning.number_of(learning.quiz(), 7, "needs")
    answers[number] = {"answer": [answers[number]["answer"][0]]}
    done = learner.submit(attempt_id, answers)
    # 1 of 1, 1/2 of 2, 1 of 1 and 0 of 1.
    assert (done.percent, done.passed, done.certificate_number) == (60, False, None)
    row = session.execute(sa.select(Attempt)).scalar_one()
    assert Fraction(row.earned_numerator or 0, row.earned_denominator or 1) == 3
    assert row.submitted_at == rows.NOW
    marks = {row.item_id: row for row in session.scalars(sa.select(ItemMark))}
    assert len(marks) == 4
    assert marks["needs"].because.startswith("1 right tick − 0 wrong ticks")
    with pytest.raises(errors.AttemptClosed):
        learner.save(attempt_id, {1: {}})


def test_submit_takes_what_was_saved_before(learner: Learner) -> None:
    attempt_id = learner.start()
    learner.save(attempt_id, learner.right())
    assert learner.submit(attempt_id).percent == 100


def test_submit_refuses_stale_answers_and_closes_nothing(session: Session, learner: Learner) -> None:
    number = learning.number_of(learning.quiz(), 7, "alongside")
    attempt_id = learner.start()
    learner.save(attempt_id, {number: {"answer": ["1"]}})
    with pytest.raises(errors.StaleAnswers):
        learner.submit(attempt_id, {number: {"answer": ["2"]}}, seq=0)
    assert count(session, ItemMark) == 0
    assert learner.submit(attempt_id, {number: {"answer": ["2"]}}, seq=None).percent < 100


def test_submit_returns_the_same_a_second_time(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    first = learner.submit(attempt_id, learner.right())
    second = learner.submit(attempt_id, {1: {}}, now=rows.NOW + timedelta(days=400))
    assert first == second
    assert first.certificate_number is not None
    assert count(session, Certificate) == 1
    assert count(session, ItemMark) == 4


def test_submit_of_a_failed_attempt_returns_the_same_a_second_time(learner: Learner) -> None:
    attempt_id = learner.start()
    assert learner.submit(attempt_id) == learner.submit(attempt_id, learner.right())


def test_submit_writes_one_audit_row(session: Session, learner: Learner) -> None:
    learner.take(learning.MODULE_QUIZ)
    row = session.execute(sa.select(Audit).where(Audit.action != "make key")).scalar_one()
    assert (row.action, row.actor_id) == ("submit attempt", learner.person_id)
    assert row.data == {"quiz": learning.MODULE_QUIZ, "percent": 100, "passed": True}


def test_an_edited_quiz_changes_no_open_and_no_closed_attempt(session: Session, learner: Learner) -> None:
    closed = learner.take(passing=False).attempt_id
    attempt_id = learner.start()
    easier = learning.quiz(pass_mark=1, title="Another title", items=learning.ITEMS[:1])
    learner.library = learning.library(easier)
    sheet = reads.open_sheet(session, person_id=learner.person_id, attempt_id=attempt_id)
    assert len(sheet.items) == 4
    assert learner.submit(attempt_id).passed is False
    result = reads.result(session, person_id=learner.person_id, attempt_id=closed)
    assert (result.quiz_title, result.pass_mark, len(result.items)) == ("Final quiz", 80, 4)


def test_a_failure_in_the_middle_of_submit_leaves_the_attempt_open(
    session: Session, learner: Learner
) -> None:
    attempt_id = learner.start()
    right = learner.right()
    with (
        rows.refused(session, "INSERT ON audit"),
        pytest.raises(sa.exc.DatabaseError, match="the disk is gone"),
    ):
        learner.submit(attempt_id, right)
    for model in (Certificate, ItemMark, ResponseRow):
        assert count(session, model) == 0
    assert learner.submit(attempt_id, learner.right()).passed


def test_the_table_refuses_a_second_open_attempt(session: Session, learner: Learner) -> None:
    learner.start()
    columns = {column.name for column in Attempt.__table__.columns} - {"id", "number"}
    row = (
        session.execute(sa.select(*(Attempt.__table__.c[name] for name in sorted(columns)))).mappings().one()
    )
    with pytest.raises(sa.exc.IntegrityError), unit_of_work(session):
        session.execute(sa.insert(Attempt).values(**row, id="b" * 26, number=2))


def test_the_table_refuses_half_a_mark(session: Session, learner: Learner) -> None:
    learner.start()
    with pytest.raises(sa.exc.IntegrityError), unit_of_work(session):
        session.execute(sa.update(Attempt).values(submitted_at=rows.NOW))
