"""Owns how many requests of a worker are worked on at once. It must not know what they ask for.

Threads that run Python at once cost each other time, so short requests go one after the other, and the whole
way through the framework is open to a few. The figures are in ADR 0041.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# A short request takes a tenth of this. Whoever has waited so long goes on beside one that was not short.
PATIENCE_S = 0.02

# A queue of equal tickets is a semaphore whose waiting is done outside of Python.
_Tickets = queue.SimpleQueue[None]


class Places:
    """A thread holds one place at a time: a short one, then perhaps a long one, or none while it waits."""

    def __init__(self, short: int, long: int) -> None:
        """How many are worked on at once: `short`, a wish, in front of Flask; `long`, a limit, in it."""
        self._short = _tickets(short)
        self._long = _tickets(long)
        self._mine = threading.local()

    def enter(self) -> None:
        """Take a short place, or none if none comes free soon."""
        try:
            self._short.get(timeout=PATIENCE_S)
        except queue.Empty:
            return
        self._mine.held = self._short

    def leave(self) -> None:
        """Give up the place that this thread holds, if any: it only waits now, or has answered."""
        held: _Tickets | None = getattr(self._mine, "held", None)
        if held is not None:
            self._mine.held = None
            held.put(None)

    def long_way(self, inner: WSGIApplication) -> WSGIApplication:
        """A layer that changes the short place for a long one before `inner` is asked."""

        def ask(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            self.leave()
            self._long.get()
            self._mine.held = self._long
            return inner(environ, start_response)

        return ask


def _tickets(number: int) -> _Tickets:
    tickets: _Tickets = queue.SimpleQueue()
    for _ in range(number):
        tickets.put(None)
    return tickets
