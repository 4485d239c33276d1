"""Owns what happens to finished attempts when a question was corrected: mark them anew, or leave them.

Old marks are kept beside new ones, so everything here can be undone. It takes no certificate away, ever. It
must not know pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library, PublishedQuiz
from lms.db import inserts
from lms.db.attempts import Attempt, ItemMark
from lms.db.content_versions import ContentVersion, Kind
from lms.db.remarks import Remark, RemarkedMark
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.grading import Grade
from lms.domain.quizzes import Item
from lms.domain.remarking import Decision, Outcome, Pass
from lms.queries import item_marks, pinned
from lms.queries import remarks as reads
from lms.queries.remarks import Candidate
from lms.services import audit, regrading, remark_rows, undoing
from lms.services.certification import Issuing

REASON_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Remarked:
    """What a decision did. `certificates` are those that it awarded."""

    remark_id: int
    attempts: int
    gained: int
    lost: int
    certificates: tuple[str, ...]


def remark(
    session: Session,
    library: Library,
    *,
    quiz: str,
    item_id: str,
    preview: str,
    reason: str,
    actor_id: int,
    now: datetime,
    issuing: Issuing,
) -> Remarked:
    """Mark every finished attempt that the live item touches by its key, all or nothing.

    `preview` names the changes that somebody looked at. The same one sent twice is the same correction.
    An attempt that is handed in meanwhile is not touched: it is offered the next time somebody looks.

    Raises: UnknownQuiz, UnknownItem, MalformedReason, StalePreview, RemarkRefused if nothing is to be marked.
    """
    published = library.quiz(quiz)
    live = reads.live_item(library, quiz, item_id)
    reason = reason_of(reason)
    with unit_of_work(session):
        known = _known(session, quiz, item_id, preview)
        if known is not None:
            return _again(session, known)
        found = reads.candidates(session, quiz=quiz, live=live, lock=True)
        # Whoever waited for the locks may have waited for this very correction.
        known = _known(session, quiz, item_id, preview)
        if known is not None:
            return _again(session, known)
        if reads.preview_digest(live, found) != preview:
            raise errors.StalePreview
        marked = [(one, one.outcome) for one in found if one.outcome is not None]
        if not marked:
            raise errors.RemarkRefused("No answer to this question can be marked by the new key.")
        remark_id = _add(
            session, published, live, Decision.MISTAKE, reason, preview, actor_id=actor_id, now=now
        )
        awarded = _store(session, remark_id, item_id, marked, now=now, issuing=issuing)
        gained = sum(outcome.passing is Pass.GAINED for _, outcome in marked)
        lost = sum(outcome.passing is Pass.LOST for _, outcome in marked)
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action="re-mark question",
            subject=f"correction {remark_id}",
            quiz=quiz,
            item=item_id,
            reason=reason,
            attempts=len(marked),
            gained=gained,
            lost=lost,
            certificates=sorted(awarded.values()),
        )
        for one, outcome in marked:
            if outcome.changes:
                audit.record(
                    session,
                    at=now,
                    actor_id=actor_id,
                    action="re-mark attempt",
                    subject=f"attempt {one.attempt_id}",
                    correction=remark_id,
                    item=item_id,
                    old=str(outcome.old.earned),
                    new=str(outcome.new.earned),
                    passing=outcome.passing.value,
                )
    return Remarked(remark_id, len(marked), gained, lost, tuple(sorted(awarded.values())))


def call_new(
    session: Session,
    library: Library,
    *,
    quiz: str,
    item_id: str,
    reason: str,
    actor_id: int,
    now: datetime,
) -> int:
    """Say that a changed item is a new question: old marks stay. The number of the decision.

    Saying so twice is saying it once; it is said anew after another decision about the same item.
    Raises: UnknownQuiz, UnknownItem, MalformedReason.
    """
    published = library.quiz(quiz)
    live = reads.live_item(library, quiz, item_id)
    reason = reason_of(reason)
    with unit_of_work(session):
        _hold(session, published, now)
        newest = reads.standing(session, quiz=quiz).get(item_id)
        if (
            newest is not None
            and newest.decision is Decision.NEW_QUESTION
            and reads.item_digest(newest.item) == reads.item_digest(live)
        ):
            return newest.remark_id
        # There are no changes to name, so the item itself is what was looked at.
        preview = reads.called_digest(live, newest)
        remark_id = _add(
            session, published, live, Decision.NEW_QUESTION, reason, preview, actor_id=actor_id, now=now
        )
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action="call question new",
            subject=f"correction {remark_id}",
            quiz=quiz,
            item=item_id,
            reason=reason,
        )
        return remark_id


def undo(session: Session, *, remark_id: int, reason: str, actor_id: int, now: datetime) -> tuple[str, ...]:
    """Put back every mark that a correction changed; the certificates it had awarded, which all stay.

    Undoing twice changes nothing the second time.
    Raises: UnknownRemark, MalformedReason, RemarkRefused while a later correction of the same item stands.
    """
    return undoing.undo(session, remark_id=remark_id, reason=reason_of(reason), actor_id=actor_id, now=now)


def reason_of(text: str) -> str:
    """A reason with single spaces. Raises: MalformedReason if there is none, or too much of it."""
    plain = " ".join(text.split())
    if not 1 <= len(plain) <= REASON_MOST:
        raise errors.MalformedReason(REASON_MOST)
    return plain


def _known(session: Session, quiz: str, item_id: str, preview: str) -> int | None:
    return session.execute(
        sa.select(Remark.id).where(
            Remark.quiz_slug == quiz,
            Remark.item_id == item_id,
            Remark.preview == preview,
            Remark.undone_at.is_(None),
        )
    ).scalar_one_or_none()


def _again(session: Session, remark_id: int) -> Remarked:
    """What a correction that is there already had done."""
    rows = session.execute(
        sa.select(RemarkedMark.old_passed, RemarkedMark.new_passed, RemarkedMark.certificate_number).where(
            RemarkedMark.remark_id == remark_id
        )
    ).all()
    return Remarked(
        remark_id,
        len(rows),
        sum(bool(row.new_passed) and not row.old_passed for row in rows),
        sum(bool(row.old_passed) and not row.new_passed for row in rows),
        tuple(sorted(row.certificate_number for row in rows if row.certificate_number is not None)),
    )


def _hold(session: Session, published: PublishedQuiz, now: datetime) -> None:
    """Keep the live version, and let one decision about it be made after the other."""
    version = {
        "digest": published.digest,
        "kind": Kind.QUIZ.value,
        "slug": published.quiz.slug,
        "body": published.canonical,
        "created_at": now,
    }
    inserts.add_once(session, ContentVersion, version, ContentVersion.digest)
    session.execute(
        sa.select(ContentVersion.digest)
        .where(ContentVersion.digest == published.digest)
        .with_for_update(key_share=True)
    )


def _add(
    session: Session,
    published: PublishedQuiz,
    live: Item,
    decision: Decision,
    reason: str,
    preview: str,
    *,
    actor_id: int,
    now: datetime,
) -> int:
    _hold(session, published, now)
    row = Remark(
        quiz_slug=published.quiz.slug,
        item_id=live.id,
        quiz_digest=published.digest,
        item_digest=reads.item_digest(live),
        decision=decision.value,
        reason=reason,
        preview=preview,
        made_by=actor_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def _store(
    session: Session,
    remark_id: int,
    item_id: str,
    marked: list[tuple[Candidate, Outcome]],
    *,
    now: datetime,
    issuing: Issuing,
) -> dict[str, str]:
    """Write the new marks and grades with the old ones beside them; certificates awarded, by attempt."""
    changed = [(one, outcome) for one, outcome in marked if outcome.changes]
    rows = [item_marks.row(one.attempt_id, item_id, outcome.new) for one, outcome in changed]
    for at in range(0, len(rows), item_marks.CHUNK):
        inserts.put(session, ItemMark, rows[at : at + item_marks.CHUNK])
    grades = [
        remark_rows.grade(one.attempt_id, outcome.new_grade)
        for one, outcome in changed
        if outcome.new_grade is not None
    ]
    if grades:
        session.execute(sa.update(Attempt), grades)
    awarded = {}
    for one, outcome in changed:
        if outcome.passing is Pass.GAINED and outcome.new_grade is not None:
            number = _award(session, one, outcome.new_grade, now=now, issuing=issuing)
            if number is not None:
                awarded[one.attempt_id] = number
    history = [
        remark_rows.history(remark_id, one.attempt_id, outcome, awarded.get(one.attempt_id))
        for one, outcome in marked
    ]
    session.execute(sa.insert(RemarkedMark), history)
    return awarded


def _award(session: Session, one: Candidate, grade: Grade, *, now: datetime, issuing: Issuing) -> str | None:
    quiz = pinned.quiz(session, one.quiz_digest)
    held = regrading.Held(
        id=one.attempt_id,
        person_id=one.person_id,
        cycle_id=one.cycle_id,
        quiz_slug=quiz.slug,
        quiz_digest=one.quiz_digest,
        seed=one.seed,
        counts=one.counts,
        passed=True,
        percent=grade.percent,
    )
    return regrading.award(session, held, quiz, grade, now=now, issuing=issuing)
