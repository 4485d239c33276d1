"""Owns what is done to a database as a whole: the copying of SQLite's log, its version, its references.

It must not know any table, nor how connections are made: `db/engine.py` does.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection, Engine

from lms.db.engine import WRITING
from lms.domain import errors


def checkpoint(engine: Engine) -> int:
    """Copy SQLite's write-ahead log into the database file; the number of pages copied.

    One connection holds the write lock while another copies: no write and no second checkpoint can fall
    into the same instant, which is what the library below 3.51.3 does not survive. Does nothing on
    PostgreSQL, and nothing while a writer keeps the lock.
    """
    if engine.dialect.name != "sqlite":
        return 0
    try:
        with engine.connect().execution_options(**WRITING) as lock, lock.begin():
            raw = engine.raw_connection()
            try:
                row = raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            finally:
                raw.close()
    except errors.Busy:
        return 0
    return max(0, int(row[2]))


def version(connection: Connection) -> str:
    """The database and its version, such as "SQLite 3.40.1" or "PostgreSQL 18.4"."""
    if connection.dialect.name == "sqlite":
        return f"SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar_one()}"
    full = str(connection.exec_driver_sql("SHOW server_version").scalar_one())
    return f"PostgreSQL {full.split()[0]}"


def check_references(connection: Connection) -> None:
    """Raise RuntimeError if a row points at a row that is not there.

    For the end of a migration on SQLite, which runs with foreign keys off; PostgreSQL has kept watch.
    """
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"{len(lost)} rows point at rows that are gone, the first in “{lost[0][0]}”")
