"""From marks to a grade: added up exactly, compared exactly, rounded down only for show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lms.domain.marking import Mark


@dataclass(frozen=True, slots=True)
class Grade:
    """`percent` is a whole number 0 to 100, rounded down; `passed` was decided before rounding."""

    earned: Fraction
    available: Fraction
    percent: int
    passed: bool


def grade(marks: Iterable[Mark], pass_mark: int) -> Grade:
    """The grade for all marks of one paper against a pass mark in percent.

    79.6% does not pass 80% and is shown as 79%. A paper with nothing to earn is 0% and not passed.
    Source: assessment rules, "Our rules".
    """
    earned = Fraction(0)
    available = Fraction(0)
    for one in marks:
        earned += one.earned
        available += one.available
    if not available:
        return Grade(earned, available, 0, False)
    percent = earned * 100 / available
    return Grade(earned, available, int(percent), percent >= pass_mark)
