"""Owns when rounds that are due are opened: once an hour, so soon after midnight in every zone.

It must not know what makes a round due. Its clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.services import refreshers

LOOK_EVERY = timedelta(hours=1)


class Renewer:
    """Opens what is due. One for each loop; any number may run beside each other.

    `library` gives the content as it is live; it is asked only when there is something to look at, because
    reading all courses takes longer than a round of deliveries.
    """

    def __init__(self, library: Callable[[], Library], timezone: str) -> None:
        self._library = library
        self._timezone = timezone
        self._looked_at: datetime | None = None

    def look(self, session_factory: Callable[[], Session], now: datetime) -> int:
        """Open what is due, unless that was looked at within the hour; how many were opened. Raises: Busy."""
        if self._looked_at is not None and now - self._looked_at < LOOK_EVERY:
            return 0
        with session_factory() as session:
            opened = refreshers.open_due(session, self._library(), now, timezone=self._timezone)
        # Only now: what a busy database kept from being looked at is looked at again.
        self._looked_at = now
        return opened
