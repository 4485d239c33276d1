"""Owns the reads of attempts: the sheet while one is open, the result when it is closed.

It must not mark anything: a closed attempt's marks are read, never made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import assert_never

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.content.spoken import Spoken
from lms.domain import attempts, errors
from lms.domain.adjustments import Adjustment
from lms.domain.boots import Boot
from lms.domain.marking import show
from lms.domain.quizzes import Layout, Quiz, ShowAnswers
from lms.domain.responses import Response
from lms.queries import (
    beside,
    corrected_papers,
    pinned,
    quiz_pages,
    refresher_quizzes,
    results,
    sittings,
    spoken_items,
)
from lms.queries.beside import Beside
from lms.queries.quiz_pages import QuizPage
from lms.queries.results import Result
from lms.queries.sheets import Sheet
from lms.queries.sittings import OwnAttempt


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

    One statement, and three more for the final quiz of a course that needs others.
    """
    return quiz_pages.quiz_page(asker, library, person_id=person_id, quiz=quiz, now=now, boot=boot)


def own_quiz_page(
    asker: Session | Connection,
    library: Library,
    *,
    person_id: int,
    quiz: str,
    now: datetime,
    today: date,
    boot: Boot | None = None,
) -> tuple[QuizPage, bool]:
    """The same as the round that the person is in asks for it, and whether that is a short refresher.

    One statement more for a final quiz. Raises: UnknownQuiz, UnknownCourse.
    """
    found = quiz_page(asker, library, person_id=person_id, quiz=quiz, now=now, boot=boot)
    length = refresher_quizzes.short_length(asker, library, person_id=person_id, quiz=quiz, today=today)
    if length is None:
        return found, False
    # A short refresher asks fewer questions than the quiz itself, so what its author says is not true of it.
    return replace(found, questions=length, intro=""), True


def own(session: Session, *, person_id: int, attempt_id: str, lock: bool = False) -> OwnAttempt:
    """A person's own attempt; with `lock`, for services, nobody else changes it until the transaction ends.

    Raises: UnknownAttempt (somebody else's as well).
    """
    return sittings.own(session, person_id=person_id, attempt_id=attempt_id, lock=lock)


def open_sheet(
    session: Session,
    *,
    person_id: int,
    attempt_id: str,
    now: datetime | None = None,
    boot: Boot | None = None,
    spoken: Spoken | None = None,
) -> Sheet:
    """The questions of an open attempt and what was given so far, without keys. At most three statements.

    `now` says how much time is left; without it a deadline is shown and not watched. `boot` tells
    whether the clock was set since the start.

    Raises: UnknownAttempt (somebody else's as well), AttemptClosed, AttemptLate if the time is up and nobody
    has closed the attempt yet.
    """
    row, adjusted = sittings.own_adjusted(session, person_id=person_id, attempt_id=attempt_id)
    if row.submitted_at is not None:
        raise errors.AttemptClosed(attempt_id)
    _check_time(row, now, boot)
    drawn = pinned.drawn(session, row.quiz_digest, row.seed)
    return sheet_of(row, adjusted, drawn, sittings.kept(session, drawn.items, attempt_id), now, spoken, boot)


def sheet_of(
    row: OwnAttempt,
    adjusted: Adjustment,
    drawn: pinned.Drawn,
    kept: Mapping[str, sittings.Kept],
    now: datetime | None,
    spoken: Spoken | None,
    boot: Boot | None = None,
) -> Sheet:
    """The sheet of an open attempt whose rows were read; `now`, `spoken`, `boot` as for `open_sheet`."""
    left, deadline_at = None, row.deadline_at
    if now is not None and deadline_at is not None:
        left = attempts.seconds_left(row.started_at, deadline_at, row.on_its_clock(now, boot))
        # As the clock will show it, which people look at.
        deadline_at += now - row.on_its_clock(now, boot)
    return Sheet(
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        quiz_title=spoken_items.title(spoken, drawn.quiz),
        course_slug=drawn.quiz.course,
        number=row.number,
        seq=row.seq,
        saved_at=row.saved_at,
        items=spoken_items.of_attempt(spoken, row, drawn, kept),
        deadline_at=deadline_at,
        seconds_left=left,
        layout=Layout.ONE_A_PAGE if adjusted.one_question_a_page else drawn.quiz.layout,
        larger_type=adjusted.larger_type,
        asks_confidence=drawn.quiz.asks_confidence,
    )


def result(
    asker: Session | Connection,
    *,
    person_id: int,
    attempt_id: str,
    now: datetime | None = None,
    boot: Boot | None = None,
    spoken: Spoken | None = None,
) -> Result:
    """A closed attempt: its grade and, where the quiz allows it, each answer. At most eight statements, and
    one more where a correction has marked some of it anew.

    An attempt that is still open has no result: UnknownAttempt, as for one that is somebody else's. `now`
    tells which of the person's other attempts have run out of time; without it all of them are open.

    Raises: UnknownAttempt, AttemptLate if the time is up and nobody has closed the attempt yet.
    """
    row, adjusted = sittings.own_adjusted(asker, person_id=person_id, attempt_id=attempt_id)
    if row.submitted_at is None or row.closed_by is None:
        _check_time(row, now, boot)
        raise errors.UnknownAttempt(attempt_id)
    drawn = pinned.drawn(asker, row.quiz_digest, row.seed)
    quiz = drawn.quiz
    passed = bool(row.passed)
    # Where nothing earns a mark nobody can pass, and handing in is all there is to do.
    unmarked = row.available == 0
    near = beside.beside(asker, row)
    history = [one.sitting for one in near if one.in_line]
    bank_open = _bank_open(asker, drawn.quiz, near, now, boot)
    shown = attempts.may_review(
        quiz.show_answers, quiz.attempts, _ended(history), passed=passed or unmarked, bank_open=bank_open
    )
    lines: tuple[results.MarkLine, ...] = ()
    items: tuple[results.ResultItem, ...] = ()
    if not bank_open:
        marks, corrected = sittings.marks(asker, attempt_id)
        lines = tuple(spoken_items.mark_lines(spoken, quiz, drawn.paper, marks))
        if shown:
            given = sittings.responses_of(sittings.kept(asker, drawn.items, attempt_id))
            sat = corrected_papers.Sat(quiz, drawn.paper, given, marks)
            if corrected:
                sat = corrected_papers.read(asker, attempt_id, sat)
            items = spoken_items.result_items(
                spoken, sat.quiz, sat.paper, sat.given, sat.marks, sat.corrected_at
            )
    return Result(
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        quiz_title=spoken_items.title(spoken, quiz),
        course_slug=quiz.course,
        number=row.number,
        submitted_at=row.submitted_at,
        percent=row.percent,
        pass_mark=quiz.pass_mark,
        passed=passed,
        earned="" if row.earned is None else show(row.earned),
        available="" if row.available is None else show(row.available),
        certificate_number=sittings.certificate_number(asker, row) if row.counts else None,
        answers_shown=shown,
        why_not_shown=None if shown else _why_not_shown(quiz, bank_open),
        marks=lines,
        items=items,
        closed_by=row.closed_by,
        deadline_at=row.deadline_at,
        receipt_code=row.receipt_code,
        answers_digest=row.answers_digest,
        waits_for_trainer=row.waits_for_trainer,
        counts=row.counts,
        late=_late(asker, row, drawn),
        larger_type=adjusted.larger_type,
    )


def given_responses(session: Session, quiz: Quiz, attempt_id: str) -> dict[str, Response]:
    """What was given in an attempt, by item. One statement."""
    items = {item.id: item for item in quiz.items}
    return sittings.responses_of(sittings.kept(session, items, attempt_id))


def _check_time(row: OwnAttempt, now: datetime | None, boot: Boot | None) -> None:
    if now is not None and row.deadline_at is not None and row.is_overdue(now, boot):
        raise errors.AttemptLate(row.id, row.deadline_at)


def _ended(history: Sequence[attempts.Sitting]) -> list[attempts.Sitting]:
    """What is still open among them was weighed already, with its deadline."""
    return [sitting for sitting in history if sitting.submitted_at is not None]


def _bank_open(
    asker: Session | Connection,
    quiz: Quiz,
    near: Sequence[Beside],
    now: datetime | None,
    boot: Boot | None,
) -> bool:
    """Whether the person has an attempt open that this result could help: on the same questions.

    One that ran out of time takes no answers any more, so it holds nothing back.
    """
    for one in near:
        if one.sitting.submitted_at is not None:
            continue
        if now is not None and one.is_overdue(now, boot):
            continue
        if one.in_line or attempts.share_a_bank(quiz.items, pinned.quiz(asker, one.quiz_digest).items):
            return True
    return False


def _late(asker: Session | Connection, row: OwnAttempt, drawn: pinned.Drawn) -> tuple[int, ...]:
    """The numbers of the questions for which an answer came too late."""
    if row.deadline_at is None:
        return ()
    found = sittings.late(asker, row.id)
    return tuple(number for number, one in enumerate(drawn.paper.items, start=1) if one.item_id in found)


def _why_not_shown(quiz: Quiz, bank_open: bool) -> str:
    if bank_open:
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
