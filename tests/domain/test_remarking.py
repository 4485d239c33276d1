"""Old answers are carried over to a corrected question by what was read, not by where it stood."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lms.domain import marking, remarking
from lms.domain.quizzes import (
    Gap,
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    Pair,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from lms.domain.remarking import Pass
from lms.domain.responses import (
    ChoiceResponse,
    ChoicesResponse,
    GapsResponse,
    OrderResponse,
    PairsResponse,
    Response,
    TextResponse,
)
from tests.support.reflections import WRITTEN


def option(text: str, right: bool = False) -> Option:
    return Option(text, right, Fraction(right))


CHOICE = SingleChoice(id="i", text="Which?", options=(option("Red", True), option("Green"), option("Blue")))
TICKS = MultipleResponse(
    id="i", text="Which?", options=(option("Red", True), option("Green"), option("Blue", True))
)
FIXED = replace(CHOICE, options=(option("Red"), option("Green", True), option("Blue")))
PAIRS = Matching(id="i", text="Match", pairs=(Pair("sun", "hot"), Pair("ice", "cold")), spares=("wet",))
STEPS = Ordering(id="i", text="Order", steps=("wake", "wash", "walk"))
LISTED = GapFill(
    id="i",
    text="Fill",
    pieces=("a ", " b"),
    gaps=(Gap(("established",), ("established", "suspectd by one", "never")),),
)
LISTED_ANEW = replace(LISTED, gaps=(Gap(("suspected by one",), ("established", "suspected by one")),))
GAPS = GapFill(id="i", text="Fill", pieces=("a ", " b"), gaps=(Gap(("x",)),))
WORD = ShortText(id="i", text="Name", accept=("advocate",))
DAYS = Number(id="i", text="Days", low=Fraction(10), high=Fraction(10))
FALSE = TrueFalse(id="i", text="So?", options=(option("True", True), option("False")))
TRUE = TrueFalse(id="i", text="So?", options=(option("True"), option("False", True)))


@pytest.mark.parametrize(
    ("old", "new", "response", "carried"),
    [
        # The key moved to another option, and the options stand in another order.
        (
            CHOICE,
            replace(CHOICE, options=(option("Blue"), option("Green", True), option("Red"))),
            ChoiceResponse(1),
            ChoiceResponse(1),
        ),
        (
            CHOICE,
            replace(CHOICE, options=(option("Blue"), option("Red"), option("Green", True))),
            ChoiceResponse(1),
            ChoiceResponse(2),
        ),
        (CHOICE, replace(CHOICE, options=CHOICE.options[1:]), ChoiceResponse(), ChoiceResponse()),
        # The option that was chosen is gone: nobody can say what it is worth.
        (CHOICE, replace(CHOICE, options=(option("Green", True), option("Blue"))), ChoiceResponse(0), None),
        (
            TRUE,
            replace(TRUE, options=(option("True", True), option("False"))),
            ChoiceResponse(1),
            ChoiceResponse(1),
        ),
        (
            TICKS,
            replace(TICKS, options=(option("Blue", True), option("Green", True))),
            ChoicesResponse(frozenset({0, 1, 2})),
            ChoicesResponse(frozenset({0, 1})),
        ),
        # The right-hand texts were the wrong way round.
        (
            PAIRS,
            replace(PAIRS, pairs=(Pair("sun", "cold"), Pair("ice", "hot"))),
            PairsResponse((0, 2)),
            PairsResponse((1, 2)),
        ),
        (
            PAIRS,
            replace(PAIRS, pairs=(Pair("ice", "cold"), Pair("sun", "hot"))),
            PairsResponse((0, None)),
            PairsResponse((None, 1)),
        ),
        (
            STEPS,
            replace(STEPS, steps=("wash", "wake", "walk")),
            OrderResponse((0, 1, 2)),
            OrderResponse((1, 0, 2)),
        ),
        (STEPS, replace(STEPS, steps=("wake", "walk")), OrderResponse((0, 1, 2)), OrderResponse((0, 1))),
        (
            STEPS,
            replace(STEPS, steps=("wake", "wash", "walk", "work")),
            OrderResponse((0, None, 2)),
            OrderResponse((0, None, 2, None)),
        ),
        (GAPS, replace(GAPS, gaps=(Gap(("y",)),)), GapsResponse(("y",)), GapsResponse(("y",))),
        # A choice is the same one in other words; one that is gone cannot be marked by the new list.
        (LISTED, LISTED_ANEW, GapsResponse(("established",)), GapsResponse(("established",))),
        (LISTED, LISTED_ANEW, GapsResponse(("suspectd by one",)), GapsResponse(("suspected by one",))),
        (LISTED, LISTED_ANEW, GapsResponse(("never",)), None),
        (LISTED, LISTED_ANEW, GapsResponse(("",)), GapsResponse(("",))),
        (GAPS, LISTED, GapsResponse(("typed",)), None),
        (LISTED, GAPS, GapsResponse(("never",)), GapsResponse(("never",))),
        (GAPS, replace(GAPS, pieces=("a", "b", "c"), gaps=(Gap(("y",)),) * 2), GapsResponse(("y",)), None),
        (WORD, replace(WORD, accept=("supporter",)), TextResponse("supporter"), TextResponse("supporter")),
        (DAYS, replace(DAYS, high=Fraction(12)), TextResponse("11"), TextResponse("11")),
        (CHOICE, TICKS, ChoiceResponse(0), None),
        (WRITTEN, replace(WRITTEN, look_for=()), TextResponse("So."), None),
    ],
)
def test_what_was_given_is_carried_over_by_its_words(
    old: Item, new: Item, response: Response, carried: Response | None
) -> None:
    assert remarking.carry(old, new, response) == carried


@pytest.mark.parametrize("item", [CHOICE, TICKS, PAIRS, STEPS, GAPS, WORD, DAYS, TRUE])
def test_every_kind_with_a_key_can_be_marked_again(item: Item) -> None:
    assert remarking.can_remark(item, item)


@pytest.mark.parametrize(
    ("old", "new"),
    [(CHOICE, TICKS), (WRITTEN, WRITTEN), (GAPS, replace(GAPS, pieces=("a", "b", "c"), gaps=GAPS.gaps * 2))],
)
def test_what_has_no_key_or_another_kind_cannot(old: Item, new: Item) -> None:
    assert not remarking.can_remark(old, new)


def test_only_a_change_of_meaning_needs_a_decision() -> None:
    assert not remarking.needs_decision(CHOICE, CHOICE)
    assert not remarking.needs_decision(CHOICE, replace(CHOICE, text="Which one?"))
    assert remarking.needs_decision(
        CHOICE, replace(CHOICE, options=(option("Red"), option("Green", True), option("Blue")))
    )


def test_the_outcome_says_what_happens_to_the_pass() -> None:
    other = marking.mark(TRUE, ChoiceResponse(1))
    green, red = ChoiceResponse(1), ChoiceResponse(0)

    def outcome(response: ChoiceResponse, others: list[marking.Mark] | None) -> remarking.Outcome:
        old = marking.mark(CHOICE, response)
        found = remarking.outcome(CHOICE, FIXED, response, old, others, 80)
        assert found is not None
        return found

    gained, lost = outcome(green, [other]), outcome(red, [other])
    same, waits = outcome(ChoiceResponse(2), [other]), outcome(green, None)
    assert [gained.passing, lost.passing, same.passing, waits.passing] == [
        Pass.GAINED,
        Pass.LOST,
        Pass.SAME,
        Pass.SAME,
    ]
    assert [one.changes for one in (gained, lost, same, waits)] == [True, True, False, True]
    assert waits.new_grade is None
    assert remarking.outcome(CHOICE, TICKS, green, marking.mark(CHOICE, green), [other], 80) is None


def test_options_stay_in_the_order_in_which_they_were_shown() -> None:
    new = replace(CHOICE, options=(Option("Something new", False, Fraction(0)), *CHOICE.options[::-1]))
    last = len(CHOICE.options)
    assert remarking.carry_order(CHOICE, new, tuple(range(last))) == (*range(last, 0, -1), 0)
    assert remarking.carry_order(CHOICE, replace(CHOICE, options=CHOICE.options[1:]), (0, 2, 1)) == (1, 0)
    words = ShortText(id="a", text="A?", accept=("b",))
    assert remarking.carry_order(words, words, ()) == ()
