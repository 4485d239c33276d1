"""Owns the time of jobs; nothing else in `lms/jobs/` reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)
