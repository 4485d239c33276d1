"""Owns one sitting of a quiz: starting it, saving answers, handing it in once and for all.

It must not know how a sheet looks, nor what happens when a sitting ends: that is `closing`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.content import versions
from lms.content.library import Library
from lms.content.snapshots import Shelf
from lms.db import inserts
from lms.db.attempts import Attempt
from lms.db.content_versions import ContentVersion, Kind
from lms.db.renewals import RefresherDraw
from lms.db.together import Together
from lms.db.unit_of_work import unit_of_work
from lms.domain import attempts, drawing, errors, refreshers
from lms.domain.attempts import Closing
from lms.domain.boots import Boot
from lms.queries import adjustments, learning, pinned, refresher_quizzes, sittings
from lms.services import closing, enrolments, saving
from lms.services.certification import Issuing
from lms.services.closing import Submitted

_ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 26

# What the callers of this file name; `saving` says what they are.
Answers = saving.Answers
Flags = saving.Flags
Sureness = saving.Sureness
Saved = saving.Saved

# Made once: building statements anew for each request cost more than asking them.
_A = Attempt.__table__.c
_OPEN = sa.select(_A.id).where(
    _A.cycle_id == sa.bindparam("cycle_id"),
    _A.quiz_slug == sa.bindparam("quiz"),
    _A.submitted_at.is_(None),
)
_START = sa.insert(Attempt)
_PINNED = sa.select(ContentVersion.digest).where(
    ContentVersion.digest.in_(sa.bindparam("digests", expanding=True))
)


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
    published = library.quiz(quiz)
    found = published.quiz
    whole = library.course(found.course)
    course = pinned.facts_to_json(pinned.facts(library, whole))
    course_digest = versions.digest(course)
    # Before the transaction: comparing what somebody passed on with what is live now takes a while.
    chosen = refresher_quizzes.choose(
        session,
        library,
        shelf,
        person_id=person_id,
        quiz=published,
        seed=seed,
        today=refreshers.civil_day(now, ZoneInfo(timezone)),
    )
    with unit_of_work(session):
        cycle_id = enrolments.newest_cycle(
            session, person_id=person_id, course=found.course, now=now, lock=True
        )
        connection = session.connection()
        open_id: str | None = connection.execute(
            _OPEN, {"cycle_id": cycle_id, "quiz": quiz}
        ).scalar_one_or_none()
        # One that ran out of time as well: whoever opens it sees that it has ended, and how.
        if open_id is not None:
            return open_id
        if quiz == whole.final_quiz:
            needs = learning.unmet_needs(session, library, person_id=person_id, course=whole)
            if needs:
                raise errors.NeedsFirst(needs)
        history = sittings.history(session, cycle_id=cycle_id, quiz=quiz)
        attempts.check_may_start(found.attempts, history, now)
        try:
            drawing.draw(chosen.quiz.quiz, seed)
        except drawing.DrawImpossible as impossible:
            raise errors.ContentBroken(()) from impossible
        # By digest, because a whole quiz is the one that was chosen.
        pins = {one.digest: (Kind.QUIZ, quiz, one.canonical) for one in (published, chosen.quiz)}
        _pin(session, pins | {course_digest: (Kind.COURSE, found.course, course)}, now)
        attempt_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
        number = len(history) + 1
        deadline_at = attempts.deadline(now, found.time_limit, adjustments.of(session, person_id))
        connection.execute(
            _START,
            {
                "id": attempt_id,
                "cycle_id": cycle_id,
                "person_id": person_id,
                "quiz_slug": quiz,
                "quiz_digest": chosen.quiz.digest,
                "course_digest": course_digest,
                "seed": seed,
                "number": number,
                "started_at": now,
                "seq": 0,
                "deadline_at": deadline_at,
                "machine": None if boot is None else boot.machine,
                "booted_at": None if boot is None else boot.at,
                "counts": attempts.may_count(found.grade_by, number),
                "waits_for_trainer": False,
            },
        )
        if chosen.reasons is not None:
            session.flush()
            session.add(
                RefresherDraw(
                    attempt_id=attempt_id, quiz_digest=published.digest, reasons=dict(chosen.reasons)
                )
            )
    return attempt_id


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


def _pin(session: Session, wanted: Mapping[str, tuple[Kind, str, str]], now: datetime) -> None:
    """Keep these versions, by digest, unless they are kept already."""
    known = set(session.connection().execute(_PINNED, {"digests": list(wanted)}).scalars())
    for digest, (kind, slug, body) in wanted.items():
        if digest not in known:
            row = {"digest": digest, "kind": kind.value, "slug": slug, "body": body, "created_at": now}
            inserts.add_once(session, ContentVersion, row, ContentVersion.digest)


def _ran_out(attempt: sittings.OwnAttempt, now: datetime, boot: Boot | None) -> datetime | None:
    """The deadline of an attempt that takes no answers any more because of it, None for every other."""
    if attempt.closed_by is Closing.HANDED_IN or not attempt.is_overdue(now, boot):
        return None
    return attempt.deadline_at
