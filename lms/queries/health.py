"""Owns the questions whether the database answers and whether work waits for a key.

It must not know what the work is.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import upkeep
from lms.db.outbox import Outbox
from lms.domain.errors import KeyUnavailable


def database_version(session: Session) -> str:
    """The database and its version, such as "SQLite 3.40.1". One statement. Raises: Busy."""
    return upkeep.version(session.connection())


def waiting_for_a_key(session: Session) -> int:
    """How many pieces of work could not be signed when they were last tried. One statement."""
    return session.execute(
        sa.select(sa.func.count())
        .select_from(Outbox)
        .where(Outbox.done_at.is_(None), Outbox.last_error.like(f"{KeyUnavailable.__name__}%"))
    ).scalar_one()
