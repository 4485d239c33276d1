"""Owns looking whether the keys in use could sign now, before any work needs them.

What is found is a piece of work in the outbox that waits as all work without a key does: it ends by itself
once the keys are back. It must not know who asks how it stands.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import Outbox
from lms.db.unit_of_work import unit_of_work
from lms.documents import keys
from lms.domain import errors
from lms.queries import health, signing_keys
from lms.services import outbox_rows
from lms.services import signing_keys as key_rows


def signers(session: Session, folder: Path | None) -> keys.Signers:
    """The two keys in use, read from their files. Two statements. Raises: KeyUnavailable."""
    if folder is None:
        raise errors.KeyUnavailable("none", "no folder of keys was given")
    proof = key_rows.public_key(signing_keys.in_use(session, "ed25519"))
    token = key_rows.public_key(signing_keys.in_use(session, "es256"))
    return keys.signers(folder, proof, token)


def look(session: Session, folder: Path | None, *, now: datetime) -> bool:
    """Whether the keys could sign now. If not, a check waits in the outbox until they can; one, not many.

    Raises: Busy.
    """
    try:
        signers(session, folder)
    except errors.KeyUnavailable:
        with unit_of_work(session):
            waiting = sa.select(Outbox.id).where(Outbox.kind == health.KEY_CHECK, Outbox.done_at.is_(None))
            if session.execute(waiting.limit(1)).first() is None:
                key = f"{health.KEY_CHECK}:{now:%Y-%m-%dT%H:%M:%S}"
                outbox_rows.add(session, key=key, kind=health.KEY_CHECK, body={}, due_at=now)
        return False
    return True
