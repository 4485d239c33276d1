"""Owns the reads of quizzes and attempts: before one starts, while it is open, when it is closed.

It must not mark anything: a closed attempt's marks are read, never made again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import assert_never

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import render
from lms.content.library import Library
from lms.content.spoken import Spoken
from lms.db import attempts as tables
from lms.db.certificates import Certificate
from lms.db.enrolments import Cycle, Enrolment
from lms.domain import attempts, drawing, errors, responses
from lms.domain.attempts import Sitting
from lms.domain.marking import Mark, show
from lms.domain.quizzes import AttemptPolicy, Quiz, ShowAnswers
from lms.domain.responses import Response
from lms.queries import learning, pinned, results, spoken_items
from lms.queries.results import Result
from lms.queries.sheets import Sheet

_ID = re.compile(r"[0-9a-z]{26}")


@dataclass(frozen=True, slots=True)
class PastAttempt:
    attempt_id: str
    number: int
    submitted_at: datetime
    percent: int
    passed: bool


@dataclass(frozen=True, slots=True)
class QuizPage:
    """A quiz before it starts. `intro` is safe HTML; `wait_until` goes with a refusal that time will lift."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAttempt:
    """One attempt as it is stored; the last five are None while it is open."""

    id: str
    cycle_id: int
    quiz_slug: str
    quiz_digest: str
    course_digest: str
    seed: int
    number: int
    seq: int
    saved_at: datetime | None
    submitted_at: datetime | None
    earned: Fraction | None
    available: Fraction | None
    percent: int | None
    passed: bool | None


def quiz_page(session: Session, library: Library, *, person_id: int, quiz: str, now: datetime) -> QuizPage:
    """A quiz as this person stands with it. Raises: UnknownQuiz, UnknownCourse.

    One statement, and three more for the final quiz of a course that needs others.
    """
    found = library.quiz(quiz).quiz
    course = library.course(found.course)
    newest = (
        sa.select(Cycle.id)
        .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
        .where(Enrolment.person_id == person_id, Enrolment.course_slug == found.course)
        .order_by(Cycle.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    table = tables.Attempt
    rows = session.execute(
        sa.select(table.id, table.number, table.submitted_at, table.percent, table.passed)
        .where(table.cycle_id == newest, table.quiz_slug == quiz)
        .order_by(table.number)
    ).all()
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
        needs = learning.unmet_needs(session, library, person_id=person_id, course=course)
        if needs:
            refusal, wait_until = errors.NeedsFirst(needs).message, None
    open_attempt = next((row.id for row in rows if row.submitted_at is None), None)
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
            PastAttempt(row.id, row.number, row.submitted_at, row.percent or 0, bool(row.passed))
            for row in rows
            if row.submitted_at is not None
        ),
        # Whoever has one open goes on with it: that takes no new attempt.
        may_start=open_attempt is not None or refusal is None,
        refusal=None if open_attempt is not None else refusal,
        wait_until=None if open_attempt is not None else wait_until,
    )


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


def open_sheet(session: Session, *, person_id: int, attempt_id: str, spoken: Spoken | None = None) -> Sheet:
    """The questions of an open attempt and what was given so far, without keys. At most three statements.

    Raises: UnknownAttempt (somebody else's as well), AttemptClosed.
    """
    row = own(session, person_id=person_id, attempt_id=attempt_id)
    if row.submitted_at is not None:
        raise errors.AttemptClosed(attempt_id)
    quiz = pinned.quiz(session, row.quiz_digest)
    given = given_responses(session, quiz, attempt_id)
    return Sheet(
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        quiz_title=spoken_items.title(spoken, quiz),
        course_slug=quiz.course,
        number=row.number,
        seq=row.seq,
        saved_at=row.saved_at,
        items=spoken_items.sheet_items(spoken, quiz, drawing.draw(quiz, row.seed), given),
    )


def result(session: Session, *, person_id: int, attempt_id: str, spoken: Spoken | None = None) -> Result:
    """A closed attempt: its grade and, where the quiz allows it, each answer. At most seven statements.

    An attempt that is still open has no result: UnknownAttempt, as for one that is somebody else's.
    Raises: UnknownAttempt.
    """
    row = own(session, person_id=person_id, attempt_id=attempt_id)
    if row.submitted_at is None:
        raise errors.UnknownAttempt(attempt_id)
    quiz = pinned.quiz(session, row.quiz_digest)
    passed = bool(row.passed)
    sittings = history(session, cycle_id=row.cycle_id, quiz=row.quiz_slug)
    shown = attempts.may_review(quiz.show_answers, quiz.attempts, sittings, passed=passed)
    lines: tuple[results.MarkLine, ...] = ()
    items: tuple[results.ResultItem, ...] = ()
    if all(sitting.submitted_at is not None for sitting in sittings):
        paper = drawing.draw(quiz, row.seed)
        marks = _marks(session, attempt_id)
        lines = tuple(spoken_items.mark_lines(spoken, quiz, paper, marks))
        if shown:
            given = given_responses(session, quiz, attempt_id)
            items = spoken_items.result_items(spoken, quiz, paper, given, marks)
    return Result(
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        quiz_title=spoken_items.title(spoken, quiz),
        course_slug=quiz.course,
        number=row.number,
        submitted_at=row.submitted_at,
        percent=row.percent or 0,
        pass_mark=quiz.pass_mark,
        passed=passed,
        earned=show(row.earned or Fraction(0)),
        available=show(row.available or Fraction(0)),
        certificate_number=certificate_number(session, row),
        answers_shown=shown,
        why_not_shown=None if shown else _why_not_shown(quiz, sittings),
        marks=lines,
        items=items,
    )


def _why_not_shown(quiz: Quiz, sittings: Sequence[Sitting]) -> str:
    if any(sitting.submitted_at is None for sitting in sittings):
        return "The answers are shown once you have handed in the attempt that is still open."
    match quiz.show_answers:
        case ShowAnswers.AFTER_PASSING | ShowAnswers.AT_ONCE:
            return "The answers are shown once you have passed."
        case ShowAnswers.AFTER_LAST_ATTEMPT:
            return "The answers are shown once you have passed or used your last attempt."
        case ShowAnswers.NEVER:
            return "The answers to this quiz are not shown."
        case _:
            assert_never(quiz.show_answers)


def own(session: Session, *, person_id: int, attempt_id: str, lock: bool = False) -> OwnAttempt:
    """A person's own attempt; with `lock`, for services, nobody else changes it until the transaction ends.

    Raises: UnknownAttempt (somebody else's as well).
    """
    row = None
    if _ID.fullmatch(attempt_id):
        table = tables.Attempt
        query = sa.select(
            table.id,
            table.cycle_id,
            table.quiz_slug,
            table.quiz_digest,
            table.course_digest,
            table.seed,
            table.number,
            table.seq,
            table.saved_at,
            table.submitted_at,
            table.earned_numerator,
            table.earned_denominator,
            table.available_numerator,
            table.available_denominator,
            table.percent,
            table.passed,
        ).where(table.id == attempt_id, table.person_id == person_id)
        # SQLite drops the lock from the statement: there the whole transaction is alone.
        row = session.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    if row is None:
        raise errors.UnknownAttempt(attempt_id)
    return OwnAttempt(
        id=row.id,
        cycle_id=row.cycle_id,
        quiz_slug=row.quiz_slug,
        quiz_digest=row.quiz_digest,
        course_digest=row.course_digest,
        seed=row.seed,
        number=row.number,
        seq=row.seq,
        saved_at=row.saved_at,
        submitted_at=row.submitted_at,
        earned=_fraction(row.earned_numerator, row.earned_denominator),
        available=_fraction(row.available_numerator, row.available_denominator),
        percent=row.percent,
        passed=row.passed,
    )


def _fraction(numerator: int | None, denominator: int | None) -> Fraction | None:
    return None if numerator is None or denominator is None else Fraction(numerator, denominator)


def history(session: Session, *, cycle_id: int, quiz: str) -> tuple[Sitting, ...]:
    """Every attempt at a quiz in a cycle, in order. One statement."""
    table = tables.Attempt
    rows = session.execute(
        sa.select(table.submitted_at, table.passed)
        .where(table.cycle_id == cycle_id, table.quiz_slug == quiz)
        .order_by(table.number)
    )
    return tuple(Sitting(submitted_at, bool(passed)) for submitted_at, passed in rows)


def given_responses(session: Session, quiz: Quiz, attempt_id: str) -> dict[str, Response]:
    """What was given in an attempt, by item. One statement."""
    table = tables.Response
    rows = session.execute(sa.select(table.item_id, table.body).where(table.attempt_id == attempt_id))
    return {item_id: responses.from_plain(quiz.item(item_id), body) for item_id, body in rows}


def certificate_number(session: Session, attempt: OwnAttempt) -> str | None:
    """The certificate that a closed attempt stands behind: its cycle's, if it passed the final quiz."""
    if not attempt.passed or pinned.course(session, attempt.course_digest).final_quiz != attempt.quiz_slug:
        return None
    return session.execute(
        sa.select(Certificate.number).where(Certificate.cycle_id == attempt.cycle_id)
    ).scalar_one_or_none()


def _marks(session: Session, attempt_id: str) -> Mapping[str, Mark]:
    table = tables.ItemMark
    rows = session.scalars(sa.select(table).where(table.attempt_id == attempt_id))
    return {
        row.item_id: Mark(
            Fraction(row.earned_numerator, row.earned_denominator),
            Fraction(row.available_numerator, row.available_denominator),
            row.because,
        )
        for row in rows
    }
