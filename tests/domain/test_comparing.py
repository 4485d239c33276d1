"""Typed words and numbers: what counts as the same, and what is read at all."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import comparing


@pytest.mark.parametrize(
    "given_text",
    ["café", "CAFÉ", "cafe", "  Cafe. ", "cafe\u0301", "Café!", "cafe …", "\u00a0café?"],
)
def test_case_accents_spaces_and_end_stops_do_not_count(given_text: str) -> None:
    assert comparing.same_text(given_text, ("Café",))


@pytest.mark.parametrize("given_text", ["", ".", "cafes", "ca fe", "café bar"])
def test_other_words_are_not_the_same(given_text: str) -> None:
    assert not comparing.same_text(given_text, ("café",))


def test_nothing_typed_is_never_right_even_if_the_key_folds_to_nothing() -> None:
    assert not comparing.same_text("…", ("?",))


@pytest.mark.parametrize("typed", ["don’t", "don't", "DON‘T"])
def test_curly_and_straight_quotes_are_alike(typed: str) -> None:
    assert comparing.same_text(typed, ("don't",))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", Fraction(10)),
        ("-3", Fraction(-3)),
        ("−3", Fraction(-3)),
        ("+0.50", Fraction(1, 2)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("1,204", Fraction(1204)),
        ("1,204.5", Fraction(2409, 2)),
        ("1,204,000", Fraction(1204000)),
        ("1 204,5", Fraction(2409, 2)),
        ("0,5", Fraction(1, 2)),
        ("45%", Fraction(45)),
        ("3.10", Fraction(31, 10)),
        ("007", Fraction(7)),
    ],
)
def test_numbers_are_read_exactly(text: str, number: Fraction) -> None:
    assert comparing.read_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "ten", "1.2.3", "1,20,4", "1,2,3", "12,3456,789", "1234,567.0", "--1", "1e5", "²", "١٠", "5 days",
     "0x10", "inf", "nan", ".", "-", "9" * 41, "1,204.5x", "1,,2", ",5,"],
)  # fmt: skip
def test_what_is_not_surely_a_number_is_not_read(text: str) -> None:
    assert comparing.read_number(text) is None


@given(st.text())
def test_no_text_breaks_the_comparison(text: str) -> None:
    comparing.read_number(text)
    assert comparing.fold(comparing.fold(text)) == comparing.fold(text)


@given(st.integers(-(10**30), 10**30))
def test_whole_numbers_read_back(number: int) -> None:
    assert comparing.read_number(str(number)) == number
