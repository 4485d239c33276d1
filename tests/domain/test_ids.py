"""Certificate numbers and slugs as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import ids
from lms.domain.errors import MalformedNumber
from lms.domain.ids import CertificateNumber

BITS = st.integers(0, 2**ids.RANDOM_BITS - 1)


def test_a_number_holds_at_least_eighty_random_bits() -> None:
    assert ids.RANDOM_BITS >= 80
    assert (
        len({CertificateNumber.from_bits(1 << bit).value for bit in range(ids.RANDOM_BITS)})
        == ids.RANDOM_BITS
    )


@given(BITS)
def test_a_printed_number_reads_back(bits: int) -> None:
    number = CertificateNumber.from_bits(bits)
    assert len(str(number)) == 23
    for typed in (str(number), str(number).lower(), number.value, str(number).replace("-", " ")):
        assert CertificateNumber.parse(typed) == number
    for typed in (str(number).replace("-", " \u2013\u00a0"), f"\u00a0{number}.", f"{number}), "):
        assert CertificateNumber.parse(typed) == number


@given(BITS)
def test_lookalike_letters_are_read_as_digits(bits: int) -> None:
    number = CertificateNumber.from_bits(bits)
    assert CertificateNumber.parse(str(number).replace("0", "o").replace("1", "l")) == number


@pytest.mark.parametrize(
    "typed", ["", "ABC", "0" * 19, "0" * 21, "U" * 20, "0" * 5000, "é" * 20, "../../etc"]
)
def test_anything_else_is_not_a_number(typed: str) -> None:
    with pytest.raises(MalformedNumber):
        CertificateNumber.parse(typed)


@pytest.mark.parametrize("bits", [-1, 2**ids.RANDOM_BITS])
def test_bits_that_do_not_fit_are_a_mistake_in_the_code(bits: int) -> None:
    with pytest.raises(ValueError, match="100 bits"):
        CertificateNumber.from_bits(bits)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("restorative-practice", True),
        ("a1", True),
        ("A", False),
        ("a--b", False),
        ("-a", False),
        ("", False),
        ("a" * 101, False),
        ("a/b", False),
        ("a\n", False),
    ],
)
def test_slugs_are_lower_case_words_and_digits(text: str, good: bool) -> None:
    assert ids.is_slug(text) is good
