"""Owns making the grade of a closed attempt anew, after a trainer's mark or a corrected question.

A pass may earn the certificate that was waiting for it. A pass that is lost takes no certificate away: a
person decides that. It must not know why a mark has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.attempts import Attempt, ItemMark
from lms.db.certificates import Certificate
from lms.domain import drawing, errors, grading
from lms.domain.grading import Grade
from lms.domain.marking import Mark
from lms.domain.quizzes import Quiz
from lms.queries import item_marks, pinned, sittings
from lms.services import certification
from lms.services.certification import Issuing


@dataclass(frozen=True, slots=True)
class Held:
    """A closed attempt that nobody else changes until the transaction ends; `passed` None = it waits."""

    id: str
    person_id: int
    cycle_id: int
    quiz_slug: str
    quiz_digest: str
    seed: int
    counts: bool
    passed: bool | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Regraded:
    """`grade` is None while something still waits; `awarded` is a certificate that this very call made."""

    grade: Grade | None
    awarded: str | None


def hold(session: Session, attempt_id: str) -> Held:
    """Lock a closed attempt; for a unit of work. Raises: UnknownAttempt, for an open one as well."""
    row = session.execute(
        sa.select(
            Attempt.id,
            Attempt.person_id,
            Attempt.cycle_id,
            Attempt.quiz_slug,
            Attempt.quiz_digest,
            Attempt.seed,
            Attempt.counts,
            Attempt.passed,
            Attempt.percent,
        )
        .where(Attempt.id == attempt_id, Attempt.submitted_at.is_not(None))
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise errors.UnknownAttempt(attempt_id)
    return Held(*row)


def put_mark(session: Session, attempt_id: str, item_id: str, mark: Mark) -> None:
    """Give one item of a held attempt a mark, in the place of any before."""
    inserts.put(session, ItemMark, [item_marks.row(attempt_id, item_id, mark)])


def regrade(session: Session, held: Held, *, now: datetime, issuing: Issuing) -> Regraded:
    """Add up the marks of a held attempt, store the grade, and award what a pass earns.

    While an item of the paper has no mark, nothing is graded.
    """
    quiz = pinned.quiz(session, held.quiz_digest)
    marks = item_marks.of(session, [held.id]).get(held.id, {})
    grade = grade_of(quiz, held.seed, marks)
    if grade is None:
        return Regraded(None, None)
    store(session, held.id, grade)
    awarded = award(session, held, quiz, grade, now=now, issuing=issuing) if grade.passed else None
    return Regraded(grade, awarded)


def grade_of(quiz: Quiz, seed: int, marks: Mapping[str, Mark]) -> Grade | None:
    """The grade of a paper, None while an item of it has no mark."""
    wanted = [drawn.item_id for drawn in drawing.draw(quiz, seed).items]
    if any(item_id not in marks for item_id in wanted):
        return None
    return grading.grade([marks[item_id] for item_id in wanted], quiz.pass_mark)


def store(session: Session, attempt_id: str, grade: Grade) -> None:
    """Write the grade of a held attempt; it waits for nobody any more."""
    session.execute(
        sa.update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(
            waits_for_trainer=False,
            earned_numerator=grade.earned.numerator,
            earned_denominator=grade.earned.denominator,
            available_numerator=grade.available.numerator,
            available_denominator=grade.available.denominator,
            percent=grade.percent,
            passed=grade.passed,
        )
        .execution_options(synchronize_session=False)
    )


def award(
    session: Session, held: Held, quiz: Quiz, grade: Grade, *, now: datetime, issuing: Issuing
) -> str | None:
    """The certificate that this pass earns, None if it earns none or its cycle has one already."""
    if not held.counts or _certificate(session, held.cycle_id) is not None:
        return None
    attempt = sittings.own(session, person_id=held.person_id, attempt_id=held.id)
    return certification.award(
        session,
        person_id=held.person_id,
        attempt=attempt,
        quiz=quiz,
        grade=grade,
        now=now,
        issuing=issuing,
    )


def _certificate(session: Session, cycle_id: int) -> str | None:
    return session.execute(
        sa.select(Certificate.number).where(Certificate.cycle_id == cycle_id)
    ).scalar_one_or_none()
