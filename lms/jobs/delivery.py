"""Owns the loop that sees to the outbox's work, keeps SQLite's log short, and forgets and notes what is due.

It must not know how any of that is done, only how often. Its clock is handed in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from lms.domain import errors
from lms.jobs import periodic, working
from lms.jobs.carrier import QueueAway, Safe
from lms.jobs.following import Follower
from lms.jobs.renewing import Renewer
from lms.jobs.watching import KeyWatch
from lms.jobs.working import Bench
from lms.services import accounts, database, running_out, slots

EVERY_SECONDS = 1.0
CLEAN_EVERY = timedelta(hours=1)


def loop(
    bench: Bench,
    stop_event: threading.Event,
    *,
    carrier: Safe | None = None,
    follower: Follower | None = None,
    work: periodic.Periodic | None = None,
    renewer: Renewer | None = None,
    watch: KeyWatch | None = None,
    report: Callable[[Exception], None] = lambda error: None,
    pause: float = EVERY_SECONDS,
) -> None:
    """Run until `stop_event` is set, a round each `pause` seconds; a busy database only makes a round late.

    Several loops may run beside each other, on one machine or on many. With a `carrier` the work goes
    through the queue to whoever is free; without one, or while it is away, it is done here. `follower` looks
    at the content folder, `work` is done at its times, `renewer` opens the refreshers that are due,
    `watch` looks at the signing keys. `report` hears of what went wrong in a round.
    """
    worker = None
    if carrier is not None:
        # One: then a process that is killed leaves at most one message in doubt.
        worker = threading.Thread(target=working.work, args=(bench, carrier, stop_event, report), daemon=True)
        worker.start()
    cleaned_at: datetime | None = None
    while not stop_event.is_set():
        now = bench.clock()
        clean = cleaned_at is None or now - cleaned_at >= CLEAN_EVERY
        try:
            run_round(bench, now, clean=clean, carrier=carrier, report=report)
        except errors.Busy as busy:
            report(busy)
        else:
            cleaned_at = now if clean else cleaned_at
        looks = (follower, work, renewer, watch)
        for step in [one.look for one in looks if one is not None]:
            try:
                step(bench.session_factory, now)
            except errors.LmsError as fault:
                report(fault)
        stop_event.wait(pause)
    if worker is not None and carrier is not None:
        worker.join()
        carrier.close()


def run_round(
    bench: Bench,
    now: datetime,
    *,
    clean: bool,
    carrier: Safe | None = None,
    report: Callable[[Exception], None] = lambda error: None,
) -> int:
    """See to everything that is due now; how many pieces of work were done or sent on.

    `clean` forgets what has ended. Raises: Busy.
    """
    with bench.session_factory() as session:
        # First: what they hand in may be work for the outbox.
        running_out.close_overdue(session, now=now, issuing=bench.issuing, report=report, boot=bench.boot())
    done = _see_to(bench, now, carrier, report)
    with bench.session_factory() as session:
        if clean:
            accounts.forget_ended(session, now=now)
            slots.forget_old(session, now=now)
        database.checkpoint(session)
    return done


def _see_to(bench: Bench, now: datetime, carrier: Safe | None, report: Callable[[Exception], None]) -> int:
    if carrier is None:
        return bench.do_all(now)
    try:
        return working.send_on(bench, carrier, now)
    except QueueAway as away:
        report(away)
        return bench.do_all(now)
