"""The blind clicker: one item by hand, whole quizzes against every click that could be made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain import chances, drawing, guessing, marking, odds
from lms.domain.chances import Slip
from lms.domain.odds import Clicker
from lms.domain.quizzes import (
    AttemptPolicy,
    GradeBy,
    Item,
    MarkedBy,
    Marking,
    Matching,
    OrderMarking,
    Pair,
    PickLine,
    Quiz,
)
from lms.domain.responses import ChoicesResponse, OrderResponse, PairsResponse
from tests.domain import samples

ONE = Fraction(1)


def mean(item: Item, clicker: Clicker = Clicker.CHANCE) -> Fraction:
    return odds.mean(odds.of(item, clicker))


@pytest.mark.parametrize(
    ("rule", "blind"),
    [(Marking.ALL_OR_NOTHING, 0.032), (Marking.RIGHT_MINUS_WRONG, 0.247), (Marking.EACH_OPTION, 0.503)],
)
def test_multiple_response_by_chance_is_as_the_rules_have_it(rule: Marking, blind: float) -> None:
    """Source: assessment rules 1, five options of which three are right."""
    assert round(float(mean(samples.multiple(marking=rule))), 3) == blind


def test_the_rule_ticks_as_many_boxes_as_earn_most() -> None:
    # Ticking all five earns (3 − 2) / 3, for certain; four earn (2/5) × 2/3 only.
    assert odds.of(samples.multiple(), Clicker.RULE) == {Fraction(1, 3): ONE}
    assert mean(samples.multiple(marking=Marking.ALL_OR_NOTHING), Clicker.RULE) == Fraction(1, 10)


def test_what_each_kind_gives_to_chance() -> None:
    assert mean(samples.single()) == Fraction(1, 2)
    assert mean(samples.truth()) == Fraction(1, 2)
    assert mean(samples.matching()) == Fraction(1, 4)
    assert mean(samples.ordering()) == Fraction(1, 4)
    # One gap of two has a choice of three; the other has to be typed.
    assert mean(samples.gap_fill()) == Fraction(1, 6)
    for typed in (samples.short_text(), samples.number(), samples.reflection(), samples.scale()):
        assert odds.of(typed) == {Fraction(0): ONE}


@pytest.mark.parametrize("rule", list(OrderMarking))
def test_orderings_are_counted_as_all_orders_would_be(rule: OrderMarking) -> None:
    item = samples.ordering(marking=rule)
    every = [marking.mark(item, OrderResponse(order)).earned for order in permutations(range(4))]
    found = odds.of(item, Clicker.CHANCE)
    assert found == {share: Fraction(every.count(share), 24) for share in set(every)}
    shown = odds.of(item, Clicker.RULE)
    assert sum(shown.values()) == 1
    assert shown[ONE] == Fraction(1, 23)


def test_a_matching_with_each_answer_used_once() -> None:
    item = samples.matching()
    every = [marking.mark(item, PairsResponse(order)).earned for order in permutations(range(4), 3)]
    assert odds.of(item, Clicker.RULE) == {
        share: Fraction(every.count(share), len(every)) for share in set(every)
    }
    twice = Matching(id="t", text="", pairs=(Pair("a", "x"), Pair("b", "x")))
    assert odds.of(twice, Clicker.RULE) == {ONE: ONE}


@pytest.mark.parametrize("rule", list(Marking))
def test_ticks_are_counted_as_all_patterns_would_be(rule: Marking) -> None:
    item = samples.multiple(correct=2, wrong=2, marking=rule)
    patterns = [frozenset(p) for size in range(1, 5) for p in combinations(range(4), size)]
    every = [marking.mark(item, ChoicesResponse(pattern)).earned for pattern in patterns]
    assert odds.of(item) == {share: Fraction(every.count(share), 15) for share in set(every)}


def test_random_guess_is_unknown_where_the_rules_leave_it_open() -> None:
    assert odds.random_guess(samples.single()) == Fraction(1, 2)
    assert odds.random_guess(samples.matching()) == Fraction(1, 4)
    assert odds.random_guess(samples.multiple()) is None
    assert odds.random_guess(samples.scale()) is None
    assert odds.random_guess(samples.number()) == 0


def truths(size: int, **more: object) -> Quiz:
    return samples.quiz(*(samples.truth(f"t{at}") for at in range(size)), **more)


def test_ten_coins_against_the_binomial() -> None:
    found = guessing.guess(truths(10, pass_mark=80, attempts=AttemptPolicy(allowed=3))).chance
    once = Fraction(1 + 10 + 45, 1024)
    assert (found.once, found.expected) == (once, Fraction(1, 2))
    assert found.ever == 1 - (1 - once) ** 3
    assert (found.attempts, found.papers, found.error) == (3, 0, 0.0)


def test_as_many_attempts_as_one_likes_are_enough_unless_nobody_can_pass() -> None:
    assert guessing.guess(truths(4)).worst.ever == 1
    typed = guessing.guess(samples.quiz(samples.short_text(), samples.number())).worst
    assert (typed.once, typed.ever) == (0, 0)


def test_what_is_not_marked_counts_neither_way() -> None:
    with_scale = samples.quiz(samples.truth(), samples.scale(), samples.reflection(by=MarkedBy.SELF))
    assert guessing.guess(with_scale).chance.once == Fraction(1, 2)
    nothing = guessing.guess(samples.quiz(samples.scale())).chance
    assert (nothing.once, nothing.expected) == (0, 0)


def test_the_pass_mark_is_compared_exactly() -> None:
    # 2 of 3 is 66.67%: it passes 66 and fails 67.
    assert guessing.guess(truths(3, pass_mark=66)).chance.once == Fraction(4, 8)
    assert guessing.guess(truths(3, pass_mark=67)).chance.once == Fraction(1, 8)


def test_weights_count_in_the_grade() -> None:
    heavy = samples.quiz(replace(samples.truth("a"), marks=3), samples.truth("b"), pass_mark=75)
    assert guessing.guess(heavy).chance.once == Fraction(1, 2)


def test_retired_questions_are_not_drawn() -> None:
    gone = replace(samples.short_text(), retired_on=date(2026, 1, 1))
    assert guessing.guess(samples.quiz(samples.truth(), gone)).chance.once == Fraction(1, 2)


def test_a_draw_that_cannot_be_met_has_no_chances() -> None:
    with pytest.raises(drawing.DrawImpossible):
        guessing.guess(truths(2, pick=(PickLine(1, ("nothing",)),)))


def drawn_quiz(**more: object) -> Quiz:
    """Two of four that differ in their odds and weights, and everything from another tag."""
    bank: list[Item] = [
        replace(samples.truth("t"), tags=("a",)),
        samples.single("s", tags=("a",), marks=2),
        replace(samples.matching("m"), tags=("a",)),
        replace(samples.short_text("w"), tags=("a",)),
        replace(samples.multiple("r"), tags=("b", "a")),
    ]
    return samples.quiz(*bank, pick=(PickLine(2, ("a",)), PickLine(None, ("b",))), pass_mark=60, **more)


def by_hand(quiz: Quiz, papers: list[list[Item]]) -> tuple[Fraction, Fraction]:
    """Expected share and chance of passing by writing every outcome down."""
    expected, passes = Fraction(0), Fraction(0)
    for paper in papers:
        available = Fraction(sum(item.marks for item in paper))
        for outcome in product(*(odds.of(item).items() for item in paper)):
            chance = ONE
            earned = Fraction(0)
            for item, (share, likely) in zip(paper, outcome, strict=True):
                chance *= likely
                earned += share * item.marks
            expected += chance * earned / available / len(papers)
            if earned * 100 >= quiz.pass_mark * available:
                passes += chance / len(papers)
    return expected, passes


def test_a_draw_is_reckoned_as_all_its_papers_would_be() -> None:
    quiz = drawn_quiz()
    *bank, always = quiz.items
    found = guessing.guess(quiz).chance
    papers = [[*pair, always] for pair in combinations(bank, 2)]
    assert (found.expected, found.once) == by_hand(quiz, papers)
    assert found.papers == 0


def test_lines_that_overlap_are_drawn_and_the_error_is_told() -> None:
    both = ("a", "b")
    items = [
        replace(samples.truth("1"), tags=("a",)),
        replace(samples.short_text("2"), tags=both),
        replace(samples.truth("3"), tags=both),
        replace(samples.matching("4"), tags=("b",)),
    ]
    quiz = samples.quiz(*items, pick=(PickLine(1, ("a",)), PickLine(1, ("b",))), pass_mark=50)
    found = guessing.guess(quiz).chance
    assert found.papers == guessing.PAPERS
    assert found.error > 0
    assert guessing.guess(replace(quiz, title="Again")).chance == found


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([samples.truth, samples.single, samples.matching, samples.gap_fill]),
        min_size=1,
        max_size=4,
    ),
    st.integers(1, 100),
)
def test_whole_quizzes_are_reckoned_as_every_outcome_would_be(kinds: list[object], pass_mark: int) -> None:
    items = [kind(f"i{at}") for at, kind in enumerate(kinds)]  # type: ignore[operator]
    quiz = samples.quiz(*items, pass_mark=pass_mark)
    found = guessing.guess(quiz).chance
    assert (found.expected, found.once) == by_hand(quiz, [items])
    assert 0 <= found.once <= found.ever <= 1


def test_the_worse_of_the_two_is_who_passes_more_often() -> None:
    quiz = samples.quiz(samples.multiple(marking=Marking.RIGHT_MINUS_WRONG), pass_mark=30)
    found = guessing.guess(quiz)
    assert found.worst is found.rule
    assert found.rule.once == 1 > found.chance.once


def test_marks_in_parts_are_added_exactly() -> None:
    third = Slip(Fraction(1, 2), ((Fraction(1, 6), Fraction(1, 3)), (Fraction(1, 2), Fraction(2, 3))))
    found = chances.spread([([third, third], 1), ([third], 1)], 100)
    assert found.passes == Fraction(4, 9)
    assert found.expected == Fraction(7, 9)


def test_where_the_first_attempt_counts_no_later_one_can_pass() -> None:
    for policy in (AttemptPolicy(), AttemptPolicy(allowed=3)):
        quiz = samples.quiz(samples.truth(), pass_mark=50, attempts=policy, grade_by=GradeBy.FIRST)
        found = guessing.guess(quiz).chance
        assert (found.once, found.ever, found.attempts) == (Fraction(1, 2), Fraction(1, 2), 1)
