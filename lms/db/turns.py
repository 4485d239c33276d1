"""Owns how a writer of SQLite's waits for its turn. It must not know what is written."""

from __future__ import annotations

import sqlite3
import time

from sqlalchemy.engine.interfaces import DBAPICursor

from lms.domain import errors

# A commit takes as long or longer, so little of the file's time is lost between two writers.
TURN_S = 0.001


def begin(cursor: DBAPICursor, busy_timeout_ms: int) -> None:
    """Begin as the only writer of the file, asking for it again and again for `busy_timeout_ms`.

    SQLite's own waiting sleeps longer each time, up to a tenth of a second, and so loses its turn to whoever
    has just come: among a few processes that write all the time, some waited for a second.

    Raises: Busy.
    """
    deadline = time.monotonic() + busy_timeout_ms / 1000
    # Everything else that meets a lock waits as SQLite does.
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while not _begun(cursor):
            if time.monotonic() > deadline:
                raise errors.Busy
            time.sleep(TURN_S)
    finally:
        cursor.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")


def _begun(cursor: DBAPICursor) -> bool:
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
