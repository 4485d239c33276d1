"""Owns every setting of SQLite and of PostgreSQL: nothing above this file knows which of them runs.

It turns "locked, away or full" into `Busy` at the engine itself, so that no other floor catches a database
error. It must not know any table. The reasons are in ADR 0004.
"""

from __future__ import annotations

import os
import queue
import sqlite3
import time
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc, pool
from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry

from lms.db import faults, turns
from lms.domain import errors

BUSY_TIMEOUT_MS = 5_000
POOL_TIMEOUT_S = 5
# Reads on the hot path hold the interpreter for most of their time; more connections would only wait.
HOT_CONNECTIONS = 8
JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024
# Below this library two connections that write and checkpoint at the same instant can lose a page.
SAFE_WAL = (3, 51, 3)

WRITING = {"writing": True}

T = TypeVar("T")


class BoundedPool(pool.QueuePool):
    """A pool that says `Busy` when every connection stays in use."""

    def _do_get(self) -> ConnectionPoolEntry:
        try:
            return super()._do_get()
        except exc.TimeoutError as timeout:
            raise errors.Busy from timeout


def make_engine(url: str | URL, *, hot: bool = False, migrating: bool = False) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…` with all our settings.

    `hot` is for single reads outside any transaction: no BEGIN is sent. `migrating` leaves out the limits
    that a long change of tables would meet, and SQLite's foreign keys while a table is rebuilt.

    Raises: ValueError for another database. Nothing is opened yet.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            engine = _sqlite(parsed, hot=hot, migrating=migrating)
        case "postgresql":
            engine = _postgresql(parsed, hot=hot, migrating=migrating)
        case other:
            raise ValueError(f"{other} is not a database that we can use")
    event.listen(engine, "handle_error", _say_busy)
    _engines.add(engine)
    return engine


def _sqlite(url: URL, *, hot: bool, migrating: bool) -> Engine:
    engine = sa.create_engine(
        url,
        poolclass=BoundedPool,
        # An error's text goes to logs, where nobody's name or answers belong.
        hide_parameters=True,
        pool_size=HOT_CONNECTIONS,
        max_overflow=0 if hot else 56,
        pool_timeout=POOL_TIMEOUT_S,
        # A connection moves between threads through the pool and is never in two of them at once.
        connect_args={"check_same_thread": False, "isolation_level": None, "cached_statements": 256},
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        _switch_to_wal(cursor)
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
        cursor.execute("PRAGMA trusted_schema=OFF")
        cursor.execute(f"PRAGMA journal_size_limit={JOURNAL_LIMIT_BYTES}")
        if not wal_is_safe():
            cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.close()

    if not hot:

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            # The driver sends no BEGIN of its own (isolation_level=None): it would begin too late.
            cursor = connection.connection.cursor()
            try:
                if connection.get_execution_options().get("writing"):
                    turns.begin(cursor, BUSY_TIMEOUT_MS)
                else:
                    cursor.execute("BEGIN")
            except sqlite3.OperationalError as error:
                raise faults.told(connection, cursor, "BEGIN", error) from error

    return engine


def _switch_to_wal(cursor: DBAPICursor) -> None:
    """Once in a file's life; afterwards this changes nothing.

    When two connections switch at once SQLite refuses one of them without waiting, so the waiting is ours.
    """
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS // 100}")
    for _ in range(50):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(BUSY_TIMEOUT_MS / 100_000)
    raise errors.Busy


def _postgresql(url: URL, *, hot: bool, migrating: bool) -> Engine:
    limits = {
        "lock_timeout": "60s" if migrating else "3s",
        "statement_timeout": "0" if migrating else "5s",
        "idle_in_transaction_session_timeout": "30s",
        "synchronous_commit": "on",
        "timezone": "UTC",
    }
    chosen = str(url.query.get("options", ""))
    ours = " ".join(f"-c {name}={value}" for name, value in limits.items())
    arguments: dict[str, Any] = {  # Any, because each of libpq's settings has a type of its own.
        "connect_timeout": 3,
        "application_name": "alongside",
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        # What an operator put into the address comes last and wins.
        "options": f"{ours} {chosen}".strip(),
    }
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        poolclass=BoundedPool,
        # An error's text goes to logs, where nobody's name or answers belong.
        hide_parameters=True,
        pool_size=HOT_CONNECTIONS if hot else 5,
        max_overflow=0 if hot else 5,
        pool_timeout=POOL_TIMEOUT_S,
        pool_recycle=300,
        # A hot read is repeated after a lost line instead of being announced by a round trip each time.
        pool_pre_ping=not hot,
        isolation_level="AUTOCOMMIT" if hot else "READ COMMITTED",
        connect_args=arguments,
    )


def _say_busy(context: ExceptionContext) -> None:
    if faults.is_away(context.original_exception) or context.is_disconnect:
        raise errors.Busy from context.original_exception


class _LineLost(Exception):
    """The connection was dead already when the question was asked."""


class HotReads:
    """A few connections that are always open, for reads of one statement outside any transaction."""

    def __init__(self, url: str | URL) -> None:
        self._engine = make_engine(url, hot=True)
        # A queue of equal tickets is a semaphore whose waiting is done outside of Python.
        self._free: queue.SimpleQueue[None] = queue.SimpleQueue()
        for _ in range(HOT_CONNECTIONS):
            self._free.put(None)
        self._idle: deque[tuple[int, Connection]] = deque()

    def read(self, question: Callable[[Connection], T]) -> T:
        """The answer to `question`, which must be one read; it is asked again if the line had been lost.

        Raises: Busy.
        """
        try:
            self._free.get(timeout=POOL_TIMEOUT_S)
        except queue.Empty:
            raise errors.Busy from None
        try:
            try:
                return self._ask(question)
            except _LineLost:
                # A restart of the server breaks every idle line at once.
                self._drop_idle()
                return self._ask(question)
        except _LineLost as lost:
            raise errors.Busy from lost
        finally:
            self._free.put(None)

    def close(self) -> None:
        """Close what is idle."""
        self._drop_idle()
        self._engine.dispose()

    def _ask(self, question: Callable[[Connection], T]) -> T:
        connection = self._take()
        try:
            answer = question(connection)
        except BaseException as error:
            lost = connection.invalidated
            connection.close()
            if lost:
                raise _LineLost from error
            raise
        self._idle.append((os.getpid(), connection))
        return answer

    def _take(self) -> Connection:
        while True:
            try:
                process, connection = self._idle.pop()
            except IndexError:
                return self._engine.connect()
            if process == os.getpid():
                return connection
            leave_to_parent(connection)

    def _drop_idle(self) -> None:
        while True:
            try:
                process, connection = self._idle.pop()
            except IndexError:
                return
            if process == os.getpid():
                connection.close()
            else:
                leave_to_parent(connection)


def wal_is_safe() -> bool:
    """Whether SQLite's library may checkpoint by itself while several connections write."""
    return sqlite3.sqlite_version_info >= SAFE_WAL


def lock_name(connection: Connection, number: int) -> None:
    """Wait until no other transaction holds `number` (signed, 64 bits), and hold it until this one ends.

    SQLite's writers are alone already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


# After a fork the child must neither use nor close what the parent opened: kept, never touched.
_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_inherited: list[object] = []


def leave_to_parent(connection: Connection) -> None:
    """Keep a connection that was opened before a fork: closing it here would close it there."""
    _inherited.append(connection)


def _leave_to_parent() -> None:
    for engine in list(_engines):
        _inherited.append(engine.pool)
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_leave_to_parent)
