"""Numbers are read exactly as written, and what is in doubt is never guessed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.domain.quizzes import (
    Number,
)
from tests.content.kind_questions import fixes, item, read, refused


@pytest.mark.parametrize(
    ("written", "low", "high", "unit"),
    [
        ("10 ± 2 days", "8", "12", "days"),
        ("10 days ± 2 days", "8", "12", "days"),
        ("10 days ± 2", "8", "12", "days"),
        ("10 +- 2", "8", "12", ""),
        ("10 +/- 2", "8", "12", ""),
        ("10 ± 0 days", "10", "10", "days"),
        ("8 to 12", "8", "12", ""),
        ("8 TO 12 hours", "8", "12", "hours"),
        ("8–12 °C", "8", "12", "°C"),
        ("10 ± 5%", "19/2", "21/2", ""),
        ("-10 ± 5 % kg", "-21/2", "-19/2", "kg"),
        ("80%", "80", "80", "%"),
        ("75% to 80%", "75", "80", "%"),
        ("0.1 ± 0.02", "2/25", "3/25", ""),
        ("1,204", "1204", "1204", ""),
        ("1 204 ± 4", "1200", "1208", ""),
        ("12.", "12", "12", ""),
        ("25 m2", "25", "25", "m2"),
        (".5 to 1,5", "1/2", "3/2", ""),
    ],
)
def test_a_number_is_read_exactly(written: str, low: str, high: str, unit: str) -> None:
    found = item(f"**Number:** {written}\n")
    assert isinstance(found, Number)
    assert (found.low, found.high, found.unit) == (Fraction(low), Fraction(high), unit)
    assert found.shown == written


@pytest.mark.parametrize(
    "written",
    [
        "ten days",
        "",
        "8-12",
        "8-12 days",
        "8 - 12",
        "12 to 8",
        "£10",
        "10 or 12",
        "10 days or less",
        "about 10",
        "10 ± -2",
        "80% ± 5%",
        "1 hour to 90 minutes",
        "1 hour ± 5 minutes",
        "10 5",
        "1.2.3",
        "1,20,4",
        "1,20,4 ± 1",
        "1,20,4 to 9",
        "10 million",
        "10:30",
        "½",
        "1e5",
        "9" * 200,
        "10 ± 2 or 3",
    ],
)
def test_a_number_in_doubt_is_not_published(written: str) -> None:
    assert refused(f"**Number:** {written}\n") == ["Q326"]


def test_a_range_with_a_hyphen_is_told_how_to_be_written() -> None:
    assert fixes("**Number:** 8-12\n")[0][1] == "For a range write `8 to 12`."
    assert fixes("**Number:** 8-12 days\n")[0][1] == "For a range write `8 to 12 days`."


@pytest.mark.parametrize(
    ("written", "message", "fix"),
    [
        ("3.10", "so 3.10 and 3.1 must match exactly.", "Add one: `3.1 ± 0.05`."),
        ("3.1 km", "so 3.10 and 3.1 must match exactly.", "Add one: `3.1 ± 0.05`."),
        ("3.14", "so 3.140 and 3.14 must match exactly.", "Add one: `3.14 ± 0.005`."),
        ("3,5", "so 3,50 and 3,5 must match exactly.", "Add one: `3,5 ± 0.05`."),
        ("3.0", "so 3.0 and 3 must match exactly.", "Add one: `3 ± 0.5`."),
    ],
)
def test_a_decimal_number_without_leeway_is_asked_about(written: str, message: str, fix: str) -> None:
    found, problems = read(f"**Number:** {written}\n")
    assert isinstance(found, Number)
    assert [(one.code, one.message, one.fix) for one in problems] == [
        ("Q327", f"This decimal number has no leeway, {message}", fix)
    ]


def test_a_number_below_its_label_is_read() -> None:
    found = item("**Number:**\n\n10 days\n")
    assert isinstance(found, Number)
    assert found.unit == "days"
