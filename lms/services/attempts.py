"""Owns one sitting of a quiz: starting it, saving answers, handing it in once and for all.

It must not know how a sheet looks, nor what belongs to a beginning and an end: `starting`, `closing`.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.content.snapshots import Shelf
from lms.db.together import Together
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors, refreshers
from lms.domain.attempts import Closing
from lms.domain.boots import Boot
from lms.queries import refresher_quizzes, sittings
from lms.services import closing, saving, starting
from lms.services.certification import Issuing
from lms.services.closing import Submitted

# What the callers of this file name; `saving` says what they are.
Answers = saving.Answers
Flags = saving.Flags
Sureness = saving.Sureness
Saved = saving.Saved


def start(
    session: Session,
    library: Library,
    *,
    person_id: int,
    quiz: str,
    now: datetime,
    seed: int,
    boot: Boot | None = None,
    shelf: Shelf | None = None,
    timezone: str = "Europe/London",
) -> str:
    """Begin an attempt and return its id; one that is open already is gone on with instead.

    In a short refresher the attempt is taken against the part of the quiz that was drawn; `shelf` tells
    which lessons have changed since the last pass.

    `seed` (signed, 64 bits) decides the paper. The limit on attempts holds in a race: whoever starts holds
    the cycle until the new attempt is stored. The deadline is made here, once. `boot`: when this machine was
    started, so that setting its clock moves no deadline.

    Raises: UnknownQuiz, UnknownCourse, NeedsFirst, NoAttemptsLeft, MustWait, ContentBroken if no paper
    can be drawn.
    """
    # Before the transaction: comparing what somebody passed on with what is live now takes a while.
    chosen = refresher_quizzes.choose(
        session,
        library,
        shelf,
        person_id=person_id,
        quiz=library.quiz(quiz),
        seed=seed,
        today=refreshers.civil_day(now, ZoneInfo(timezone)),
    )
    with unit_of_work(session):
        return starting.begin(
            session, library, chosen, person_id=person_id, quiz=quiz, now=now, seed=seed, boot=boot
        )


def start_with_others(
    together: Together,
    library: Library,
    *,
    person_id: int,
    quiz: str,
    now: datetime,
    seed: int,
    timezone: str,
    boot: Boot | None = None,
) -> str | None:
    """`start` under one commit with what others write at this moment; None, and nothing is kept, for somebody
    in a short refresher: what that asks is not found out while others wait.

    Raises: as `start`; Busy.
    """
    today = refreshers.civil_day(now, ZoneInfo(timezone))

    def job(session: Session) -> str | None:
        if refresher_quizzes.short_length(session, library, person_id=person_id, quiz=quiz, today=today):
            return None
        whole = refresher_quizzes.Chosen(library.quiz(quiz), None)
        return starting.begin(
            session, library, whole, person_id=person_id, quiz=quiz, now=now, seed=seed, boot=boot
        )

    return together.write_in_session(job)


def save(
    session: Session,
    *,
    person_id: int,
    attempt_id: str,
    seq: int,
    answers: Answers,
    now: datetime,
    flags: Flags | None = None,
    confidence: Sureness | None = None,
    boot: Boot | None = None,
) -> Saved:
    """Keep what was given for some questions of an open attempt.

    `answers` is by question number on the sheet; the fields of a question are those of its form, and no
    fields at all empty it. `flags` are the person's own "look at this again", `confidence` how sure they
    are; the last one sent counts. `seq` is the `seq` of the sheet (or of the last save) that the page was
    made from. Somebody who has since answered the same question differently in another window is not
    overwritten; sending the same thing twice is safe.

    Raises: UnknownAttempt, AttemptClosed, StaleAnswers, MalformedResponse, AttemptLate: the time is up, and
    the answers were kept as late ones.
    """
    with unit_of_work(session):

        def keep(*, in_time: bool) -> Saved | None:
            return saving.keep(
                session,
                person_id=person_id,
                attempt_id=attempt_id,
                seq=seq,
                answers=answers,
                flags=flags or {},
                confidence=confidence or {},
                now=now,
                boot=boot,
                in_time=in_time,
            )

        saved, deadline_at = keep(in_time=False), None
        if saved is None:
            attempt = sittings.own(session, person_id=person_id, attempt_id=attempt_id, lock=True)
            deadline_at = _ran_out(attempt, now, boot)
            if deadline_at is None:
                # Open after all, if the clock was set since it began.
                saved = keep(in_time=True)
            else:
                saving.keep_late(session, attempt, answers, now)
    if saved is not None:
        return saved
    # Only now, because what came late is kept all the same.
    raise errors.AttemptLate(attempt_id, deadline_at) if deadline_at else errors.AttemptClosed(attempt_id)


def save_with_others(
    together: Together,
    *,
    person_id: int,
    attempt_id: str,
    seq: int,
    answers: Answers,
    flags: Flags,
    confidence: Sureness,
    now: datetime,
    boot: Boot | None = None,
) -> Saved | None:
    """`save` under one commit with what others save at this moment; None, and nothing is kept, if the attempt
    takes no answers.

    Raises: StaleAnswers, MalformedResponse, Busy.
    """

    def job(connection: Connection) -> Saved | None:
        return saving.keep(
            connection,
            person_id=person_id,
            attempt_id=attempt_id,
            seq=seq,
            answers=answers,
            flags=flags,
            confidence=confidence,
            now=now,
            boot=boot,
        )

    return together.write(job)


def submit(
    session: Session,
    *,
    person_id: int,
    attempt_id: str,
    answers: Answers,
    seq: int | None,
    now: datetime,
    issuing: Issuing,
    flags: Flags | None = None,
    confidence: Sureness | None = None,
    boot: Boot | None = None,
) -> Submitted:
    """Hand an attempt in: keep `answers` (may be empty), mark, close, and award what is due, all or nothing.

    A second call, at the same moment or a year later, changes nothing and returns the same. `seq` None
    takes the answers whatever another window has saved. After the deadline the attempt ends as it was
    saved in time; `answers` are kept as late ones.

    Raises: UnknownAttempt, StaleAnswers, MalformedResponse.
    """
    with unit_of_work(session):
        attempt = sittings.own(session, person_id=person_id, attempt_id=attempt_id, lock=True)
        deadline_at = _ran_out(attempt, now, boot)
        if deadline_at is not None and answers:
            saving.keep_late(session, attempt, answers, now)
        if attempt.submitted_at is not None:
            return closing.stored(session, attempt)
        if deadline_at is not None:
            return closing.close(
                session, attempt, at=deadline_at, how=Closing.TIME_UP, now=now, issuing=issuing
            )
        if answers or flags or confidence:
            saving.keep(
                session,
                person_id=person_id,
                attempt_id=attempt_id,
                seq=seq,
                answers=answers,
                flags=flags or {},
                confidence=confidence or {},
                now=now,
                in_time=True,
            )
        return closing.close(session, attempt, at=now, how=Closing.HANDED_IN, now=now, issuing=issuing)


def submit_with_others(
    together: Together,
    *,
    person_id: int,
    attempt_id: str,
    answers: Answers,
    seq: int | None,
    now: datetime,
    issuing: Issuing,
    flags: Flags,
    confidence: Sureness,
    boot: Boot | None = None,
) -> Submitted:
    """`submit` under one commit with what others write at this moment. Raises: as `submit`; Busy."""

    def job(session: Session) -> Submitted:
        return submit(
            session,
            person_id=person_id,
            attempt_id=attempt_id,
            answers=answers,
            flags=flags,
            confidence=confidence,
            seq=seq,
            now=now,
            issuing=issuing,
            boot=boot,
        )

    return together.write_in_session(job)


def _ran_out(attempt: sittings.OwnAttempt, now: datetime, boot: Boot | None) -> datetime | None:
    """The deadline of an attempt that takes no answers any more because of it, None for every other."""
    if attempt.closed_by is Closing.HANDED_IN or not attempt.is_overdue(now, boot):
        return None
    return attempt.deadline_at
