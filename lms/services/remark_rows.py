"""Owns the columns that a re-mark writes: a grade, and a mark before and after. It must not write them."""

from __future__ import annotations

from lms.domain.grading import Grade
from lms.domain.remarking import Outcome


def grade(attempt_id: str, made: Grade) -> dict[str, object]:
    """A grade as columns of its attempt, with the key first: for many rows in one statement."""
    return {
        "id": attempt_id,
        "earned_numerator": made.earned.numerator,
        "earned_denominator": made.earned.denominator,
        "available_numerator": made.available.numerator,
        "available_denominator": made.available.denominator,
        "percent": made.percent,
        "passed": made.passed,
    }


def history(remark_id: int, attempt_id: str, outcome: Outcome, certificate: str | None) -> dict[str, object]:
    """One attempt of a correction: its mark and grade before and after."""
    old, new = outcome.old, outcome.new
    before, after = outcome.old_grade, outcome.new_grade
    return {
        "remark_id": remark_id,
        "attempt_id": attempt_id,
        "old_earned_numerator": old.earned.numerator,
        "old_earned_denominator": old.earned.denominator,
        "old_available_numerator": old.available.numerator,
        "old_available_denominator": old.available.denominator,
        "old_because": old.because,
        "old_percent": None if before is None else before.percent,
        "old_passed": None if before is None else before.passed,
        "new_earned_numerator": new.earned.numerator,
        "new_earned_denominator": new.earned.denominator,
        "new_available_numerator": new.available.numerator,
        "new_available_denominator": new.available.denominator,
        "new_because": new.because if outcome.changes else old.because,
        "new_percent": None if after is None else after.percent,
        "new_passed": None if after is None else after.passed,
        "certificate_number": certificate,
    }
