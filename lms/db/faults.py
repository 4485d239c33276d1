"""Owns what a driver's error means: locked, away or full, or a fault of ours. It must not know any table."""

from __future__ import annotations

import sqlite3
import sys

from sqlalchemy import exc
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

from lms.domain import errors

_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}
# Serialisation, deadlock, lock and statement timeouts, resources, an operator's intervention, lost lines.
_POSTGRESQL_AWAY = ("40", "55P03", "57", "53", "08", "25P03")


def is_away(error: BaseException) -> bool:
    """Whether a driver's error means that the database is locked, full, or not to be reached."""
    if isinstance(error, sqlite3.OperationalError):
        # The lower byte is the error, the upper ones are its detail.
        return error.sqlite_errorcode & 0xFF in _SQLITE_AWAY
    # An error of a driver that nobody has loaded cannot have come; loading it takes a tenth of a second.
    psycopg = sys.modules.get("psycopg")
    if psycopg is None or not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)
    return str(error.sqlstate).startswith(_POSTGRESQL_AWAY)


def told(connection: Connection, cursor: DBAPICursor, statement: str, error: Exception) -> Exception:
    """What SQLAlchemy would raise had it sent `statement`: `Busy`, or an error of its own.

    A line that was lost is given up, so that nobody asks on it again.
    """
    dialect = connection.dialect
    if not isinstance(error, dialect.loaded_dbapi.Error):
        return error
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
    if lost:
        connection.invalidate(error)
    if lost or is_away(error):
        return errors.Busy()
    # An error's text goes to logs, where nobody's name or answers belong.
    return exc.DBAPIError.instance(
        statement, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
