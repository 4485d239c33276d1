"""Owns what a corrected question would do to finished attempts, and what was decided before.

An attempt is touched if the item means something else now than when it was last marked. It must not write.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import item_versions
from lms.content.library import Library
from lms.db.attempts import Attempt, ItemMark
from lms.db.attempts import Response as ResponseRow
from lms.db.remarks import Remark, RemarkedMark
from lms.domain import drawing, errors, remarking, responses
from lms.domain.grading import Grade
from lms.domain.marking import Mark
from lms.domain.quizzes import Item, Quiz
from lms.domain.remarking import Decision, Outcome
from lms.queries import item_marks, pinned


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finished attempt that the correction touches; `outcome` None = its answer cannot be carried over.

    `after` is the correction that marked it last, 0 = none that stands.
    """

    attempt_id: str
    person_id: int
    cycle_id: int
    quiz_digest: str
    seed: int
    counts: bool
    number: int
    submitted_at: datetime
    outcome: Outcome | None
    after: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that has not been undone, with the item as it was then."""

    remark_id: int
    decision: Decision
    item: Item


def item_digest(item: Item) -> str:
    """SHA-256 of everything that an item says."""
    plain = json.dumps(
        item_versions.to_plain(item), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(plain.encode("utf-8", errors="surrogatepass")).hexdigest()


def live_item(library: Library, quiz: str, item_id: str) -> Item:
    """The item as it is live now. Raises: UnknownQuiz, UnknownItem."""
    for item in library.quiz(quiz).quiz.items:
        if item.id == item_id:
            return item
    raise errors.UnknownItem(quiz, item_id)


def candidates(session: Session, *, quiz: str, live: Item, lock: bool = False) -> tuple[Candidate, ...]:
    """Every finished attempt that the live item touches, in the order of their ids.

    With `lock`, for services, nobody else changes them until the transaction ends. Five statements for up to
    `item_marks.CHUNK` attempts, and one for each version of the quiz that this process has not seen.
    """
    has_mark = sa.exists().where(ItemMark.attempt_id == Attempt.id, ItemMark.item_id == live.id)
    query = (
        sa.select(
            Attempt.id,
            Attempt.person_id,
            Attempt.cycle_id,
            Attempt.quiz_digest,
            Attempt.seed,
            Attempt.counts,
            Attempt.number,
            Attempt.submitted_at,
        )
        .where(Attempt.quiz_slug == quiz, Attempt.submitted_at.is_not(None), has_mark)
        .order_by(Attempt.id)
    )
    rows = session.execute(query.with_for_update(key_share=True) if lock else query).all()
    last = _last_remarks(session, quiz, live.id)
    touched = []
    for row in rows:
        _, digest = last.get(row.id, (0, row.quiz_digest))
        base = pinned.quiz(session, digest).item(live.id)
        if remarking.needs_decision(base, live):
            touched.append(row)
    ids = [row.id for row in touched]
    marks = item_marks.of(session, ids)
    given = _given(session, ids, live.id)
    return tuple(
        Candidate(
            attempt_id=row.id,
            person_id=row.person_id,
            cycle_id=row.cycle_id,
            quiz_digest=row.quiz_digest,
            seed=row.seed,
            counts=row.counts,
            number=row.number,
            submitted_at=row.submitted_at,
            outcome=_outcome(
                pinned.quiz(session, row.quiz_digest), row.seed, live, given.get(row.id), marks[row.id]
            ),
            after=last.get(row.id, (0, ""))[0],
        )
        for row in touched
    )


def preview_digest(live: Item, found: Sequence[Candidate]) -> str:
    """A name for exactly these changes: the item, and each attempt with its mark and grade before and after.

    A key may go to and fro, so that the same marks change in the same way again: what marked them last is in
    the name, too.
    """
    lines = [item_digest(live)]
    for one in found:
        told = "-"
        if one.outcome is not None:
            old, new = one.outcome.old, one.outcome.new
            told = f"{old.earned}/{old.available} {new.earned}/{new.available}"
            told += f" {_graded(one.outcome.old_grade)} {_graded(one.outcome.new_grade)}"
        lines.append(f"{one.attempt_id} {one.after} {told}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def called_digest(live: Item, newest: Standing | None) -> str:
    """A name for calling the item new after the newest decision about it."""
    after = 0 if newest is None else newest.remark_id
    return hashlib.sha256(f"{item_digest(live)} {after}".encode()).hexdigest()


def _graded(grade: Grade | None) -> str:
    return "-" if grade is None else f"{grade.percent} {grade.passed}"


def standing(session: Session, *, quiz: str) -> dict[str, Standing]:
    """The newest decision that stands for each item of a quiz. One statement, and unseen versions."""
    rows = session.execute(
        sa.select(Remark.id, Remark.item_id, Remark.decision, Remark.quiz_digest)
        .where(Remark.quiz_slug == quiz, Remark.undone_at.is_(None))
        .order_by(Remark.id)
    ).all()
    return {
        row.item_id: Standing(
            row.id, Decision(row.decision), pinned.quiz(session, row.quiz_digest).item(row.item_id)
        )
        for row in rows
    }


def _outcome(
    quiz: Quiz, seed: int, live: Item, body: dict[str, object] | None, marks: dict[str, Mark]
) -> Outcome | None:
    item = quiz.item(live.id)
    if not remarking.can_remark(item, live):
        return None
    response = responses.blank(item) if body is None else responses.from_plain(item, body)
    others = [drawn.item_id for drawn in drawing.draw(quiz, seed).items if drawn.item_id != live.id]
    rest = [marks[name] for name in others] if all(name in marks for name in others) else None
    return remarking.outcome(item, live, response, marks[live.id], rest, quiz.pass_mark)


def _given(session: Session, ids: Sequence[str], item_id: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for part in item_marks.chunks(ids):
        rows = session.execute(
            sa.select(ResponseRow.attempt_id, ResponseRow.body).where(
                ResponseRow.item_id == item_id, ResponseRow.attempt_id.in_(part)
            )
        )
        found.update({row.attempt_id: row.body for row in rows})
    return found


def _last_remarks(session: Session, quiz: str, item_id: str) -> dict[str, tuple[int, str]]:
    """For each attempt that standing corrections of this item have marked: the newest, and its version."""
    rows = session.execute(
        sa.select(RemarkedMark.attempt_id, Remark.id, Remark.quiz_digest)
        .join(Remark, Remark.id == RemarkedMark.remark_id)
        .where(Remark.quiz_slug == quiz, Remark.item_id == item_id, Remark.undone_at.is_(None))
        .order_by(Remark.id)
    )
    return {row.attempt_id: (row.id, row.quiz_digest) for row in rows}
