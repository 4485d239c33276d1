"""Owns closing the attempts whose time is up, by whoever looks first.

It must not know what belongs to an end: `closing`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt
from lms.db.unit_of_work import unit_of_work
from lms.domain import attempts, boots, errors
from lms.domain.attempts import Closing
from lms.domain.boots import Boot
from lms.queries import sittings
from lms.services import closing, saving
from lms.services.certification import Issuing

_A = Attempt.__table__.c
_OVERDUE = (
    sa.select(_A.id, _A.person_id, _A.deadline_at, _A.machine, _A.booted_at)
    .where(
        _A.submitted_at.is_(None),
        # Where the clock was set, only a closer look can tell.
        sa.or_(
            _A.deadline_at < sa.bindparam("cutoff"),
            sa.and_(_A.deadline_at.is_not(None), sa.not_(saving.CLOCK_UNSET)),
        ),
    )
    .order_by(_A.deadline_at, _A.id)
)


def close_if_overdue(
    session: Session,
    *,
    person_id: int,
    attempt_id: str,
    now: datetime,
    issuing: Issuing,
    boot: Boot | None = None,
) -> bool:
    """Close somebody's attempt at its deadline if that has passed; whether it is closed now.

    Safe to repeat and to race. Raises: UnknownAttempt.
    """
    with unit_of_work(session):
        attempt = sittings.own(session, person_id=person_id, attempt_id=attempt_id, lock=True)
        if attempt.submitted_at is not None:
            return True
        if attempt.deadline_at is None or not attempt.is_overdue(now, boot):
            return False
        closing.close(session, attempt, at=attempt.deadline_at, how=Closing.TIME_UP, now=now, issuing=issuing)
        return True


def close_overdue(
    session: Session,
    *,
    now: datetime,
    issuing: Issuing,
    limit: int = 100,
    report: Callable[[Exception], None] = lambda error: None,
    boot: Boot | None = None,
) -> int:
    """Close up to `limit` attempts that ran out of time, each in a transaction of its own; how many.

    For a job; running it twice, or in two places at once, closes each attempt once. One that cannot be closed
    goes to `report` and holds nobody else back. Raises: Busy.
    """
    rows = session.connection().execute(_OVERDUE, saving.cutoffs(now, boot))
    found = [
        (attempt_id, person_id)
        for attempt_id, person_id, deadline_at, machine, booted_at in rows
        if attempts.is_overdue(deadline_at, now - boots.step(sittings.boot_of(machine, booted_at), boot))
    ][:limit]
    # No read transaction stays open while each of them is closed.
    session.rollback()
    done = 0
    for attempt_id, person_id in found:
        try:
            done += close_if_overdue(
                session, person_id=person_id, attempt_id=attempt_id, now=now, issuing=issuing, boot=boot
            )
        except errors.Busy:
            raise
        except Exception as error:  # Whatever it was, the others must be closed.
            report(error)
    return done
