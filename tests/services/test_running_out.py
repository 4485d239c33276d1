"""Attempts with a limit of time: the deadline, the grace, what is late, and whoever looks first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import LateResponse
from lms.db.attempts import Response as ResponseRow
from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.domain import errors
from lms.domain.adjustments import Adjustment
from lms.domain.attempts import Closing
from lms.domain.quizzes import (
    TimeLimit,
)
from lms.services import adjustments, running_out
from tests.support import learning, rows
from tests.support.closings import DEADLINE, LATE, MINUTE, quiz_page, result, row_of, sheet
from tests.support.learners import Learner


def close_overdue(session: Session, now: datetime) -> int:
    return running_out.close_overdue(session, now=now, issuing=learning.ISSUING)


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
        assert running_out.close_if_overdue(session, **who, now=now, issuing=learning.ISSUING) is closed
    assert result(timed, attempt_id).submitted_at == DEADLINE
    with pytest.raises(errors.AttemptClosed):
        sheet(timed, attempt_id, LATE)


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
