"""Owns adding to the audit rows, inside the unit of work of whoever calls. It must not know why."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.db.prepared import Prepared

# Made once: building statements anew for each request cost more than asking them.
_ADD = Prepared(lambda dialect: sa.insert(Audit), ("at", "actor_id", "action", "subject", "data"))


def record(
    session: Session, *, at: datetime, actor_id: int | None, action: str, subject: str, **data: object
) -> None:
    """Note that `actor_id` (None = the platform) did `action` to `subject`, such as "person 12"."""
    # What the session still holds back may be the actor.
    session.flush()
    row = {"at": at, "actor_id": actor_id, "action": action, "subject": subject, "data": data}
    _ADD.run(session.connection(), [row])
