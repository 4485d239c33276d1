"""Papers drawn once: an old attempt is drawn anew from its seed, so none of these may ever change."""

from __future__ import annotations

import random

import pytest

from lms.domain import drawing
from lms.domain.quizzes import Difficulty, PickLine, Quiz
from tests.domain import samples

PICKED = samples.quiz(
    *samples.bank(6, tag="a"),
    *samples.bank(6, tag="b"),
    samples.truth(),
    pick=(PickLine(2, ("a",)), PickLine(1, ("b",), Difficulty.HARD), PickLine(1, ("a", "b"))),
)
WHOLE = samples.quiz(
    samples.truth(), samples.matching(), samples.multiple(), samples.ordering(), samples.single()
)


@pytest.mark.parametrize(
    ("quiz", "seed", "paper"),
    [
        (PICKED, 0, "a-5:210 a-1:102 b-5:201 a-2:102"),
        (PICKED, 7, "a-4:120 a-1:012 a-3:120 b-5:120"),
        (PICKED, 2**63 - 1, "a-3:120 b-2:210 a-4:210 a-1:021"),
        (WHOLE, 0, "many:02134 match:2013 truth:01 one:102 order:1302"),
        (WHOLE, 7, "one:120 truth:01 order:1032 match:3201 many:12043"),
        (WHOLE, 20261122, "truth:01 order:2130 many:42310 match:2103 one:021"),
    ],
)
def test_a_seed_draws_the_paper_that_it_drew_on_the_day(quiz: Quiz, seed: int, paper: str) -> None:
    drawn = drawing.draw(quiz, seed)
    assert paper == " ".join(f"{item.item_id}:{''.join(map(str, item.order))}" for item in drawn.items)


def test_every_order_is_as_likely_as_any_other() -> None:
    chance = random.Random(5)
    counts: dict[tuple[int, ...], int] = {}
    for _ in range(6_000):
        things = [0, 1, 2]
        drawing.mix(chance, things)
        counts[tuple(things)] = counts.get(tuple(things), 0) + 1
    assert len(counts) == 6
    assert all(850 < count < 1150 for count in counts.values())
