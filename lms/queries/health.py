"""Owns the question whether the database answers. It must not know what is in it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.db import upkeep


def database_version(session: Session) -> str:
    """The database and its version, such as "SQLite 3.40.1". One statement. Raises: Busy."""
    return upkeep.version(session.connection())
