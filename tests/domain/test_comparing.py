"""Typed words: what counts as the same."""

from __future__ import annotations

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
    ("accepted", "typed"),
    [
        # Welsh, German, Turkish, Danish and Polish as keyboards with and without these letters give them.
        ("tŷ", "TY"),
        ("gŵydd", "gwydd"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ısı", "ISI"),
        ("Søren", "soren"),
        ("Łódź", "lodz"),
        ("œuvre", "oeuvre"),
        # Full width, a ligature, and what phones and word processors put in.
        ("file 10", "ﬁle １０"),
        ("face-to-face", "face‑to‑face"),
        ("face-to-face", "face–to–face"),
        ("don't", "donʼt"),
        ("don't", "don`t"),
        ('"with"', "„with“"),
        # Copied together with characters that nobody sees.
        ("advocate", "\u200badvo\u00adcate\ufeff"),
        ("an advocate", " an\u00a0 advocate . ! "),
    ],
)
def test_what_another_keyboard_gives_is_the_same_word(accepted: str, typed: str) -> None:
    assert comparing.same_text(typed, (accepted,))


@given(st.text())
def test_no_text_breaks_the_comparison(text: str) -> None:
    assert comparing.fold(comparing.fold(text)) == comparing.fold(text)
