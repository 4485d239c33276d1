"""Owns adding work to the outbox, in the unit of work of the caller. It must not know how it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.outbox import Outbox


def add(session: Session, *, key: str, kind: str, body: Mapping[str, object], due_at: datetime) -> bool:
    """Ask for one piece of work once it is due; whether nobody had asked for it before.

    The same `key` twice is one piece of work.
    """
    row = {"key": key, "kind": kind, "body": dict(body), "due_at": due_at, "tries": 0, "given_up": False}
    return inserts.add_once(session, Outbox, row, Outbox.id) is not None
