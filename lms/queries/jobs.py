"""Owns the reading of how the work behind the pages stands. It must not know what the work is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import JobSlot, Outbox

FAILURES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of work: how many pieces wait, wait after a failure, were done, and were given up."""

    kind: str
    waiting: int
    failing: int
    done: int
    given_up: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A piece of work that went wrong when it was last tried."""

    key: str
    kind: str
    tries: int
    due_at: datetime
    given_up: bool
    said: str | None


@dataclass(frozen=True, slots=True)
class SlotLine:
    """Periodic work: the slot it was last begun for, and how that ended."""

    job: str
    slot: str
    begun_at: datetime
    done_at: datetime | None
    said: str | None


@dataclass(frozen=True, slots=True)
class JobsStanding:
    """How the work behind the pages stands."""

    kinds: tuple[KindLine, ...]
    failures: tuple[Failure, ...]
    periodic: tuple[SlotLine, ...]


_OPEN = Outbox.done_at.is_(None)
_KINDS = (
    sa.select(
        Outbox.kind,
        sa.func.count().filter(_OPEN, Outbox.last_error.is_(None)),
        sa.func.count().filter(_OPEN, Outbox.last_error.is_not(None)),
        sa.func.count().filter(Outbox.done_at.is_not(None), Outbox.given_up.is_(False)),
        sa.func.count().filter(Outbox.given_up),
        sa.func.min(Outbox.due_at).filter(_OPEN),
    )
    .group_by(Outbox.kind)
    .order_by(Outbox.kind)
)
_FAILURES = (
    sa.select(Outbox.key, Outbox.kind, Outbox.tries, Outbox.due_at, Outbox.given_up, Outbox.last_error)
    .where(Outbox.last_error.is_not(None))
    .order_by(Outbox.due_at.desc(), Outbox.id.desc())
    .limit(FAILURES_SHOWN)
)
_newest = sa.select(sa.func.max(JobSlot.id)).group_by(JobSlot.job)
_SLOTS = (
    sa.select(JobSlot.job, JobSlot.slot, JobSlot.begun_at, JobSlot.done_at, JobSlot.last_error)
    .where(JobSlot.id.in_(_newest))
    .order_by(JobSlot.job)
)


def standing(session: Session) -> JobsStanding:
    """How all work stands: three statements. The newest failures come first, at most 20."""
    return JobsStanding(
        tuple(KindLine(*row) for row in session.execute(_KINDS)),
        tuple(Failure(*row) for row in session.execute(_FAILURES)),
        tuple(SlotLine(*row) for row in session.execute(_SLOTS)),
    )
