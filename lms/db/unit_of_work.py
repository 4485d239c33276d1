"""Owns the only commit. It must not know what is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from lms.db.engine import WRITING

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
