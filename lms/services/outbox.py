"""Owns doing the work of the outbox: claiming it by lease, doing it, noting how it went.

Each kind of work is safe to do twice, because a lease can end while its holder still works. It must not know
when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import Outbox
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.services import certificate_files, status_lists
from lms.services.certification import Issuing

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
WITHOUT_KEY = timedelta(minutes=1)
ERROR_MOST = 500


@dataclass(frozen=True, slots=True)
class _Claim:
    id: int
    kind: str
    body: Mapping[str, object]
    tries: int


def run_due(
    session: Session,
    *,
    now: datetime,
    limit: int,
    issuing: Issuing,
    alarm: Callable[[Exception], None] = lambda error: None,
) -> int:
    """Do up to `limit` pieces of work that are due; how many were done. Safe in parallel.

    What fails is tried again after a pause that doubles, from five seconds to an hour. What waits for a
    signing key is tried every minute, and `alarm` hears of it: only a person can bring a key back.
    Raises: Busy if the database is; what was claimed comes back when its lease ends.
    """
    until = now + LEASE
    done = 0
    for claim in _claim(session, now=now, until=until, limit=limit):
        try:
            _do(session, claim, now=now, issuing=issuing)
        except errors.KeyUnavailable as missing:
            session.rollback()
            alarm(missing)
            pause = min(_pause(claim), WITHOUT_KEY)
            _note(session, claim, until, lease_until=None, due_at=now + pause, last_error=_words(missing))
        except Exception as error:  # Whatever it was, the other work must go on and this be tried again.
            session.rollback()
            _note(
                session, claim, until, lease_until=None, due_at=now + _pause(claim), last_error=_words(error)
            )
        else:
            _note(session, claim, until, done_at=now, lease_until=None, last_error=None)
            done += 1
    return done


def _claim(session: Session, *, now: datetime, until: datetime, limit: int) -> list[_Claim]:
    with unit_of_work(session):
        # SQLite drops SKIP LOCKED from the statement: there nobody else is writing.
        due = (
            sa.select(Outbox.id)
            .where(
                Outbox.done_at.is_(None),
                Outbox.due_at <= now,
                sa.or_(Outbox.lease_until.is_(None), Outbox.lease_until <= now),
            )
            .order_by(Outbox.due_at, Outbox.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = session.scalars(due).all()
        if not ids:
            return []
        rows = session.execute(
            sa.update(Outbox)
            .where(Outbox.id.in_(ids))
            .values(lease_until=until, tries=Outbox.tries + 1)
            .returning(Outbox.id, Outbox.kind, Outbox.body, Outbox.tries)
            .execution_options(synchronize_session=False)
        ).all()
        # RETURNING promises no order.
        return [_Claim(*row) for row in sorted(rows, key=lambda row: row.id)]


def _do(session: Session, claim: _Claim, *, now: datetime, issuing: Issuing) -> None:
    match claim.kind:
        case "certificate-pdf":
            # What was asked for before certificates were signed.
            numbers = [str(claim.body["number"])]
            certificate_files.build(session, numbers=numbers, issuing=issuing, now=now)
        case "certificate-files":
            numbers = _numbers(claim.body["numbers"])
            certificate_files.build(session, numbers=numbers, issuing=issuing, now=now)
        case "status-list":
            number = int(str(claim.body["number"]))
            status_lists.sign(session, number=number, issuing=issuing, now=now)
        case other:
            raise ValueError(f"there is no work of the kind “{other}”")


def _numbers(listed: object) -> list[str]:
    return [str(number) for number in listed] if isinstance(listed, list) else []


def _note(session: Session, claim: _Claim, until: datetime, **values: object) -> None:
    """Note how it went, unless the lease has ended and somebody else holds the work now."""
    with unit_of_work(session):
        session.execute(
            sa.update(Outbox)
            .where(Outbox.id == claim.id, Outbox.lease_until == until)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _pause(claim: _Claim) -> timedelta:
    # The exponent is bounded because a timedelta is.
    return min(FIRST_PAUSE * (1 << min(claim.tries - 1, 20)), LONGEST_PAUSE)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:ERROR_MOST]
