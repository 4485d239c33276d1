"""Owns bringing short writes of several requests under one commit: each waits until its own is durable.

SQLite's writers stand in line, and what each of them pays for is the disk. So whoever comes first takes along
what has come in meanwhile: nobody waits for others to come, and nobody is answered before the commit.
It must not know what is written. ADR 0033 has the figures.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from lms.db.unit_of_work import HeldConnection, joined, one_transaction

# A transaction of many holds up writers of other processes; at this number the disk is no longer the price.
MOST = 16

T = TypeVar("T")


class _Write:
    """What one request writes, and what became of it."""

    __slots__ = ("bell", "error", "is_done", "job", "leads")

    def __init__(self, job: Callable[[Connection], None]) -> None:
        self.job = job
        self.error: BaseException | None = None
        self.is_done = False
        self.leads = False
        # Rings when it is done, or when it is this one's turn to lead.
        self.bell = threading.Lock()
        self.bell.acquire()

    def alone(self, engine: Engine) -> None:
        """Write in a transaction of its own; what it raises is kept for whoever waits."""
        try:
            with one_transaction(engine) as connection:
                self.job(connection)
        except BaseException as error:
            self.error = error
        self.is_done = True


def _stay() -> None:
    """Nobody minds that somebody waits."""


class Together:
    """Runs jobs that write, on connections of `engine`; one of these for each engine and process.

    `on_wait` is called by a thread that will only wait for a while.
    """

    def __init__(self, engine: Engine) -> None:
        self.on_wait: Callable[[], None] = _stay
        self._engine = engine
        # PostgreSQL gathers commits by itself, and its writers do not stand in line.
        self._gathers = engine.dialect.name == "sqlite"
        self._held = HeldConnection(engine)
        # For the two below: whoever waits, and whether one of them leads.
        self._line = threading.Lock()
        self._waiting: deque[_Write] = deque()
        self._is_led = False

    def write(self, job: Callable[[Connection], T]) -> T:
        """What `job` returns, once all that it wrote is durable.

        A job may run again after everything that it wrote was rolled back, so it must do nothing but write.
        Raises: what it raises, and then nothing of it is kept; Busy.
        """
        if not self._gathers:
            with one_transaction(self._engine) as connection:
                return job(connection)
        answers: list[T] = []

        def keep(connection: Connection) -> None:
            answers[:] = [job(connection)]

        mine = _Write(keep)
        try:
            with self._line:
                self._waiting.append(mine)
                if not self._is_led:
                    self._is_led = mine.leads = True
            self.on_wait()
            if not mine.leads:
                mine.bell.acquire()
            # Whoever led before has taken this one along, or has left the lead to it.
            if not mine.is_done:
                self._lead()
        except BaseException:
            # This very thread is told to end: nobody waits for it any more.
            self._leave(mine)
            raise
        if mine.error is not None:
            raise mine.error
        return answers[0]

    def write_in_session(self, job: Callable[[Session], T]) -> T:
        """The same for what asks by a session; every unit of work of the job's is part of the one commit."""

        def within(connection: Connection) -> T:
            with joined(connection) as session:
                return job(session)

        return self.write(within)

    def close(self) -> None:
        """Let go of the connection; nobody writes any more."""
        self._held.close()

    def _lead(self) -> None:
        """Write for those who have waited longest, and leave the lead to the next of them."""
        group: list[_Write] = []
        try:
            with self._held.one_transaction() as connection:
                # Only now: whoever came while others wrote is taken along.
                group = self._first()
                for one in group:
                    one.job(connection)
        except Exception as error:
            if not group:
                # Nobody was let in: whoever waits hears so now, instead of one after the other.
                group = self._first()
                _tell(group, error)
            elif len(group) == 1:
                _tell(group, error)
            # If one of many is refused, or the database fails, nothing was kept. Each goes its own way then,
            # and hears only of itself: what went wrong for good goes wrong again.
        else:
            _tell(group, None)
        finally:
            # Even where this very thread is told to end: the others have left the line already.
            for one in group:
                if not one.is_done:
                    one.alone(self._engine)
            with self._line:
                self._hand_on()
            for one in group:
                one.bell.release()

    def _hand_on(self) -> None:
        """Leave the lead to whoever has waited longest; the caller holds `_line`."""
        self._is_led = bool(self._waiting)
        if self._waiting:
            following = self._waiting[0]
            following.leads = True
            following.bell.release()

    def _leave(self, mine: _Write) -> None:
        """Take somebody out of the line who will not wait any longer, and who may have been left the lead."""
        with self._line:
            if mine in self._waiting:
                self._waiting.remove(mine)
                if mine.leads:
                    self._hand_on()

    def _first(self) -> list[_Write]:
        with self._line:
            return [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]


def _tell(group: list[_Write], error: Exception | None) -> None:
    for one in group:
        one.error = error
        one.is_done = True
