"""Owns the page of a quiz before it starts: what to expect, what was done so far, whether one may start.

It must not know what is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, assert_never

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.content import render
from lms.content.library import Library
from lms.db import attempts as tables
from lms.db import prepared
from lms.db.enrolments import Cycle, Enrolment
from lms.db.unit_of_work import connection_of
from lms.domain import attempts, boots, drawing, errors
from lms.domain.adjustments import Adjustment
from lms.domain.attempts import Sitting
from lms.domain.boots import Boot
from lms.domain.quizzes import AttemptPolicy, GradeBy, Quiz
from lms.queries import adjustments, learning, sittings


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """`percent` is None, and `passed` False, while it `waits_for_trainer`; `counts`: it is the one.

    `unmarked`: nothing in it earns a mark, so that its percentage says nothing.
    """

    attempt_id: str
    number: int
    submitted_at: datetime
    percent: int | None
    passed: bool
    waits_for_trainer: bool = False
    counts: bool = False
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class QuizPage:
    """A quiz before it starts. `intro` is safe HTML; `wait_until` goes with a refusal that time will lift.

    `time_words` is None without a time limit, `attempts_left` without a limit on attempts. `overdue` is the
    id of an attempt that ran out of time and that nobody has closed yet.
    """

    slug: str
    title: str
    intro: str
    course_slug: str
    course_title: str
    questions: int
    pass_mark: int
    policy_words: str
    open_attempt: str | None
    history: tuple[PastAttempt, ...]
    may_start: bool
    refusal: str | None
    wait_until: datetime | None
    grade_words: str = ""
    time_words: str | None = None
    deadline_at: datetime | None = None
    overdue: str | None = None
    attempts_left: int | None = None
    larger_type: bool = False


class _Row(NamedTuple):
    """The columns of `_ATTEMPTS`."""

    id: str
    number: int
    submitted_at: datetime | None
    percent: int | None
    passed: bool | None
    waits_for_trainer: bool
    deadline_at: datetime | None
    available_numerator: int | None
    machine: str | None
    booted_at: datetime | None


# Made once: building statements anew for each request cost more than asking them.
_A = tables.Attempt.__table__.c
_NEWEST = (
    sa.select(Cycle.id)
    .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
    .where(Enrolment.person_id == sa.bindparam("person_id"), Enrolment.course_slug == sa.bindparam("course"))
    .order_by(Cycle.number.desc())
    .limit(sa.literal_column("1", sa.Integer))
    .scalar_subquery()
)
_ATTEMPTS = prepared.select(
    sa.select(
        _A.id,
        _A.number,
        _A.submitted_at,
        _A.percent,
        _A.passed,
        _A.waits_for_trainer,
        _A.deadline_at,
        _A.available_numerator,
        _A.machine,
        _A.booted_at,
    )
    .where(_A.cycle_id == _NEWEST, _A.quiz_slug == sa.bindparam("quiz"))
    .order_by(_A.number)
)


def quiz_page(
    asker: Session | Connection,
    library: Library,
    *,
    person_id: int,
    quiz: str,
    now: datetime,
    boot: Boot | None = None,
) -> QuizPage:
    """A quiz as this person stands with it. Raises: UnknownQuiz, UnknownCourse.

    Two statements, and three more for the final quiz of a course that needs others.
    """
    found = library.quiz(quiz).quiz
    course = library.course(found.course)
    asked = {"person_id": person_id, "course": found.course, "quiz": quiz}
    rows = [_Row(*row) for row in _ATTEMPTS.all(connection_of(asker), asked)]
    adjusted = adjustments.of(asker, person_id)
    refusal, wait_until = None, None
    try:
        attempts.check_may_start(
            found.attempts, [Sitting(row.submitted_at, bool(row.passed)) for row in rows], now
        )
    except errors.NoAttemptsLeft as refused:
        refusal = refused.message
    except errors.MustWait as refused:
        refusal, wait_until = refused.message, refused.until
    if quiz == course.final_quiz:
        needs = learning.unmet_needs(asker, library, person_id=person_id, course=course)
        if needs:
            refusal, wait_until = errors.NeedsFirst(needs).message, None
    running = next((row for row in rows if row.submitted_at is None), None)
    open_attempt = None if running is None else running.id
    overdue, ends_at = None, None
    if running is not None and running.deadline_at is not None:
        began = sittings.boot_of(running.machine, running.booted_at)
        step = boots.step(began, boot)
        overdue = running.id if attempts.is_overdue(running.deadline_at, now - step) else None
        ends_at = running.deadline_at + step
    counting = attempts.counting(found.grade_by, [row.percent for row in rows])
    return QuizPage(
        slug=quiz,
        title=found.title,
        intro=render.block(found.intro) if found.intro else "",
        course_slug=course.slug,
        course_title=course.title,
        questions=drawing.paper_length(found),
        pass_mark=found.pass_mark,
        policy_words=policy_words(found.attempts),
        open_attempt=open_attempt,
        history=tuple(
            PastAttempt(
                row.id,
                row.number,
                row.submitted_at,
                row.percent,
                bool(row.passed),
                row.waits_for_trainer,
                place == counting,
                row.available_numerator == 0,
            )
            for place, row in enumerate(rows)
            if row.submitted_at is not None
        ),
        # Whoever has one open goes on with it: that takes no new attempt.
        may_start=open_attempt is not None or refusal is None,
        refusal=None if open_attempt is not None else refusal,
        wait_until=None if open_attempt is not None else wait_until,
        grade_words=grade_words(found),
        time_words=_time_words(found, adjusted),
        deadline_at=ends_at,
        attempts_left=attempts_left(found.attempts, len(rows), wait_until),
        overdue=overdue,
        larger_type=adjusted.larger_type,
    )


def attempts_left(policy: AttemptPolicy, used: int, wait_until: datetime | None) -> int | None:
    """How many more attempts may follow, before a wait if there is one; None = as many as one likes."""
    if policy.allowed is None:
        return None
    if policy.wait is None:
        return max(0, policy.allowed - used)
    return 0 if wait_until is not None else policy.allowed - used % policy.allowed


def grade_words(quiz: Quiz) -> str:
    """Which attempt counts, as a sentence; empty where there can be only one."""
    if quiz.attempts == AttemptPolicy(allowed=1):
        return ""
    match quiz.grade_by:
        case GradeBy.HIGHEST:
            return "Your highest mark counts."
        case GradeBy.FIRST:
            return "Your first attempt counts. Those after it are for practice."
        case _:
            assert_never(quiz.grade_by)


def _time_words(quiz: Quiz, adjusted: Adjustment) -> str | None:
    """How long this person has, and why there is a limit at all."""
    if quiz.time_limit is None:
        return None
    allowed = attempts.allowed_time(quiz.time_limit, adjusted)
    if allowed is None:
        return "There is no time limit for you."
    minutes, seconds = divmod(round(allowed.total_seconds()), 60)
    length = _count(minutes, "minute") + (f" and {_count(seconds, 'second')}" if seconds else "")
    reason = quiz.time_limit.because.rstrip(".")
    return f"You have {length} from the moment you start, because {reason}."


def policy_words(policy: AttemptPolicy) -> str:
    """The rule on attempts as a sentence."""
    if policy.allowed is None:
        return "You can take this quiz as often as you like."
    times = "once" if policy.allowed == 1 else f"up to {policy.allowed} times"
    if policy.wait is None:
        return f"You can take this quiz {times}."
    again = "again" if policy.allowed == 1 else f"{policy.allowed} more times"
    return f"You can take this quiz {times}, and {again} after a wait of {_length(policy.wait)}."


def _length(wait: timedelta) -> str:
    minutes = int(wait.total_seconds()) // 60
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes and minutes % size == 0:
            return _count(minutes // size, unit)
    return _count(minutes, "minute")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
