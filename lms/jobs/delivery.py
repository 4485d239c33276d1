"""Owns the loop that does the outbox's work, keeps SQLite's log short, and forgets and notes what is due.

It must not know how any of that is done, only how often. Its clock is handed in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.domain import errors
from lms.jobs.following import Follower
from lms.services import accounts, database, outbox
from lms.services.certification import Issuing

EVERY_SECONDS = 1.0
AT_ONCE = 20
CLEAN_EVERY = timedelta(hours=1)


def loop(
    session_factory: Callable[[], Session],
    stop_event: threading.Event,
    clock: Callable[[], datetime],
    issuing: Issuing,
    *,
    follower: Follower | None = None,
    report: Callable[[Exception], None] = lambda error: None,
    pause: float = EVERY_SECONDS,
) -> None:
    """Run until `stop_event` is set, a round each `pause` seconds; a busy database only makes a round late.

    Several loops may run beside each other. `follower` looks at the content folder. `report` hears of what
    went wrong in a round.
    """
    cleaned_at: datetime | None = None
    while not stop_event.is_set():
        now = clock()
        clean = cleaned_at is None or now - cleaned_at >= CLEAN_EVERY
        try:
            run_round(session_factory, now, issuing, clean=clean, alarm=report)
        except errors.Busy as busy:
            report(busy)
        else:
            cleaned_at = now if clean else cleaned_at
        if follower is not None:
            try:
                follower.look(session_factory, now)
            except errors.LmsError as fault:
                report(fault)
        stop_event.wait(pause)


def run_round(
    session_factory: Callable[[], Session],
    now: datetime,
    issuing: Issuing,
    *,
    clean: bool,
    alarm: Callable[[Exception], None] = lambda error: None,
) -> int:
    """Do everything that is due now; how many pieces of work were done. `clean` forgets what has ended.

    `alarm` hears of work that waits for a person, such as one who brings a signing key back.

    Raises: Busy.
    """
    done = 0
    with session_factory() as session:
        while True:
            step = outbox.run_due(session, now=now, limit=AT_ONCE, issuing=issuing, alarm=alarm)
            done += step
            if step < AT_ONCE:
                break
        if clean:
            accounts.forget_ended(session, now=now)
        database.checkpoint(session)
    return done
