"""Owns the time of commands; nothing else in `lms/cli/` reads the clock."""

import functools
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lms.domain.boots import Boot


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


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
