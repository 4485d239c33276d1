"""Owns the read of a person's attempts beside one of them: those before it, and those that are open.

It must not know what any of them holds, nor what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.db import attempts as tables
from lms.db import prepared
from lms.db.unit_of_work import connection_of
from lms.domain import attempts, boots
from lms.domain.attempts import Sitting
from lms.domain.boots import Boot
from lms.domain.quizzes import Quiz
from lms.queries import pinned
from lms.queries.sittings import OwnAttempt, boot_of


@dataclass(frozen=True, slots=True)
class Beside:
    """An attempt of the same person: in the same cycle at the same quiz, or open anywhere."""

    id: str
    in_line: bool
    quiz_digest: str
    deadline_at: datetime | None
    boot: Boot | None
    sitting: Sitting

    def is_overdue(self, now: datetime, boot: Boot | None) -> bool:
        """Whether an answer that arrives now is late."""
        return attempts.is_overdue(self.deadline_at, now - boots.step(self.boot, boot))


_A = tables.Attempt.__table__.c
# Made once: building statements anew for each request cost more than asking them.
_BESIDE = prepared.select(
    sa.select(
        _A.id,
        _A.cycle_id,
        _A.quiz_slug,
        _A.quiz_digest,
        _A.deadline_at,
        _A.submitted_at,
        _A.passed,
        _A.machine,
        _A.booted_at,
    )
    .where(
        _A.person_id == sa.bindparam("person_id"),
        sa.or_(
            _A.submitted_at.is_(None),
            sa.and_(_A.cycle_id == sa.bindparam("cycle_id"), _A.quiz_slug == sa.bindparam("quiz")),
        ),
    )
    .order_by(_A.number)
)


def beside(asker: Session | Connection, attempt: OwnAttempt) -> tuple[Beside, ...]:
    """Every attempt at the same quiz in the same cycle, this one too, in order; and every open one of the
    same person. One statement.
    """
    asked = {"person_id": attempt.person_id, "cycle_id": attempt.cycle_id, "quiz": attempt.quiz_slug}
    return tuple(
        Beside(
            row[0],
            row[1] == attempt.cycle_id and row[2] == attempt.quiz_slug,
            row[3],
            row[4],
            boot_of(row[7], row[8]),
            Sitting(row[5], bool(row[6])),
        )
        for row in _BESIDE.all(connection_of(asker), asked)
    )


def opened(session: Session, *, person_id: int, now: datetime) -> tuple[Quiz, ...]:
    """The quizzes, as they were pinned, that somebody has an attempt open at and time left for.

    One statement, and one for each version not seen yet.
    """
    rows = session.execute(
        sa.select(_A.quiz_digest, _A.deadline_at, _A.booted_at).where(
            _A.person_id == person_id, _A.submitted_at.is_(None)
        )
    ).all()
    return tuple(
        pinned.quiz(session, row.quiz_digest)
        for row in rows
        # Where it can be seen that the clock was set, an attempt is open until it was closed.
        if row.booted_at is not None or not attempts.is_overdue(row.deadline_at, now)
    )
