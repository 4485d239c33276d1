"""Owns the care of the database itself, for the jobs. It must not know which database runs."""

from __future__ import annotations

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from lms.db import upkeep


def checkpoint(session: Session) -> int:
    """Move what was written lately into the main file where the database leaves that to us; pages moved.

    Raises: Busy if the database is away.
    """
    bind = session.get_bind()
    return upkeep.checkpoint(bind if isinstance(bind, Engine) else bind.engine)
