"""Which questions a short refresher asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from lms.domain import delta
from lms.domain.delta import Focus, Why
from lms.domain.quizzes import Item, PickLine, Quiz, Reflection, Scale, SingleChoice
from tests.support import learning

CHOICE = learning.ITEMS[0]
assert isinstance(CHOICE, SingleChoice)


def items(count: int, **changes: object) -> tuple[Item, ...]:
    return tuple(
        replace(CHOICE, id=f"i{at}", objective=f"Objective {at % 5}", **changes)  # type: ignore[arg-type]
        for at in range(count)
    )


def quiz(*more: Item, count: int = 20, **changes: object) -> Quiz:
    return learning.quiz(items=(*items(count), *more), **changes)


@pytest.mark.parametrize(("count", "length"), [(3, 3), (5, 5), (9, 5), (10, 5), (11, 6), (25, 13)])
def test_it_is_half_a_paper_and_at_least_five_questions(count: int, length: int) -> None:
    assert delta.length(quiz(count=count)) == length


def test_what_changed_comes_first_then_what_went_wrong_then_the_rest() -> None:
    focus = Focus(
        changed_items=frozenset({"i1"}),
        changed_objectives=frozenset({"objective 0."}),
        wrong_items=frozenset({"i2"}),
        wrong_objectives=frozenset({"Objective 3"}),
    )
    drawn = delta.draw(quiz(count=20), focus, 7)
    assert len(drawn) == 10
    assert {one.item_id for one in drawn if one.why is Why.CHANGED} == {"i0", "i5", "i10", "i15", "i1"}
    assert {one.item_id for one in drawn if one.why is Why.WRONG} == {"i3", "i8", "i13", "i18", "i2"}
    assert [one.why for one in drawn] == sorted((one.why for one in drawn), key=list(Why).index)


def test_the_same_seed_draws_the_same_and_another_one_differs() -> None:
    draws = {seed: delta.draw(quiz(), Focus(), seed) for seed in range(20)}
    assert all(delta.draw(quiz(), Focus(), seed) == drawn for seed, drawn in draws.items())
    assert len(set(draws.values())) > 15


def test_every_question_gets_its_turn() -> None:
    seen = Counter(one.item_id for seed in range(200) for one in delta.draw(quiz(), Focus(), seed))
    assert len(seen) == 20
    assert min(seen.values()) > 60


def test_no_question_is_drawn_twice() -> None:
    for seed in range(50):
        ids = [one.item_id for one in delta.draw(quiz(), Focus(wrong_items=frozenset({"i1"})), seed)]
        assert len(ids) == len(set(ids))


def test_retired_questions_and_those_that_a_person_marks_are_left_out() -> None:
    retired = replace(CHOICE, id="old", retired_on=date(2026, 1, 1))
    written = Reflection(id="reflect", text="Why?", model_answer="Because.")
    scale = Scale(id="scale", text="How?", choices=("No", "Yes"), statements=("I ask.",))
    found = delta.draw(quiz(retired, written, scale, count=5), Focus(), 3)
    assert {one.item_id for one in found} == {"i0", "i1", "i2", "i3", "i4"}
    only = learning.quiz(items=(written,))
    assert [one.item_id for one in delta.draw(only, Focus(), 3)] == ["reflect"]


def test_of_the_rest_those_come_first_that_every_paper_asks() -> None:
    safety = tuple(replace(CHOICE, id=f"s{at}", tags=("safety",)) for at in range(3))
    tagged = tuple(replace(item, tags=("other",)) for item in items(20))
    found = learning.quiz(
        items=(*tagged, *safety), pick=(PickLine(None, ("safety",)), PickLine(7, ("other",)))
    )
    for seed in range(10):
        drawn = {one.item_id for one in delta.draw(found, Focus(), seed)}
        assert {"s0", "s1", "s2"} <= drawn
        assert len(drawn) == 5


def test_questions_without_an_objective_are_matched_by_their_id_alone() -> None:
    plain = learning.quiz(items=tuple(replace(CHOICE, id=f"p{at}") for at in range(8)))
    focus = Focus(changed_objectives=frozenset({""}), wrong_items=frozenset({"p3"}))
    drawn = {one.item_id: one.why for one in delta.draw(plain, focus, 1)}
    assert drawn["p3"] is Why.WRONG
    assert set(drawn.values()) == {Why.WRONG, Why.REST}
