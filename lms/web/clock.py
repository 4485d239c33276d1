"""Owns the web's reading of the clock; views pass what it says down as an argument.

It must not know what the time is used for.
"""

from __future__ import annotations

import functools
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lms.domain.boots import Boot
from lms.settings import Settings


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today(settings: Settings) -> date:
    """The civil date in the zone that people of this organisation live in."""
    return now().astimezone(ZoneInfo(settings.timezone)).date()


def zone(settings: Settings) -> ZoneInfo:
    """The zone that people of this organisation live in."""
    return ZoneInfo(settings.timezone)


def boot() -> Boot | None:
    """When this machine was started, by its clock of now; None where the system does not say it."""
    try:
        up = timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
        machine = _machine()
    except (AttributeError, OSError):
        return None
    return Boot(machine, datetime.now(UTC) - up)


@functools.lru_cache(maxsize=1)
def _machine() -> str:
    """A name that Linux makes anew at each start."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
