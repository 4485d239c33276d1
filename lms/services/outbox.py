"""Owns doing the work of the outbox: claiming it by lease, doing it, noting how it went.

Each kind of work is safe to do twice, because a lease can end while its holder still works. It must not know
when it is called, nor how a message leaves the house: whoever can send hands in the way to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import Outbox
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors, refreshers
from lms.queries import health, told
from lms.services import certificate_files, key_checks, notifications, reminder_notes, status_lists
from lms.services.certification import Issuing

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
WITHOUT_KEY = timedelta(minutes=1)
ERROR_MOST = 500
# With pauses that grow to an hour these are about three days: a reminder is stale after that.
MOST_TRIES_OF_A_MESSAGE = 80

# Called with the key of the row and its body; raises Undeliverable if no later try can help.
Deliver = Callable[[str, Mapping[str, object]], None]


@dataclass(frozen=True, slots=True)
class Claim:
    """One piece of work that is somebody's turn until `until`; as text it travels through a queue."""

    id: int
    until: datetime

    def __str__(self) -> str:
        return f"{self.id} {self.until.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> Claim:
        """The claim that `str` wrote. Raises: ValueError."""
        number, _, until = text.partition(" ")
        return cls(int(number), datetime.fromisoformat(until))


@dataclass(frozen=True, slots=True)
class _Work:
    id: int
    key: str
    kind: str
    body: Mapping[str, object]
    tries: int


def run_due(
    session: Session,
    *,
    now: datetime,
    limit: int,
    issuing: Issuing,
    deliver: Deliver | None = None,
    alarm: Callable[[Exception], None] = lambda error: None,
) -> int:
    """Do up to `limit` pieces of work that are due, here and now; how many were done. Safe in parallel.

    `alarm` hears of work that waits for a signing key. Raises: Busy if the database is; what was claimed
    comes back when its lease ends.
    """
    claims = claim(session, now=now, limit=limit, sends=deliver is not None)
    return sum(
        perform(session, one, now=now, issuing=issuing, deliver=deliver, alarm=alarm) for one in claims
    )


def claim(
    session: Session, *, now: datetime, limit: int, sends: bool, lease: timedelta = LEASE
) -> tuple[Claim, ...]:
    """Take up to `limit` pieces of work that are due, the oldest first, and hold them for `lease`.

    `sends` says whether messages can be sent from here; otherwise they stay for somebody who can.
    Raises: Busy.
    """
    until = now + lease
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
        if not sends:
            due = due.where(Outbox.kind != notifications.MAIL)
        ids = session.scalars(due).all()
        if ids:
            session.execute(
                sa.update(Outbox)
                .where(Outbox.id.in_(ids))
                .values(lease_until=until, tries=Outbox.tries + 1)
                .execution_options(synchronize_session=False)
            )
    return tuple(Claim(number, until) for number in ids)


def perform(
    session: Session,
    claim: Claim,
    *,
    now: datetime,
    issuing: Issuing,
    deliver: Deliver | None,
    lease: timedelta = LEASE,
    alarm: Callable[[Exception], None] = lambda error: None,
) -> bool:
    """Do what was claimed; whether it was done. Nothing happens if the lease is somebody else's by now.

    The lease begins anew, because the claim may have waited its turn for most of it. What fails is tried
    again after a pause that doubles, from five seconds to an hour. What waits for a signing key is tried
    every minute, and `alarm` hears of it: only a person can bring a key back.
    Raises: Busy if the database is.
    """
    held = Claim(claim.id, now + lease)
    with unit_of_work(session):
        found = session.execute(
            sa.update(Outbox)
            .where(Outbox.id == claim.id, Outbox.lease_until == claim.until, Outbox.done_at.is_(None))
            .values(lease_until=held.until)
            .returning(Outbox.id, Outbox.key, Outbox.kind, Outbox.body, Outbox.tries)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    if found is None:
        return False
    work = _Work(*found)
    try:
        _do(session, work, now=now, issuing=issuing, deliver=deliver)
    except errors.Undeliverable as refusal:
        session.rollback()
        _note(session, held, done_at=now, given_up=True, lease_until=None, last_error=_words(refusal))
    except errors.KeyUnavailable as missing:
        session.rollback()
        alarm(missing)
        pause = min(_pause(work.tries), WITHOUT_KEY)
        _note(session, held, lease_until=None, due_at=now + pause, last_error=_words(missing))
    except Exception as error:  # Whatever it was, the other work must go on and this be tried again.
        session.rollback()
        last = work.kind == notifications.MAIL and work.tries >= MOST_TRIES_OF_A_MESSAGE
        ended: dict[str, object] = {"done_at": now, "given_up": True} if last else {}
        _note(
            session,
            held,
            lease_until=None,
            due_at=now + _pause(work.tries),
            last_error=_words(error),
            **ended,
        )
    else:
        _note(session, held, done_at=now, lease_until=None, last_error=None)
        return True
    return False


def _do(session: Session, work: _Work, *, now: datetime, issuing: Issuing, deliver: Deliver | None) -> None:
    match work.kind:
        case "certificate-pdf":
            # What was asked for before certificates were signed.
            numbers = [str(work.body["number"])]
            certificate_files.build(session, numbers=numbers, issuing=issuing, now=now)
        case "certificate-files":
            numbers = _numbers(work.body["numbers"])
            certificate_files.build(session, numbers=numbers, issuing=issuing, now=now)
        case health.KEY_CHECK:
            key_checks.signers(session, issuing.keys)
        case "status-list":
            number = int(str(work.body["number"]))
            status_lists.sign(session, number=number, issuing=issuing, now=now)
        case notifications.MAIL if deliver is not None:
            today = refreshers.civil_day(now, ZoneInfo(issuing.timezone))
            about = told.read(work.body.get("about"))
            holding = told.holding(session, about, today=today)
            # No transaction is open while a mail server is spoken to.
            session.rollback()
            if holding == about or any(one.recipient_id is None for one in holding):
                deliver(work.key, work.body)
            else:
                # What still holds is told without the rest, in a message of a later day.
                reminder_notes.take_back(session, holding)
        case other:
            raise ValueError(f"there is no work of the kind “{other}”")


def _numbers(listed: object) -> list[str]:
    return [str(number) for number in listed] if isinstance(listed, list) else []


def _note(session: Session, claim: Claim, **values: object) -> None:
    """Note how it went, unless the lease has ended and somebody else holds the work now."""
    with unit_of_work(session):
        session.execute(
            sa.update(Outbox)
            .where(Outbox.id == claim.id, Outbox.lease_until == claim.until)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _pause(tries: int) -> timedelta:
    # The exponent is bounded because a timedelta is.
    return min(FIRST_PAUSE * (1 << min(tries - 1, 20)), LONGEST_PAUSE)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:ERROR_MOST]
