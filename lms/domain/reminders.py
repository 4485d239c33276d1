"""Which reminders are due about one person and one course on a day.

Only the most pressing one of a person's own is due at a time, so whoever was away is not told three things
at once. It must not know where the facts come from, nor how anybody is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON_BEFORE = timedelta(days=14)


class Kind(StrEnum):
    """What somebody is told. `MANAGER` goes to whoever leads the team, the others to the person."""

    OPEN = "window open"
    SOON = "two weeks before"
    ENDED = "at expiry"
    MANAGER = "to the manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides. `last_day` is the last valid day (inclusive) of the newest record, or the last day for a
    first pass; None = nothing ends, so there is nothing to remind of.

    `opens_on` is from when something can be done about it, None = nothing opens before the end. `away` = on
    leave or exempt today, `left` = cannot sign in any more. `told` = what was sent about this last day.
    """

    last_day: date | None
    opens_on: date | None = None
    away: bool = False
    left: bool = False
    told: frozenset[Kind] = frozenset()


def due(facts: Facts, today: date) -> tuple[Kind, ...]:
    """What is to be sent today, nothing if it was sent before.

    A newer record moves `last_day`, and with it everything: nobody is reminded of a certificate that they
    have renewed. What a day without the job has missed is made up for on the next.
    """
    if facts.last_day is None or facts.away or facts.left:
        return ()
    found = _stage(facts.last_day, facts.opens_on, today)
    return tuple(kind for kind in found if kind not in facts.told)


def _stage(last_day: date, opens_on: date | None, today: date) -> tuple[Kind, ...]:
    if today > last_day:
        return (Kind.ENDED, Kind.MANAGER)
    if opens_on is not None and today < opens_on:
        # Being told to do what cannot be done yet helps nobody, also where the window is short.
        return ()
    if last_day - today <= SOON_BEFORE:
        return (Kind.SOON,)
    return () if opens_on is None else (Kind.OPEN,)
