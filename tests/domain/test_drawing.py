"""Draws: the same seed gives the same paper, every line is met, nothing is drawn twice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import drawing
from lms.domain.quizzes import Difficulty, Item, Ordering, PickLine, SingleChoice
from tests.domain import samples

SEEDS = st.integers(-(2**63), 2**63 - 1)


@given(SEEDS)
def test_the_same_seed_gives_the_same_paper(seed: int) -> None:
    quiz = samples.quiz(*samples.bank(9, tag="a"), pick=(PickLine(4, ("a",)),))
    assert drawing.draw(quiz, seed) == drawing.draw(quiz, seed)


def test_seeds_give_different_papers() -> None:
    quiz = samples.quiz(*samples.bank(9, tag="a"), pick=(PickLine(4, ("a",)),))
    assert len({drawing.draw(quiz, seed) for seed in range(50)}) > 40


def test_without_pick_lines_every_item_that_is_not_retired_is_drawn() -> None:
    retired = samples.single("old", retired_on=date(2026, 9, 1))
    quiz = samples.quiz(samples.single(), samples.truth(), retired)
    assert {item.item_id for item in drawing.draw(quiz, 1).items} == {"one", "truth"}
    assert drawing.paper_length(quiz) == 2


@given(SEEDS)
def test_every_line_is_met_although_items_carry_several_tags(seed: int) -> None:
    # Only s1 fits both lines; a careless draw would spend it on "a" and leave "safety" unmet.
    items = [
        samples.single("s1", tags=("a", "safety")),
        samples.single("x1", tags=("a",)),
        samples.single("x2", tags=("a",)),
    ]
    quiz = samples.quiz(*items, pick=(PickLine(2, ("a",)), PickLine(1, ("safety",))))
    drawn = [item.item_id for item in drawing.draw(quiz, seed).items]
    assert sorted(drawn) == ["s1", "x1", "x2"]


@given(SEEDS)
def test_everything_from_a_tag_is_always_there_and_nothing_comes_twice(seed: int) -> None:
    items = [*samples.bank(6, tag="a"), *samples.bank(3, tag="safety")]
    quiz = samples.quiz(*items, pick=(PickLine(None, ("safety",)), PickLine(2, ("a",))))
    drawn = [item.item_id for item in drawing.draw(quiz, seed).items]
    assert len(drawn) == len(set(drawn)) == drawing.paper_length(quiz) == 5
    assert {"safety-0", "safety-1", "safety-2"} <= set(drawn)


def test_a_difficulty_is_respected() -> None:
    items = samples.bank(9, tag="a")
    quiz = samples.quiz(*items, pick=(PickLine(3, ("a",), Difficulty.HARD),))
    drawn = {item.item_id for item in drawing.draw(quiz, 5).items}
    assert drawn == {item.id for item in items if item.difficulty is Difficulty.HARD}


def test_each_item_is_drawn_about_as_often_as_the_others() -> None:
    quiz = samples.quiz(*samples.bank(6, tag="a"), pick=(PickLine(3, ("a",)),))
    seen = {f"a-{n}": 0 for n in range(6)}
    for seed in range(600):
        for item in drawing.draw(quiz, seed).items:
            seen[item.item_id] += 1
    assert all(240 <= count <= 360 for count in seen.values())


def test_a_draw_that_cannot_be_met_is_refused() -> None:
    quiz = samples.quiz(*samples.bank(2, tag="a"), pick=(PickLine(3, ("a",)),))
    assert not drawing.can_meet(quiz.pick, quiz.items)
    with pytest.raises(drawing.DrawImpossible):
        drawing.draw(quiz, 1)


def test_lines_that_share_their_only_items_cannot_both_be_met() -> None:
    items: list[Item] = [samples.single("s", tags=("a", "b"))]
    assert drawing.can_meet((PickLine(1, ("a",)),), items)
    assert not drawing.can_meet((PickLine(1, ("a",)), PickLine(1, ("b",))), items)


@given(SEEDS)
def test_questions_keep_their_order_when_shuffling_is_off(seed: int) -> None:
    quiz = samples.quiz(*samples.bank(5, tag="a"), shuffle_questions=False, shuffle_options=False)
    paper = drawing.draw(quiz, seed)
    assert [item.item_id for item in paper.items] == [f"a-{n}" for n in range(5)]
    assert {item.order for item in paper.items} == {(0, 1, 2)}


@given(SEEDS)
def test_true_and_false_are_never_shuffled_and_matching_always_is_a_permutation(seed: int) -> None:
    paper = drawing.draw(samples.quiz(samples.truth(), samples.matching(), samples.multiple()), seed)
    orders = {item.item_id: item.order for item in paper.items}
    assert orders["truth"] == (0, 1)
    assert sorted(orders["match"]) == [0, 1, 2, 3]
    assert sorted(orders["many"]) == [0, 1, 2, 3, 4]


def test_a_fixed_order_is_kept() -> None:
    quiz = samples.quiz(samples.single(fixed_order=True))
    assert {drawing.draw(quiz, seed).items[0].order for seed in range(20)} == {(0, 1, 2)}


def test_none_of_the_above_stays_last() -> None:
    options = (samples.option("None of the above."), samples.option("b", correct=True), samples.option("c"))
    quiz = samples.quiz(SingleChoice(id="n", text="Which?", options=options))
    assert {drawing.draw(quiz, seed).items[0].order[-1] for seed in range(20)} == {0}


@given(SEEDS)
def test_an_ordering_never_stands_in_the_right_order(seed: int) -> None:
    (item,) = drawing.draw(samples.quiz(samples.ordering()), seed).items
    assert sorted(item.order) == [0, 1, 2, 3]
    assert item.order != (0, 1, 2, 3)


def test_items_without_options_have_no_order() -> None:
    items = [
        samples.gap_fill(),
        samples.short_text(),
        samples.number(),
        samples.reflection(),
        samples.scale(),
    ]
    assert {item.order for item in drawing.draw(samples.quiz(*items), 1).items} == {()}


def test_an_ordering_of_one_step_is_drawn_as_it_is() -> None:
    quiz = samples.quiz(Ordering(id="o", text="t", steps=("only",)))
    assert drawing.draw(quiz, 1).items[0].order == (0,)
