"""When a machine was started, by its own clock: setting the clock moves that instant by just as much.

So two readings of it tell whether a clock was set between them, and how far. It must not know how that
instant is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# A reading is two clocks read one after the other; nobody notices a second.
LEEWAY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Boot:
    """`machine` was started at `at`, by what its clock says now; another start is another `machine`."""

    machine: str
    at: datetime


def step(since: Boot | None, boot: Boot | None) -> timedelta:
    """How far the clock was set on since an earlier reading (back: below 0).

    Nothing if there is none, or if it is of another machine: then the clock is all there is.
    Source: ADR 0038.
    """
    if since is None or boot is None or since.machine != boot.machine:
        return timedelta(0)
    by = boot.at - since.at
    return by if abs(by) > LEEWAY else timedelta(0)
