"""Owns base58btc, the way in which keys and proofs are written. It must not know what the bytes mean."""

from __future__ import annotations

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
LONGEST = 200


def encode(data: bytes) -> str:
    """`data` in base58btc; each leading zero byte is a leading "1"."""
    number, letters = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        letters = ALPHABET[rest] + letters
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + letters


def decode(text: str) -> bytes:
    """The exact inverse of `encode`. Raises: ValueError for other letters, or for more than 200 of them."""
    if len(text) > LONGEST:
        raise ValueError("this is longer than any key or proof")
    number = 0
    for letter in text:
        value = _VALUES.get(letter)
        if value is None:
            raise ValueError("this is not base58btc")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)
