"""Owns when periodic work is begun: each piece once in its slot of time, whoever comes first.

It must not know how any of it is done. Its clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.services import slots


@dataclass(frozen=True, slots=True)
class Daily:
    """Work of once a day, from `at` on in the zone of the organisation; `do(session, now)` does it."""

    job: str
    at: time
    do: Callable[[Session, datetime], object]


@dataclass
class Periodic:
    """Looks which work has come due. One for each loop: it remembers what it has seen done, to ask less."""

    zone: ZoneInfo
    dailies: Sequence[Daily]
    _done: dict[str, str] = field(default_factory=dict)

    def look(self, session_factory: Callable[[], Session], now: datetime) -> None:
        """Begin what is due and not begun by anybody. Raises: Busy, and what the work raises."""
        local = now.astimezone(self.zone)
        slot = local.date().isoformat()
        for daily in self.dailies:
            if local.time() < daily.at or self._done.get(daily.job) == slot:
                continue
            with session_factory() as session:
                work = partial(daily.do, session, now)
                slots.once(session, job=daily.job, slot=slot, now=now, work=work)
            self._done[daily.job] = slot
