"""Owns the time of commands; nothing else in `lms/cli/` reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)
