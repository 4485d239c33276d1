"""When two texts are the same, a slip of the pen, or other words."""

from __future__ import annotations

import pytest

from lms.domain import likeness


@pytest.mark.parametrize(
    ("old", "new"),
    [("Hear  first.", "hear first"), ("It’s *so*", "It's so"), ("a\nb", "a b")],
)
def test_spacing_stops_and_case_do_not_make_other_words(old: str, new: str) -> None:
    assert likeness.same_words(old, new)


@pytest.mark.parametrize(
    ("old", "new"), [("we recieve them", "we receive them"), ("Occured in May", "Occurred in May")]
)
def test_a_misspelt_word_is_a_slip(old: str, new: str) -> None:
    assert not likeness.same_words(old, new)
    assert likeness.is_slip(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You must ask", "You may ask"),
        ("It is legal", "It is illegal"),
        ("You can ask", "You can't ask"),
        ("Wait 10 days", "Wait 14 days"),
        ("Ask first", "Ask them first"),
        ("They should say", "They shouldn't say"),
    ],
)
def test_what_may_turn_the_meaning_round_is_no_slip(old: str, new: str) -> None:
    assert not likeness.is_slip(old, new)


def test_texts_are_matched_by_words_then_by_place() -> None:
    assert likeness.match(["a tree", "a stone"], ["A stone.", "a tree"]) == {0: 1, 1: 0}
    assert likeness.match(["how was lunch"], ["how was your lunch"]) == {0: 0}
    assert likeness.match(["how was lunch"], ["zzz"]) == {}
    assert likeness.match([], ["x"]) == {}


def test_a_changed_figure_is_never_a_slip_of_the_keyboard() -> None:
    assert not likeness._misspelt("2019", "2018")


def test_a_word_turned_round_is_never_a_slip_of_the_keyboard() -> None:
    assert not likeness._misspelt("couldn't", "couldnot")
