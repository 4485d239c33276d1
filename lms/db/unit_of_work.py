"""Owns the only commit, on a session and on a bare connection. It must not know what is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from lms.db.engine import WRITING, leave_to_parent

_OPEN = "unit of work"


@contextmanager
def unit_of_work(session: Session) -> Iterator[None]:
    """Make everything inside one transaction: commit at the outermost exit, roll back on any error.

    Entered again by a function called inside, it joins. The transaction may write from its first statement
    on (SQLite: BEGIN IMMEDIATE), so a read transaction that is still open ends first.

    Raises: Busy if the database is locked or away.
    """
    if session.info.get(_OPEN):
        yield
        return
    session.rollback()
    session.info[_OPEN] = True
    try:
        session.connection(execution_options=WRITING)
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_OPEN] = False


@contextmanager
def one_transaction(engine: Engine) -> Iterator[Connection]:
    """The same on a connection of its own, for short writes that need no session; nothing joins it.

    Raises: Busy if the database is locked or away.
    """
    with engine.connect() as connection, connection.execution_options(**WRITING).begin():
        yield connection


class HeldConnection:
    """A connection that stays open between short writes; for one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: tuple[int, Connection] | None = None

    @contextmanager
    def one_transaction(self) -> Iterator[Connection]:
        """`one_transaction` without the price of a fresh connection. Raises: Busy."""
        connection = self._taken()
        try:
            with connection.begin():
                yield connection
        except BaseException:
            # Whatever it met may have been the connection's own.
            self.close()
            raise

    def close(self) -> None:
        """Give the connection back; the next write takes another."""
        held, self._held = self._held, None
        if held is not None and held[0] == os.getpid():
            held[1].close()
        elif held is not None:
            leave_to_parent(held[1])

    def _taken(self) -> Connection:
        if self._held is not None and self._held[0] != os.getpid():
            self.close()
        if self._held is None:
            connection = self._engine.connect()
            connection.execution_options(**WRITING)
            self._held = os.getpid(), connection
        return self._held[1]


@contextmanager
def joined(connection: Connection) -> Iterator[Session]:
    """A session inside the transaction that `connection` is in: every unit of work within it joins that one.

    Nothing is committed here, and what is refused is rolled back by whoever began.
    """
    with Session(connection, join_transaction_mode="rollback_only") as session:
        session.info[_OPEN] = True
        yield session
        session.flush()


def connection_of(asker: Session | Connection) -> Connection:
    """The connection that `asker` asks on: a session's own, in the transaction it is in, or itself."""
    return asker.connection() if isinstance(asker, Session) else asker
