"""Owns the beginning of a sitting: whether it may begin, what it is taken against, how long it may last.

It must not know what is saved in it, nor how it ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db import inserts, prepared
from lms.db.attempts import Attempt
from lms.db.content_versions import ContentVersion, Kind
from lms.db.prepared import Prepared
from lms.db.renewals import RefresherDraw
from lms.domain import attempts, drawing, errors
from lms.domain.attempts import Sitting
from lms.domain.boots import Boot
from lms.queries import adjustments, learning, pinned
from lms.queries.refresher_quizzes import Chosen
from lms.services import enrolments

# 32 of them, so that five bits of a random byte choose one.
_ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 26

# Made once: building statements anew for each request cost more than asking them.
_A = Attempt.__table__.c
_HISTORY = prepared.select(
    sa.select(_A.id, _A.submitted_at, _A.passed)
    .where(_A.cycle_id == sa.bindparam("cycle_id"), _A.quiz_slug == sa.bindparam("quiz"))
    .order_by(_A.number)
)
_START = Prepared(
    lambda dialect: sa.insert(Attempt),
    (
        "id",
        "cycle_id",
        "person_id",
        "quiz_slug",
        "quiz_digest",
        "course_digest",
        "seed",
        "number",
        "started_at",
        "seq",
        "deadline_at",
        "machine",
        "booted_at",
        "counts",
        "waits_for_trainer",
    ),
)
# The course, the quiz, and the part of it that a short refresher asks.
_PINNED = prepared.select(
    sa.select(ContentVersion.digest).where(
        ContentVersion.digest.in_([sa.bindparam(name) for name in ("first", "second", "third")])
    )
)


def begin(
    session: Session,
    library: Library,
    chosen: Chosen,
    *,
    person_id: int,
    quiz: str,
    now: datetime,
    seed: int,
    boot: Boot | None = None,
) -> str:
    """The id of a new attempt at `quiz`, or of the one that is open; for a unit of work of the caller's.

    It is taken against what was `chosen`. Whoever starts holds the cycle until the transaction ends: that
    keeps the limit on attempts in a race. The deadline is made here, once.

    Raises: UnknownQuiz, UnknownCourse, NeedsFirst, NoAttemptsLeft, MustWait, ContentBroken if no paper
    can be drawn.
    """
    published = library.quiz(quiz)
    found = published.quiz
    whole = library.course(found.course)
    course, course_digest = pinned.written(pinned.facts(library, whole))
    cycle_id = enrolments.newest_cycle(session, person_id=person_id, course=found.course, now=now, lock=True)
    connection = session.connection()
    rows = _HISTORY.all(connection, {"cycle_id": cycle_id, "quiz": quiz})
    for attempt_id, submitted_at, _ in rows:
        # One that ran out of time as well: whoever opens it sees that it has ended, and how.
        if submitted_at is None:
            return str(attempt_id)
    if quiz == whole.final_quiz:
        needs = learning.unmet_needs(session, library, person_id=person_id, course=whole)
        if needs:
            raise errors.NeedsFirst(needs)
    attempts.check_may_start(
        found.attempts, [Sitting(submitted_at, bool(passed)) for _, submitted_at, passed in rows], now
    )
    try:
        drawing.draw(chosen.quiz.quiz, seed)
    except drawing.DrawImpossible as impossible:
        raise errors.ContentBroken(()) from impossible
    # By digest, because a whole quiz is the one that was chosen.
    pins = {one.digest: (Kind.QUIZ, quiz, one.canonical) for one in (published, chosen.quiz)}
    _pin(session, pins | {course_digest: (Kind.COURSE, found.course, course)}, now)
    made = "".join(_ID_LETTERS[byte & 31] for byte in secrets.token_bytes(_ID_LENGTH))
    number = len(rows) + 1
    _START.run(
        connection,
        [
            {
                "id": made,
                "cycle_id": cycle_id,
                "person_id": person_id,
                "quiz_slug": quiz,
                "quiz_digest": chosen.quiz.digest,
                "course_digest": course_digest,
                "seed": seed,
                "number": number,
                "started_at": now,
                "seq": 0,
                "deadline_at": attempts.deadline(now, found.time_limit, adjustments.of(session, person_id)),
                "machine": None if boot is None else boot.machine,
                "booted_at": None if boot is None else boot.at,
                "counts": attempts.may_count(found.grade_by, number),
                "waits_for_trainer": False,
            }
        ],
    )
    if chosen.reasons is not None:
        session.flush()
        session.add(
            RefresherDraw(attempt_id=made, quiz_digest=published.digest, reasons=dict(chosen.reasons))
        )
    return made


def _pin(session: Session, wanted: Mapping[str, tuple[Kind, str, str]], now: datetime) -> None:
    """Keep these versions, by digest, unless they are kept already."""
    digests = [*wanted, *wanted, *wanted][:3]
    asked = dict(zip(("first", "second", "third"), digests, strict=True))
    known = {digest for (digest,) in _PINNED.all(session.connection(), asked)}
    for digest, (kind, slug, body) in wanted.items():
        if digest not in known:
            row = {"digest": digest, "kind": kind.value, "slug": slug, "body": body, "created_at": now}
            inserts.add_once(session, ContentVersion, row, ContentVersion.digest)
