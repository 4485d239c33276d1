"""What a password must be, and that only its hash is kept."""

from __future__ import annotations

import pytest

from lms.domain import errors
from lms.services import common_passwords, passwords


@pytest.mark.parametrize(
    "password", ["three quiet chairs", "x1" * 5 + "y", "дверь открыта", "a" * 98 + "bc" + "d" * 100]
)
def test_a_password_of_ten_characters_or_more_is_taken(password: str) -> None:
    passwords.check(password)


@pytest.mark.parametrize(
    "password",
    ["", "short", "ninechars", "password123", "PassWord123", "aaaaaaaaaaaa", "abababababab", "x" * 1001],
)
def test_a_short_or_common_or_endless_one_is_refused(password: str) -> None:
    with pytest.raises(errors.WeakPassword) as refused:
        passwords.check(password)
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize("password", ["learner.sam", "Learner.Sam@demo.example"])
def test_the_sign_in_name_is_no_password(password: str) -> None:
    with pytest.raises(errors.WeakPassword):
        passwords.check(password, sign_in_name="learner.sam@demo.example")


def test_the_common_ones_are_long_enough_to_matter() -> None:
    assert len(common_passwords.LIST) >= 100
    for word in common_passwords.LIST:
        assert len(word) >= passwords.LEAST
        assert word == word.casefold()


def test_a_made_password_passes_its_own_check() -> None:
    made = {passwords.make() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check(password)


def test_a_hash_is_argon2id_at_19_mebibytes() -> None:
    kept = passwords.hash_of("three quiet chairs")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != passwords.hash_of("three quiet chairs")
    assert not passwords.is_outdated(kept)


def test_verify_knows_right_from_wrong_whatever_is_kept() -> None:
    kept = passwords.hash_of("café au lait!")
    assert passwords.verify(kept, "café au lait!")
    assert not passwords.verify(kept, "cafe au lait!")
    assert not passwords.verify(None, "café au lait!")
    assert not passwords.verify("not a hash", "café au lait!")


def test_both_spellings_of_an_accent_are_one_password() -> None:
    assert passwords.verify(passwords.hash_of("caf\u00e9 au lait!"), "cafe\u0301 au lait!")
