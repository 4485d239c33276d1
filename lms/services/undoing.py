"""Owns putting back the marks that a correction had changed. It must not take a certificate away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.attempts import Attempt, ItemMark
from lms.db.remarks import Remark, RemarkedMark
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.marking import Mark
from lms.queries import item_marks, pinned
from lms.services import audit, regrading, remark_rows


def undo(session: Session, *, remark_id: int, reason: str, actor_id: int, now: datetime) -> tuple[str, ...]:
    """As `remarking.undo`, with a reason that has been checked."""
    with unit_of_work(session):
        row = session.execute(
            sa.select(Remark.quiz_slug, Remark.item_id, Remark.undone_at)
            .where(Remark.id == remark_id)
            .with_for_update(key_share=True)
        ).one_or_none()
        if row is None:
            raise errors.UnknownRemark(remark_id)
        rows = session.execute(
            sa.select(RemarkedMark)
            .where(RemarkedMark.remark_id == remark_id)
            .order_by(RemarkedMark.attempt_id)
        ).scalars()
        marks = list(rows)
        awarded = tuple(sorted(one.certificate_number for one in marks if one.certificate_number is not None))
        if row.undone_at is not None:
            return awarded
        held = _hold(session, [one.attempt_id for one in marks])
        # Asked while nobody else can mark them: a correction that was under way has ended by now.
        _refuse_later(session, remark_id, row.quiz_slug, row.item_id)
        _restore(session, row.item_id, marks, held)
        session.execute(
            sa.update(Remark)
            .where(Remark.id == remark_id)
            .values(undone_at=now, undone_by=actor_id, undone_because=reason)
            .execution_options(synchronize_session=False)
        )
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action="undo correction",
            subject=f"correction {remark_id}",
            quiz=row.quiz_slug,
            item=row.item_id,
            reason=reason,
            attempts=len(marks),
            certificates_that_stay=list(awarded),
        )
    return awarded


def _refuse_later(session: Session, remark_id: int, quiz: str, item_id: str) -> None:
    """Marks can be put back only in the order in which they came. Raises: RemarkRefused."""
    own = sa.select(RemarkedMark.attempt_id).where(RemarkedMark.remark_id == remark_id)
    later = session.execute(
        sa.select(Remark.id)
        .join(RemarkedMark, RemarkedMark.remark_id == Remark.id)
        .where(
            Remark.quiz_slug == quiz,
            Remark.item_id == item_id,
            Remark.id > remark_id,
            Remark.undone_at.is_(None),
            RemarkedMark.attempt_id.in_(own),
        )
        .limit(1)
    ).scalar_one_or_none()
    if later is not None:
        raise errors.RemarkRefused(
            f"Correction {later} of the same question came later. Undo that one first, then this."
        )


@dataclass(frozen=True, slots=True)
class _Taken:
    """What an attempt was taken against."""

    quiz_digest: str
    seed: int


def _hold(session: Session, ids: list[str]) -> dict[str, _Taken]:
    """Lock the attempts, in the order in which every correction does."""
    held = {}
    for part in item_marks.chunks(ids):
        locked = session.execute(
            sa.select(Attempt.id, Attempt.quiz_digest, Attempt.seed)
            .where(Attempt.id.in_(part))
            .order_by(Attempt.id)
            .with_for_update(key_share=True)
        )
        held.update({row.id: _Taken(row.quiz_digest, row.seed) for row in locked})
    return held


def _restore(session: Session, item_id: str, rows: list[RemarkedMark], held: dict[str, _Taken]) -> None:
    """Each mark as it was before, and the grade that the marks of today add up to with it."""
    ids = [row.attempt_id for row in rows]
    marks = item_marks.of(session, ids)
    put = []
    grades = []
    for row in rows:
        old = Mark(
            Fraction(row.old_earned_numerator, row.old_earned_denominator),
            Fraction(row.old_available_numerator, row.old_available_denominator),
            row.old_because,
        )
        own = marks[row.attempt_id]
        if own[item_id] == old:
            continue
        put.append(item_marks.row(row.attempt_id, item_id, old))
        own[item_id] = old
        attempt = held[row.attempt_id]
        grade = regrading.grade_of(pinned.quiz(session, attempt.quiz_digest), attempt.seed, own)
        if grade is not None:
            grades.append(remark_rows.grade(row.attempt_id, grade))
    for at in range(0, len(put), item_marks.CHUNK):
        inserts.put(session, ItemMark, put[at : at + item_marks.CHUNK])
    if grades:
        session.execute(sa.update(Attempt), grades)
