"""Marks: the tables of the assessment rules, and what holds for every item and response."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.domain import marking
from lms.domain.quizzes import (
    MarkedBy,
    Marking,
    Matching,
    MultipleResponse,
    OrderMarking,
    Pair,
)
from lms.domain.responses import (
    ChoiceResponse,
    ChoicesResponse,
    GapsResponse,
    OrderResponse,
    PairsResponse,
    ScaleResponse,
    TextResponse,
)
from tests.domain import samples

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("choice", "earned", "because"),
    [
        (1, Fraction(1), "The right answer was chosen: 1 of 1."),
        (0, Fraction(0), "Another answer was right: 0 of 1."),
        (2, HALF, "The answer chosen is partly right: 50% of 1."),
        (None, Fraction(0), "Nothing was chosen: 0."),
    ],
)
def test_a_single_choice_earns_its_share(choice: int | None, earned: Fraction, because: str) -> None:
    assert marking.mark(samples.single(), ChoiceResponse(choice)) == marking.Mark(
        earned, Fraction(1), because
    )


@pytest.mark.parametrize(("choice", "earned"), [(0, 1), (1, 0), (None, 0)])
def test_a_true_or_false_is_right_or_wrong(choice: int | None, earned: int) -> None:
    assert marking.mark(samples.truth(), ChoiceResponse(choice)).earned == earned


# The comparison table of the assessment rules: five options, three of them right.
@pytest.mark.parametrize(
    ("rule", "ticks", "earned"),
    [
        (Marking.RIGHT_MINUS_WRONG, {0, 1, 3}, Fraction(1, 3)),
        (Marking.RIGHT_MINUS_WRONG, {0, 1}, Fraction(2, 3)),
        (Marking.RIGHT_MINUS_WRONG, {0, 1, 2, 3, 4}, Fraction(1, 3)),
        (Marking.RIGHT_MINUS_WRONG, {0, 1, 2}, Fraction(1)),
        (Marking.RIGHT_MINUS_WRONG, {3, 4}, Fraction(0)),
        (Marking.RIGHT_MINUS_WRONG, set(), Fraction(0)),
        (Marking.ALL_OR_NOTHING, {0, 1, 3}, Fraction(0)),
        (Marking.ALL_OR_NOTHING, {0, 1}, Fraction(0)),
        (Marking.ALL_OR_NOTHING, {0, 1, 2, 3, 4}, Fraction(0)),
        (Marking.ALL_OR_NOTHING, {0, 1, 2}, Fraction(1)),
        (Marking.EACH_OPTION, {0, 1, 3}, Fraction(3, 5)),
        (Marking.EACH_OPTION, {0, 1}, Fraction(4, 5)),
        (Marking.EACH_OPTION, {0, 1, 2, 3, 4}, Fraction(3, 5)),
        (Marking.EACH_OPTION, set(), Fraction(0)),
        (Marking.ALL_OR_NOTHING, set(), Fraction(0)),
    ],
)
def test_multiple_response_follows_the_table(rule: Marking, ticks: set[int], earned: Fraction) -> None:
    item = samples.multiple(marking=rule)
    assert marking.mark(item, ChoicesResponse(frozenset(ticks))).earned == earned


@pytest.mark.parametrize(
    ("rule", "blind_guess"),
    [
        (Marking.ALL_OR_NOTHING, 0.032),
        (Marking.RIGHT_MINUS_WRONG, 0.247),
        (Marking.EACH_OPTION, 0.503),
    ],
)
def test_a_blind_guess_earns_what_the_table_says(rule: Marking, blind_guess: float) -> None:
    item = samples.multiple(marking=rule)
    patterns = [frozenset(n for n in range(5) if pattern >> n & 1) for pattern in range(1, 32)]
    mean = sum(marking.mark(item, ChoicesResponse(ticks)).earned for ticks in patterns) / len(patterns)
    assert round(float(mean), 3) == blind_guess


@pytest.mark.parametrize(
    ("item", "ticks", "because"),
    [
        (samples.multiple(), {0, 1, 3}, "2 right ticks − 1 wrong tick = 1 of 3."),
        (samples.multiple(), {0, 3, 4}, "1 right tick − 2 wrong ticks = 0 of 3, and never less than 0."),
        (samples.multiple(marking=Marking.EACH_OPTION), {0}, "3 boxes rightly ticked or left, of 5."),
        (
            samples.multiple(correct=1, wrong=1, marking=Marking.EACH_OPTION),
            {0, 1},
            "1 box rightly ticked or left, of 2.",
        ),
        (
            samples.multiple(marking=Marking.ALL_OR_NOTHING),
            {0, 1},
            "2 right ticks of 3, 0 wrong ticks: not all right, 0 of 1.",
        ),
        (
            samples.multiple(marking=Marking.ALL_OR_NOTHING),
            {0, 1, 2},
            "3 right ticks of 3, 0 wrong ticks: all right, 1 of 1.",
        ),
        (
            samples.multiple(marks=2),
            {0, 1, 3},
            "2 right ticks − 1 wrong tick = 1 of 3, times 2 marks = 2/3 of 2.",
        ),
    ],
)
def test_the_arithmetic_is_told_in_one_sentence(
    item: MultipleResponse, ticks: set[int], because: str
) -> None:
    assert marking.mark(item, ChoicesResponse(frozenset(ticks))).because == because


@pytest.mark.parametrize(("ticks", "earned"), [(set(), 1), ({0}, 0)])
def test_a_question_whose_answers_are_all_wrong_is_right_when_left_alone(
    ticks: set[int], earned: int
) -> None:
    item = samples.multiple(correct=0, wrong=2)
    assert marking.mark(item, ChoicesResponse(frozenset(ticks))).earned == earned


def test_matching_counts_the_rows_that_are_right() -> None:
    got = marking.mark(samples.matching(), PairsResponse((0, 2, None)))
    assert got == marking.Mark(Fraction(1, 3), Fraction(1), "1 row right of 3.")


def test_matching_accepts_the_same_words_from_another_row() -> None:
    item = Matching(id="m", text="t", pairs=(Pair("A", "same"), Pair("B", "same")))
    assert marking.mark(item, PairsResponse((1, 0))).earned == 1


def test_marks_weigh_an_item() -> None:
    got = marking.mark(samples.single(marks=3), ChoiceResponse(2))
    assert (got.earned, got.available) == (Fraction(3, 2), Fraction(3))
    assert got.because.endswith("times 3 marks = 1 1/2 of 3.")


def test_a_response_of_another_kind_is_a_mistake_in_the_code() -> None:
    with pytest.raises(TypeError, match="PairsResponse does not answer SingleChoice"):
        marking.mark(samples.single(), PairsResponse(()))


@pytest.mark.parametrize(
    ("number", "shown"),
    [(Fraction(2), "2"), (Fraction(2, 3), "2/3"), (Fraction(5, 2), "2 1/2"), (Fraction(0), "0")],
)
def test_fractions_are_shown_in_plain_words(number: Fraction, shown: str) -> None:
    assert marking.show(number) == shown


@pytest.mark.parametrize(
    ("rule", "steps", "earned"),
    [
        (OrderMarking.EACH_PLACE, (0, 1, 2, 3), Fraction(1)),
        (OrderMarking.EACH_PLACE, (1, 0, 2, 3), HALF),
        (OrderMarking.EACH_PLACE, (0, None, None, None), Fraction(1, 4)),
        (OrderMarking.NEIGHBOURS, (0, 1, 2, 3), Fraction(1)),
        (OrderMarking.NEIGHBOURS, (3, 0, 1, 2), Fraction(2, 3)),
        (OrderMarking.NEIGHBOURS, (3, 2, 1, 0), Fraction(0)),
        (OrderMarking.NEIGHBOURS, (0, None, 1, None), Fraction(0)),
        (OrderMarking.ALL_OR_NOTHING, (0, 1, 3, 2), Fraction(0)),
        (OrderMarking.ALL_OR_NOTHING, (0, 1, 2, 3), Fraction(1)),
    ],
)
def test_ordering_follows_its_rule(
    rule: OrderMarking, steps: tuple[int | None, ...], earned: Fraction
) -> None:
    assert marking.mark(samples.ordering(marking=rule), OrderResponse(steps)).earned == earned


@pytest.mark.parametrize(
    ("rule", "because"),
    [
        (OrderMarking.EACH_PLACE, "1 step in the right place, of 4."),
        (OrderMarking.NEIGHBOURS, "0 steps right after the one it should follow, of 3."),
        (OrderMarking.ALL_OR_NOTHING, "1 step in the right place, of 4: not all right, 0 of 1."),
    ],
)
def test_ordering_tells_its_arithmetic(rule: OrderMarking, because: str) -> None:
    assert marking.mark(samples.ordering(marking=rule), OrderResponse((0, 2, 1, None))).because == because


def test_all_steps_in_place_are_told_as_all_right() -> None:
    item = samples.ordering(marking=OrderMarking.ALL_OR_NOTHING)
    assert marking.mark(item, OrderResponse((0, 1, 2, 3))).because.endswith("all right, 1 of 1.")


@pytest.mark.parametrize(
    ("texts", "good"),
    [
        (("Capacity", "established"), 2),
        ((" mental  capacity. ", "likely"), 1),
        (("", "Established"), 0),
        (("", ""), 0),
    ],
)
def test_gaps_are_marked_one_by_one(texts: tuple[str, str], good: int) -> None:
    got = marking.mark(samples.gap_fill(), GapsResponse(texts))
    assert got.earned == Fraction(good, 2)
    assert got.because == f"{good} {'gap' if good == 1 else 'gaps'} right of 2."


@pytest.mark.parametrize(
    ("text", "earned", "because"),
    [
        ("ADVOCATE.", 1, "An accepted answer: 1 of 1."),
        ("carer", 0, "Not one of the accepted answers: 0 of 1."),
        ("", 0, "Nothing was written: 0."),
    ],
)
def test_a_short_text_is_right_or_wrong(text: str, earned: int, because: str) -> None:
    got = marking.mark(samples.short_text(), TextResponse(text))
    assert (got.earned, got.because) == (earned, because)


@pytest.mark.parametrize(
    ("text", "earned", "because"),
    [
        ("8", 1, "Within the range that is right: 1 of 1."),
        ("12.0", 1, "Within the range that is right: 1 of 1."),
        ("10 Days", 1, "Within the range that is right: 1 of 1."),
        ("12.01", 0, "Outside the range that is right: 0 of 1."),
        ("7.99", 0, "Outside the range that is right: 0 of 1."),
        ("ten", 0, "We could not read a number: 0 of 1."),
        ("", 0, "Nothing was written: 0."),
    ],
)
def test_a_number_is_compared_exactly_and_its_ends_count(text: str, earned: int, because: str) -> None:
    got = marking.mark(samples.number(), TextResponse(text))
    assert (got.earned, got.because) == (earned, because)


def test_a_number_without_a_unit_is_read_as_it_stands() -> None:
    assert marking.mark(samples.number(unit=""), TextResponse("9")).earned == 1


@pytest.mark.parametrize(
    ("by", "because"),
    [
        (MarkedBy.TRAINER, "A trainer reads this; it carries no marks until then."),
        (MarkedBy.SELF, "You compare this with the model answer yourself; it carries no marks."),
        (MarkedBy.NOBODY, "This is not marked."),
    ],
)
def test_a_reflection_earns_nothing_by_itself(by: MarkedBy, because: str) -> None:
    got = marking.mark(samples.reflection(by=by), TextResponse("I would listen first."))
    assert got == marking.Mark(Fraction(0), Fraction(0), because)


def test_a_scale_is_never_marked() -> None:
    got = marking.mark(samples.scale(), ScaleResponse((0, None)))
    assert (got.available, got.because) == (0, "This is not marked.")
