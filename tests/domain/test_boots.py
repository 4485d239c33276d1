"""What two readings of a machine's start say of its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lms.domain import boots
from lms.domain.boots import Boot

BOOT = Boot("3f1e", datetime(2026, 11, 2, 8, tzinfo=UTC))


def moved(by: timedelta, machine: str = "3f1e") -> Boot:
    return Boot(machine, BOOT.at + by)


def test_a_step_is_what_the_start_of_the_machine_has_moved_by() -> None:
    for by in (timedelta(hours=1), timedelta(days=-2), boots.LEEWAY * 1.001, -boots.LEEWAY * 1.001):
        assert boots.step(BOOT, moved(by)) == by


def test_what_nobody_notices_is_no_step() -> None:
    for by in (timedelta(0), boots.LEEWAY, -boots.LEEWAY):
        assert boots.step(BOOT, moved(by)) == timedelta(0)


def test_another_machine_and_an_unknown_one_tell_of_no_step() -> None:
    hour = timedelta(hours=1)
    for since, now in ((BOOT, moved(hour, "77aa")), (None, moved(hour)), (BOOT, None), (None, None)):
        assert boots.step(since, now) == timedelta(0)
