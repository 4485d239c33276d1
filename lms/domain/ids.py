"""Identifiers that strangers type: parse once, then trust. It must not know where they are stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms.domain.errors import MalformedNumber

# Crockford's base 32: no I, L, O or U, so that a number can be read down a telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 5
RANDOM_BITS = LENGTH * 5

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Hyphens and dashes of every length, the minus sign, and spaces of every kind.
_BETWEEN = re.compile(r"[-\u2010-\u2015\u2212\s]+")
# What ends a sentence, or the bracket that an address stood in.
_AFTER = ".,;:!?)]>\"'\u2019\u201d "
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def is_slug(text: str) -> bool:
    """True for lower-case words and digits joined by single hyphens, at most 100 characters."""
    return len(text) <= 100 and _SLUG.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """Twenty base-32 characters (100 random bits), printed in four groups of five."""

    value: str

    def __str__(self) -> str:
        return "-".join(self.value[at : at + GROUP] for at in range(0, LENGTH, GROUP))

    @classmethod
    def from_bits(cls, bits: int) -> CertificateNumber:
        """The number for `RANDOM_BITS` bits, drawn by the caller from a secure source.

        Raises: ValueError if `bits` does not fit.
        """
        if not 0 <= bits < 1 << RANDOM_BITS:
            raise ValueError(f"a certificate number needs {RANDOM_BITS} bits")
        return cls("".join(ALPHABET[(bits >> shift) & 31] for shift in range(RANDOM_BITS - 5, -1, -5)))

    @classmethod
    def parse(cls, text: str) -> CertificateNumber:
        """Read a number as people type it: any case, with or without hyphens, O for 0, I or L for 1.

        And as programs hand it on: with the dashes of a word processor, hard spaces, and what stood after it.

        Raises: MalformedNumber.
        """
        if len(text) > 2 * LENGTH:
            raise MalformedNumber
        squeezed = _BETWEEN.sub("", text.upper().rstrip(_AFTER)).translate(_LOOKALIKES)
        if len(squeezed) != LENGTH or any(character not in ALPHABET for character in squeezed):
            raise MalformedNumber
        return cls(squeezed)
