"""Owns the questions whether the database answers and whether work waits for a key.

It must not know what the work is.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import upkeep
from lms.db.outbox import Outbox
from lms.domain.errors import KeyUnavailable

# The kind of work that only finds out whether the keys could sign.
KEY_CHECK = "signing-check"


def database_version(session: Session) -> str:
    """The database and its version, such as "SQLite 3.40.1". One statement. Raises: Busy."""
    return upkeep.version(session.connection())


@dataclass(frozen=True, slots=True)
class Signing:
    """Whether the keys could sign when that was last tried, and how many pieces of work wait for them."""

    usable: bool
    waiting: int


def signing(session: Session) -> Signing:
    """How signing stands, as whoever does the work has found it. One statement."""
    kinds = session.scalars(
        sa.select(Outbox.kind).where(
            Outbox.done_at.is_(None), Outbox.last_error.like(f"{KeyUnavailable.__name__}%")
        )
    ).all()
    return Signing(not kinds, sum(kind != KEY_CHECK for kind in kinds))
