"""Owns what a password must be and how it is kept. It must not know whose it is.

Argon2id at 19 MiB, two passes, one lane: about 21 ms. Its default would take eight times as long and all
cores at once. Source: ADR 0008.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2 import exceptions as argon

from lms.domain import errors
from lms.services import common_passwords

LEAST = 10
MOST = 1_000

# Each verification holds 19 MiB, so at most this many run at once in a process.
_AT_ONCE = threading.BoundedSemaphore(2)
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# No letter looks like a digit: made passwords are read out on the telephone. 15 of them are 74 random bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_MADE_LENGTH = 15


def check(password: str, *, sign_in_name: str = "") -> None:
    """Raises: WeakPassword if the password is too short, too long, common, or the sign-in name."""
    if len(password) < LEAST:
        raise errors.WeakPassword(f"Use a password of {LEAST} characters or more.")
    if len(password) > MOST:
        raise errors.WeakPassword(f"Use a password of {MOST} characters or fewer.")
    plain = password.casefold()
    if plain in common_passwords.LIST or len(set(plain)) < 3:
        raise errors.WeakPassword("This password is easy to guess. Choose another, such as three words.")
    if sign_in_name and plain in (sign_in_name.casefold(), sign_in_name.partition("@")[0].casefold()):
        raise errors.WeakPassword("Choose a password that is not your sign-in name.")


def make() -> str:
    """A new random password, easy to read out: three groups of five, without letters that look alike."""
    letters = [secrets.choice(_LETTERS) for _ in range(_MADE_LENGTH)]
    return "-".join("".join(letters[at : at + 5]) for at in range(0, _MADE_LENGTH, 5))


def hash_of(password: str) -> str:
    """What to keep instead of a password; another text each time."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def verify(kept: str | None, password: str) -> bool:
    """Whether `password` is the one that `kept` was made of.

    With None as `kept` a dummy is verified, so that an account which does not exist answers as slowly.
    """
    if len(password) > MOST:
        return False
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _dummy(), _bytes(password)) and kept is not None
        except (argon.VerificationError, argon.InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other settings than today's, and should be made again."""
    return _HASHER.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    # The same é has two spellings, and keyboards differ in which they send.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


_made: list[str] = []


def _dummy() -> str:
    if not _made:
        _made.append(_HASHER.hash(secrets.token_bytes(16)))
    return _made[0]
