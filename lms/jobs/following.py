"""Owns when the state of a followed folder is noted in the history of releases.

It must not know how that is done. Its clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.content.folder import Manifest
from lms.content.snapshots import Shelf
from lms.services import publishing

LOOK_EVERY = timedelta(seconds=2)


class Follower:
    """Looks at the folder of a shelf; without one it does nothing. One for each loop."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._looked_at: datetime | None = None
        self._last: Manifest | None = None
        self._noted: Manifest | None = None

    def look(self, session_factory: Callable[[], Session], now: datetime) -> None:
        """Note the folder if it has changed and then rested from one look to the next.

        In the middle of copying a course its half may well be sound. Raises: Busy, MalformedFile.
        """
        if self._shelf.folder is None:
            return
        if self._looked_at is not None and now - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = now
        found = self._shelf.folder.manifest()
        if found == self._noted:
            return
        if found != self._last:
            self._last = found
            return
        with session_factory() as session:
            publishing.record_folder(session, self._shelf, now=now)
        self._noted = found
