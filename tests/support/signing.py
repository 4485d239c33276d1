"""Signing keys for tests: made when they are first wanted, in a folder of this process."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from lms.services import signing_keys

KEYS = Path(tempfile.mkdtemp(prefix="keys-"))


def make_keys(session: Session, folder: Path = KEYS) -> None:
    """A key of each kind for this database, if it has none."""
    signing_keys.ensure(session, folder, now=datetime(2026, 11, 1, tzinfo=UTC))
