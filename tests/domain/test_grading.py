"""Grades: added exactly, compared before rounding."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.domain.grading import Grade, grade
from lms.domain.marking import Mark


def marks(*earned: Fraction) -> list[Mark]:
    return [Mark(one, Fraction(1), "") for one in earned]


def test_a_grade_is_the_sum_of_its_marks() -> None:
    got = grade(marks(Fraction(1), Fraction(1, 3), Fraction(2, 3)), 60)
    assert got == Grade(Fraction(2), Fraction(3), 66, True)


@pytest.mark.parametrize(
    ("earned", "percent", "passed"),
    [
        (Fraction(796, 10), 79, False),
        (Fraction(80), 80, True),
        (Fraction(80) - Fraction(1, 10**9), 79, False),
        (Fraction(100), 100, True),
        (Fraction(0), 0, False),
    ],
)
def test_the_pass_mark_is_compared_before_rounding(earned: Fraction, percent: int, passed: bool) -> None:
    got = grade([Mark(earned, Fraction(100), "")], 80)
    assert (got.percent, got.passed) == (percent, passed)


def test_thirds_add_up_to_a_whole() -> None:
    assert grade(marks(*[Fraction(1, 3)] * 3), 33).earned == 1


def test_a_paper_with_nothing_to_earn_is_not_passed() -> None:
    assert grade([], 0) == Grade(Fraction(0), Fraction(0), 0, False)
