"""Owns the web's reading of the clock; views pass what it says down as an argument.

It must not know what the time is used for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

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
