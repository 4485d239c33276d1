"""Owns one sitting of a quiz: starting it, saving answers, handing it in once and for all.

It must not know how a sheet looks. Only this file opens the paper, which holds the keys.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import versions
from lms.content.library import Library
from lms.db import inserts
from lms.db.attempts import Attempt, ItemMark
from lms.db.attempts import Response as ResponseRow
from lms.db.content_versions import ContentVersion, Kind
from lms.db.unit_of_work import unit_of_work
from lms.domain import attempts, drawing, errors, grading, marking, responses
from lms.domain.attempts import Closing
from lms.domain.drawing import Paper
from lms.domain.quizzes import Quiz
from lms.domain.responses import Response
from lms.queries import attempts as reads
from lms.queries import learning, pinned
from lms.services import audit, certification, enrolments
from lms.services.certification import Issuing

_ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 26

Answers = Mapping[int, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Saved:
    """`seq` is what the next save from the same page has to carry."""

    seq: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Submitted:
    attempt_id: str
    percent: int
    passed: bool
    certificate_number: str | None


def start(session: Session, library: Library, *, person_id: int, quiz: str, now: datetime, seed: int) -> str:
    """Begin an attempt and return its id; one that is open already is gone on with instead.

    `seed` (signed, 64 bits) decides the paper. The limit on attempts holds in a race: whoever starts holds
    the cycle until the new attempt is stored.

    Raises: UnknownQuiz, UnknownCourse, NeedsFirst, NoAttemptsLeft, MustWait, ContentBroken if no paper
    can be drawn.
    """
    published = library.quiz(quiz)
    found = published.quiz
    course = pinned.facts_to_json(pinned.facts(library, library.course(found.course)))
    course_digest = versions.digest(course)
    with unit_of_work(session):
        cycle_id = enrolments.newest_cycle(
            session, person_id=person_id, course=found.course, now=now, lock=True
        )
        open_id = session.execute(
            sa.select(Attempt.id).where(
                Attempt.cycle_id == cycle_id, Attempt.quiz_slug == quiz, Attempt.submitted_at.is_(None)
            )
        ).scalar_one_or_none()
        if open_id is not None:
            return open_id
        whole = library.course(found.course)
        if quiz == whole.final_quiz:
            needs = learning.unmet_needs(session, library, person_id=person_id, course=whole)
            if needs:
                raise errors.NeedsFirst(needs)
        history = reads.history(session, cycle_id=cycle_id, quiz=quiz)
        attempts.check_may_start(found.attempts, history, now)
        try:
            drawing.draw(found, seed)
        except drawing.DrawImpossible as impossible:
            raise errors.ContentBroken(()) from impossible
        _pin(session, Kind.QUIZ, quiz, published.digest, published.canonical, now)
        _pin(session, Kind.COURSE, found.course, course_digest, course, now)
        attempt_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
        session.add(
            Attempt(
                id=attempt_id,
                cycle_id=cycle_id,
                person_id=person_id,
                quiz_slug=quiz,
                quiz_digest=published.digest,
                course_digest=course_digest,
                seed=seed,
                number=len(history) + 1,
                started_at=now,
                seq=0,
            )
        )
    return attempt_id


def save(
    session: Session, *, person_id: int, attempt_id: str, seq: int, answers: Answers, now: datetime
) -> Saved:
    """Keep what was given for some questions of an open attempt.

    `answers` is by question number on the sheet; the fields of a question are those of its form, and no
    fields at all empty it. `seq` is the `seq` of the sheet (or of the last save) that the page was made
    from. Somebody who has since answered the same question differently in another window is not
    overwritten; sending the same thing twice is safe.

    Raises: UnknownAttempt, AttemptClosed, StaleAnswers, MalformedResponse.
    """
    with unit_of_work(session):
        attempt = reads.own(session, person_id=person_id, attempt_id=attempt_id, lock=True)
        if attempt.submitted_at is not None:
            raise errors.AttemptClosed(attempt_id)
        quiz = pinned.quiz(session, attempt.quiz_digest)
        paper = drawing.draw(quiz, attempt.seed)
        return _keep(session, attempt, _read(quiz, paper, answers), seq=seq, now=now)


def submit(
    session: Session,
    *,
    person_id: int,
    attempt_id: str,
    answers: Answers,
    seq: int | None,
    now: datetime,
    issuing: Issuing,
) -> Submitted:
    """Hand an attempt in: keep `answers` (may be empty), mark, close, and award what is due, all or nothing.

    A second call, at the same moment or a year later, changes nothing and returns the same. `seq` None
    takes the answers whatever another window has saved.

    Raises: UnknownAttempt, StaleAnswers, MalformedResponse.
    """
    with unit_of_work(session):
        attempt = reads.own(session, person_id=person_id, attempt_id=attempt_id, lock=True)
        if attempt.submitted_at is not None:
            number = reads.certificate_number(session, attempt)
            return Submitted(attempt_id, attempt.percent or 0, bool(attempt.passed), number)
        quiz = pinned.quiz(session, attempt.quiz_digest)
        paper = drawing.draw(quiz, attempt.seed)
        if answers:
            _keep(session, attempt, _read(quiz, paper, answers), seq=seq, now=now)
        given = reads.given_responses(session, quiz, attempt_id)
        marks = {}
        for drawn in paper.items:
            item = quiz.item(drawn.item_id)
            marks[item.id] = marking.mark(item, given.get(item.id, responses.blank(item)))
        grade = grading.grade(marks.values(), quiz.pass_mark)
        closed = session.execute(
            sa.update(Attempt)
            .where(Attempt.id == attempt_id, Attempt.submitted_at.is_(None))
            .values(
                submitted_at=now,
                closed_by=Closing.HANDED_IN.value,
                earned_numerator=grade.earned.numerator,
                earned_denominator=grade.earned.denominator,
                available_numerator=grade.available.numerator,
                available_denominator=grade.available.denominator,
                percent=grade.percent,
                passed=grade.passed,
            )
            .returning(Attempt.id)
            .execution_options(synchronize_session=False)
        )
        # The lock on the row makes this certain; without it this line would be what stops a second mark.
        closed.scalar_one()
        session.add_all(
            ItemMark(
                attempt_id=attempt_id,
                item_id=item_id,
                earned_numerator=mark.earned.numerator,
                earned_denominator=mark.earned.denominator,
                available_numerator=mark.available.numerator,
                available_denominator=mark.available.denominator,
                because=mark.because,
            )
            for item_id, mark in marks.items()
        )
        number = None
        if grade.passed:
            number = certification.award(
                session,
                person_id=person_id,
                attempt=attempt,
                quiz=quiz,
                grade=grade,
                now=now,
                issuing=issuing,
            )
        audit.record(
            session,
            at=now,
            actor_id=person_id,
            action="submit attempt",
            subject=f"attempt {attempt_id}",
            quiz=attempt.quiz_slug,
            percent=grade.percent,
            passed=grade.passed,
        )
    return Submitted(attempt_id, grade.percent, grade.passed, number)


def _pin(session: Session, kind: Kind, slug: str, digest: str, body: str, now: datetime) -> None:
    row = {"digest": digest, "kind": kind.value, "slug": slug, "body": body, "created_at": now}
    inserts.add_once(session, ContentVersion, row, ContentVersion.digest)


def _read(quiz: Quiz, paper: Paper, answers: Answers) -> dict[str, Response]:
    """The answers by item. Raises: MalformedResponse."""
    given = {}
    for number, fields in answers.items():
        if not 1 <= number <= len(paper.items):
            raise errors.MalformedResponse(str(number), "no such question on the sheet")
        drawn = paper.items[number - 1]
        given[drawn.item_id] = responses.from_form(quiz.item(drawn.item_id), drawn.order, fields)
    return given


def _keep(
    session: Session,
    attempt: reads.OwnAttempt,
    given: Mapping[str, Response],
    *,
    seq: int | None,
    now: datetime,
) -> Saved:
    """Store responses in an attempt whose row is locked. Raises: StaleAnswers."""
    bodies = {item_id: responses.to_plain(response) for item_id, response in given.items()}
    if seq is not None and seq < attempt.seq:
        # Something was saved since the page was made: does it touch the same questions?
        newer = session.execute(
            sa.select(ResponseRow.item_id, ResponseRow.body).where(
                ResponseRow.attempt_id == attempt.id,
                ResponseRow.item_id.in_(list(bodies)),
                # Whatever number a page sends, it fits the column.
                ResponseRow.seq > max(seq, 0),
            )
        )
        if any(bodies[item_id] != body for item_id, body in newer):
            raise errors.StaleAnswers(attempt.saved_at)
    saved = Saved(attempt.seq + 1, now)
    rows = [
        {"attempt_id": attempt.id, "item_id": item_id, "body": body, "seq": saved.seq, "saved_at": now}
        for item_id, body in bodies.items()
    ]
    if rows:
        inserts.put(session, ResponseRow, rows)
    session.execute(
        sa.update(Attempt)
        .where(Attempt.id == attempt.id)
        .values(seq=saved.seq, saved_at=now)
        .execution_options(synchronize_session=False)
    )
    return saved
