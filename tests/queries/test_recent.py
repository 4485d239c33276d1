"""What was made last is not made again."""

from __future__ import annotations

import pytest

from lms.queries.recent import Recent


def test_only_the_last_ones_are_kept() -> None:
    made: list[str] = []

    def make(letter: str) -> str:
        made.append(letter)
        return letter.upper()

    kept: Recent[str, str] = Recent(2)
    assert [kept.get(letter, lambda letter=letter: make(letter)) for letter in "aabacca"] == list("AABACCA")
    # "b" was asked for longest ago when "c" came, so it is what went.
    assert made == ["a", "b", "c"]
    kept.get("b", lambda: make("b"))
    assert made == ["a", "b", "c", "b"]


def test_what_cannot_be_made_is_not_kept() -> None:
    kept: Recent[str, int] = Recent(2)
    with pytest.raises(LookupError):
        kept.get("a", lambda: {}["a"])
    assert kept.get("a", lambda: 1) == 1


def test_after_forgetting_everything_is_made_again() -> None:
    kept: Recent[str, int] = Recent(2)
    kept.get("a", lambda: 1)
    kept.clear()
    assert kept.get("a", lambda: 2) == 2
