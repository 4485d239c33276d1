"""Marks: the tables of the assessment rules, and what holds for every item and response."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import marking, responses
from lms.domain.quizzes import Item, Marking, Matching, MultipleResponse, Pair
from lms.domain.responses import ChoiceResponse, ChoicesResponse, PairsResponse
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


ITEMS: list[Item] = [
    samples.single(marks=3),
    samples.truth(),
    samples.matching(),
    *(
        samples.multiple(correct=c, wrong=w, marking=rule)
        for rule in Marking
        for c, w in [(0, 3), (1, 1), (3, 2)]
    ),
]


@st.composite
def answered(draw: st.DrawFn) -> tuple[Item, responses.Response]:
    item = draw(st.sampled_from(ITEMS))
    match responses.blank(item):
        case ChoiceResponse():
            size = len(item.options) if not isinstance(item, Matching) else 0
            return item, ChoiceResponse(draw(st.none() | st.integers(0, size - 1)))
        case ChoicesResponse():
            size = len(item.options) if not isinstance(item, Matching) else 0
            return item, ChoicesResponse(draw(st.frozensets(st.integers(0, size - 1))))
        case PairsResponse(rights):
            choice = st.none() | st.integers(0, len(rights))
            return item, PairsResponse(tuple(draw(choice) for _ in rights))


@given(answered())
def test_a_mark_lies_between_nothing_and_what_is_available(pair: tuple[Item, responses.Response]) -> None:
    got = marking.mark(*pair)
    assert 0 <= got.earned <= got.available == pair[0].marks
    assert got.because.endswith(".")


@given(answered(), st.randoms())
def test_the_order_on_the_sheet_never_changes_a_mark(pair: tuple[Item, responses.Response], chance) -> None:  # type: ignore[no-untyped-def]
    item, response = pair
    size = len(item.rights) if isinstance(item, Matching) else len(item.options)
    order = list(range(size))
    chance.shuffle(order)
    read_back = responses.from_form(item, order, responses.to_form(response, order))
    assert read_back == response
    assert marking.mark(item, read_back) == marking.mark(item, response)
