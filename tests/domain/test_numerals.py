"""Typed numbers: what is read, and what is not because it might be two numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import marking, numerals
from lms.domain.quizzes import Number
from lms.domain.responses import TextResponse


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", "10"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("- 5", "-5"),
        ("+0.50", "1/2"),
        (".5", "1/2"),
        ("5.", "5"),
        ("10.5.", "21/2"),
        ("1,204", "1204"),
        ("1,204.5", "2409/2"),
        ("1,204,000", "1204000"),
        ("1 204,5", "2409/2"),
        ("1\u202f204", "1204"),
        ("1.204,5", "2409/2"),
        ("1.204.567", "1204567"),
        ("1’204", "1204"),
        ("0,5", "1/2"),
        ("0,125", "1/8"),
        (",500", "1/2"),
        ("1234,567", "1234567/1000"),
        ("45%", "45"),
        ("3.10", "31/10"),
        ("007", "7"),
        ("½", "1/2"),
        ("2½", "5/2"),
        ("-2 ½", "-5/2"),
        ("2 1/2", "5/2"),
        ("1/2", "1/2"),
        ("1.5e3", "1500"),
        ("−1.5E−3", "-3/2000"),
    ],
)
def test_numbers_are_read_exactly(text: str, number: str) -> None:
    assert numerals.read_number(text) == Fraction(number)


@pytest.mark.parametrize(
    "text",
    ["", "ten", "1.2.3", "1,20,4", "1,2,3", "12,3456,789", "1234,567.0", "--1", "+-1", "²", "10²", "١٠",
     "5 days", "0x10", "inf", "nan", ".", "-", "9" * 41, "1,204.5x", "1,,2", ",5,", "1 2", "10 12", "1'2",
     "1 204'000", "1/0", "1/", "/2", "1/2/3", "1.5/2", "2 3/2", "1 2 3/4", "e5", "1e", "1e99", "1 204e3"],
)  # fmt: skip
def test_what_is_not_surely_a_number_is_not_read(text: str) -> None:
    assert numerals.read_number(text) is None


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    numerals.read_number(text)


@given(st.integers(-(10**30), 10**30))
def test_whole_numbers_read_back(number: int) -> None:
    assert numerals.read_number(str(number)) == number
    assert numerals.read_number(f"{number:,}") == number or abs(number) > 10**29


@pytest.mark.parametrize(
    ("unit", "typed", "earned"),
    [
        ("days", "10 days", 1),
        ("days", "10 Days.", 1),
        ("days", "10day", 1),
        ("day", "10 days", 1),
        ("£", "£10", 1),
        ("%", "10 %", 1),
        ("°C", "10°c", 1),
        ("m", "10 ms", 0),
        ("ms", "10 m", 0),
        ("ms", "10 ms", 1),
        ("days", "10 weeks", 0),
        ("working days", "10 working\u00a0days", 1),
        ("working days", "10  working  days", 1),
        ("m²", "10 m2", 1),
        ("m²", "10 m²", 1),
        ("m²", "10²", 0),
        ("", "10 days", 0),
        # Both ends are right, whichever way they are written.
        ("", "8", 1),
        ("", "12.0", 1),
        ("", "12,5", 1),
        ("", "12.51", 0),
        ("", "−10", 0),
        ("", "7.999", 0),
    ],
)
def test_a_number_is_right_with_its_unit_and_within_both_ends(unit: str, typed: str, earned: int) -> None:
    item = Number(id="n", text="How many?", low=Fraction(8), high=Fraction(25, 2), unit=unit)
    assert marking.mark(item, TextResponse(typed)).earned == earned
