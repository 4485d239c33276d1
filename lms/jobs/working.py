"""Owns the threads that take claims from the queue and do the work, and the look that puts claims into it.

It must not know how any of the work is done. Its clock is handed in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.domain import errors
from lms.domain.boots import Boot
from lms.jobs.carrier import QueueAway, Safe
from lms.services import outbox
from lms.services.certification import Issuing
from lms.services.outbox import Claim, Deliver

AT_ONCE = 20
# Beyond this many on their way, leases would end before anybody comes to them.
MOST_WAITING = 100
IDLE_SECONDS = 0.2
AWAY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Bench:
    """What is needed to do a piece of work."""

    session_factory: Callable[[], Session]
    clock: Callable[[], datetime]
    issuing: Issuing
    deliver: Deliver | None = None
    lease: timedelta = outbox.LEASE
    # Hears of work that waits for a person, such as one who brings a signing key back.
    alarm: Callable[[Exception], None] = lambda error: None
    # When this machine was started, by its clock, where it says so.
    boot: Callable[[], Boot | None] = lambda: None

    def do(self, claim: Claim, now: datetime) -> bool:
        """Do what was claimed. Raises: Busy."""
        with self.session_factory() as session:
            return outbox.perform(
                session,
                claim,
                now=now,
                issuing=self.issuing,
                deliver=self.deliver,
                lease=self.lease,
                alarm=self.alarm,
            )

    def do_all(self, now: datetime) -> int:
        """Do everything that is due, here and now; how many pieces were done. Raises: Busy."""
        done = 0
        while True:
            claims = self.claims(AT_ONCE, now)
            done += sum(self.do(claim, now) for claim in claims)
            if len(claims) < AT_ONCE:
                return done

    def claims(self, limit: int, now: datetime) -> tuple[Claim, ...]:
        """Take up to `limit` pieces that are due. Raises: Busy."""
        with self.session_factory() as session:
            return outbox.claim(
                session, now=now, limit=limit, sends=self.deliver is not None, lease=self.lease
            )


def send_on(bench: Bench, carrier: Safe, now: datetime) -> int:
    """Put everything that is due into the queue, as far as there is room; how many pieces were sent on.

    Raises: Busy; QueueAway, with what could not be sent on done here.
    """
    sent = 0
    while (room := min(AT_ONCE, MOST_WAITING - carrier.waiting())) > 0:
        claims = bench.claims(room, now)
        away = None
        for claim in claims:
            try:
                carrier.put(str(claim))
            except QueueAway as fault:
                # It is ours for the length of a lease, so it is done here.
                away = fault
                bench.do(claim, now)
        if away is not None:
            raise away
        sent += len(claims)
        if len(claims) < room:
            break
    return sent


def work(bench: Bench, carrier: Safe, told: threading.Event, report: Callable[[Exception], None]) -> None:
    """Take claims and do them until `told`; the one in hand is finished first."""
    while not told.is_set():
        try:
            text = carrier.take()
            if text is None:
                told.wait(IDLE_SECONDS)
            else:
                bench.do(Claim.parse(text), bench.clock())
        except QueueAway as away:
            report(away)
            told.wait(AWAY_SECONDS)
        except errors.Busy as busy:
            report(busy)
            told.wait(IDLE_SECONDS)
        except ValueError as strange:
            # Whatever it is, it is no claim of ours; the outbox knows what is due.
            report(strange)
