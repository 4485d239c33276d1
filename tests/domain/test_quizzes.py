"""Quizzes: items are found by id, and pick lines know what fits them."""

from __future__ import annotations

import pytest

from lms.domain.quizzes import Difficulty, PickLine, fits
from tests.domain import samples


def test_an_item_is_found_by_its_id() -> None:
    quiz = samples.quiz(samples.single(), samples.truth())
    assert quiz.item("truth") is quiz.items[1]
    with pytest.raises(KeyError):
        quiz.item("nowhere")


@pytest.mark.parametrize(
    ("line", "good"),
    [
        (PickLine(1, ("a",)), True),
        (PickLine(1, ("z", "a")), True),
        (PickLine(1, ("z",)), False),
        (PickLine(1, ("a",), Difficulty.HARD), True),
        (PickLine(1, ("a",), Difficulty.EASY), False),
    ],
)
def test_a_line_fits_by_tag_and_difficulty(line: PickLine, good: bool) -> None:
    assert fits(line, samples.single(tags=("a",), difficulty=Difficulty.HARD)) is good


def test_matching_offers_its_own_answers_and_the_spares() -> None:
    assert samples.matching().rights == ("1", "2", "3", "4")
