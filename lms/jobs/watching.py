"""Owns when the signing keys are looked at: every few seconds, by whoever signs with them.

The pages need no key, and may run where they cannot read one. Its clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from lms.services import key_checks

LOOK_EVERY = timedelta(seconds=5)


class KeyWatch:
    """Looks whether the keys in a folder could sign. One for each loop; many may run beside each other."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._looked_at: datetime | None = None

    def look(self, session_factory: Callable[[], Session], now: datetime) -> None:
        """Have a key that cannot be used told, unless that was looked at a moment ago. Raises: Busy."""
        # A clock that was set back must not keep anybody from looking.
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < LOOK_EVERY:
            return
        with session_factory() as session:
            key_checks.look(session, self._folder, now=now)
        self._looked_at = now
