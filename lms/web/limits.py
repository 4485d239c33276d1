"""Owns how often one address may ask for what costs work and needs no sign-in, counted in this process.

It must not know what is asked for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from flask import current_app, request

from lms.domain import errors
from lms.web import clock

WINDOW = timedelta(minutes=5)
# More addresses than this are not remembered: the oldest is let go, and starts anew.
ADDRESSES = 10_000
_NAME = "alongside.limits"


class Limiter:
    """Counts what each address asked for in the last five minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()

    def take(self, what: str, address: str, *, most: int, now: datetime) -> None:
        """Count one more. Raises: TooManyTries (until when) once there were `most`; that is not counted."""
        with self._lock:
            times = self._asked.setdefault((what, address), deque())
            self._asked.move_to_end((what, address))
            while times and times[0] <= now - WINDOW:
                times.popleft()
            if len(times) >= most:
                raise errors.TooManyTries(times[0] + WINDOW)
            times.append(now)
            while len(self._asked) > ADDRESSES:
                self._asked.popitem(last=False)


def take(what: str, *, most: int) -> None:
    """Count this request of its address. Raises: TooManyTries."""
    limiter = current_app.extensions.setdefault(_NAME, Limiter())
    limiter.take(what, request.remote_addr or "", most=most, now=clock.now())
