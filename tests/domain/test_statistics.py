"""The figures of questions and quizzes: the golden vector to four decimals, guards, properties."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain import statistics
from lms.domain.statistics import ItemFigures, Scored

HALF = Fraction(1, 2)
# Source: assessment rules 3. Rows are learners; each item gives at most 1.
GOLDEN = ((1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 0, HALF), (1, 0, 1, 0), (1, 0, 0, 0), (0, 0, 1, 0))
TOTALS = [sum(row) for row in GOLDEN]
COLUMNS = [[row[at] for row in GOLDEN] for at in range(4)]


def scored(*, drawn: bool = False) -> list[Scored]:
    return [Scored(column, TOTALS, 1, drawn) for column in COLUMNS]


def test_the_golden_vector_of_questions() -> None:
    found = statistics.items(scored())
    assert [round(one.facility, 4) for one in found] == [83.3333, 50, 66.6667, 25]
    assert [round(one.discrimination or 0, 4) for one in found] == [20.0, 60.1929, -11.5857, 53.4522]
    assert [round(one.efficiency or 0, 4) for one in found] == [29.4118, 71.4286, -15.3846, 66.6667]
    assert [round(one.effective_weight or 0, 4) for one in found] == [21.7277, 32.2274, 19.4339, 26.6109]
    assert [one.intended_weight for one in found] == [25, 25, 25, 25]
    assert [one.negative for one in found] == [False] * 4
    assert round(found[0].deviation or 0, 6) == 0.408248


def test_the_golden_vector_of_the_quiz() -> None:
    found = statistics.quiz(TOTALS, COLUMNS)
    assert found.mean == 2.25
    assert found.median == 2.25
    assert round(found.deviation or 0, 6) == 1.172604
    assert round(found.skewness or 0, 6) == 0.348874
    assert round(found.kurtosis or 0, 6) == -0.849587
    assert round(found.alpha or 0, 6) == 45.252525
    assert round(found.error_ratio or 0, 6) == 73.991537
    assert round(found.standard_error or 0, 6) == 0.867628


def test_whole_numbers_in_a_unit_give_the_same_figures() -> None:
    columns = [[int(2 * mark) for mark in column] for column in COLUMNS]
    totals = [int(2 * total) for total in TOTALS]
    assert statistics.items([Scored(column, totals, 2) for column in columns], unit=2) == statistics.items(
        scored()
    )
    assert statistics.quiz(totals, columns, unit=2) == statistics.quiz(TOTALS, COLUMNS)


def test_a_question_drawn_at_random_is_compared_with_the_whole_total() -> None:
    (first, *_) = statistics.items(scored(drawn=True))
    own, total = statistics.variance(COLUMNS[0]), statistics.variance(TOTALS)
    both = statistics.covariance(COLUMNS[0], TOTALS)
    assert own is not None
    assert total is not None
    assert both is not None
    assert first.discrimination == pytest.approx(100 * float(both) / math.sqrt(own * total))


def test_guards_where_a_formula_has_no_answer() -> None:
    (alone,) = statistics.items([Scored([1], [1], 1)])
    assert (alone.deviation, alone.discrimination, alone.efficiency, alone.effective_weight) == (None,) * 4
    (flat, _) = statistics.items([Scored([1, 1], [1, 2], 1), Scored([0, 1], [1, 2], 1)])
    assert (flat.discrimination, flat.efficiency) == (None, None)
    (unmarked,) = statistics.items([Scored([0, 0], [0, 0], 0)])
    assert (unmarked.facility, unmarked.intended_weight, unmarked.effective_weight) == (0.0, 0.0, None)
    one = statistics.quiz([3], [[1], [2]])
    assert (one.deviation, one.skewness, one.kurtosis, one.alpha) == (None,) * 4
    two = statistics.quiz([1, 3], [[1, 3]])
    assert (two.skewness, two.alpha) == (None, None)
    assert statistics.quiz([1, 2, 4], [[1, 2, 4]]).kurtosis is None
    assert statistics.quiz([2, 2, 2, 2], [[1] * 4, [1] * 4]).error_ratio is None
    with pytest.raises(ValueError, match="without attempts"):
        statistics.quiz([], [])
    with pytest.raises(ValueError, match="without attempts"):
        statistics.items([Scored([], [], 1)])


def test_a_question_that_pulls_against_the_total_is_flagged_and_not_weighed() -> None:
    marks = [1] * 10 + [0] * 10
    totals = [1] * 10 + [3] * 10
    odd, even = statistics.items([Scored(marks, totals, 1), Scored([0] * 10 + [3] * 10, totals, 3)])
    assert (odd.negative, odd.effective_weight) == (True, None)
    assert even.effective_weight == 100
    assert statistics.flags(odd) == ("Negative: people who do well get this wrong",)


def figures(**changes: object) -> ItemFigures:
    values: dict[str, object] = {
        "attempts": 20,
        "facility": 60.0,
        "deviation": 0.5,
        "discrimination": 30.0,
        "efficiency": 50.0,
        "intended_weight": 10.0,
        "effective_weight": 10.0,
        "negative": False,
        "facility_range": None,
        "discrimination_range": None,
    }
    return ItemFigures(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ()),
        ({"facility": 39.99}, ("Hard: facility under 40%",)),
        ({"facility": 40.0}, ()),
        ({"facility": 95.0}, ()),
        ({"facility": 95.01}, ("Easy: facility over 95%",)),
        ({"discrimination": -0.1}, ("Negative: people who do well get this wrong",)),
        ({"discrimination": None, "efficiency": None}, ()),
        ({"efficiency": 14.9}, ("Dubious: discriminative efficiency under 15%",)),
        ({"efficiency": -3.0}, ()),
        ({"facility": 1.0, "attempts": 19}, ()),
    ],
)
def test_flags_begin_where_the_rules_say(changes: dict[str, object], words: tuple[str, ...]) -> None:
    assert statistics.flags(figures(**changes)) == words


def test_an_answer_that_hardly_anybody_chooses_is_a_flag() -> None:
    assert statistics.flags(figures(), hardly_chosen=True) == ("An answer chosen by under 5%",)


@pytest.mark.parametrize(
    ("marks", "best", "low", "high"),
    [
        # Wilson, reckoned by hand: nobody and everybody of 20 still leave room for the 21st.
        ([0] * 20, 1, 0.0, 16.1125),
        ([2] * 20, 2, 83.8875, 100.0),
        ([0, 1] * 10, 1, 29.9298, 70.0702),
        # Part marks: a mean, 50 ± 1.96 × 0.3244/√20 of its marks.
        ([0, 1, 2, 1] * 5, 2, 34.1026, 65.8974),
        # All alike and half right: no spread, and no certainty either.
        ([1] * 20, 2, 29.9298, 70.0702),
    ],
)
def test_a_facility_has_an_interval_that_is_never_a_point(
    marks: list[int], best: int, low: float, high: float
) -> None:
    (found,) = statistics.items([Scored(marks, marks, best)])
    assert found.facility_range is not None
    assert (round(found.facility_range.low, 4), round(found.facility_range.high, 4)) == (low, high)


def test_intervals_begin_at_twenty() -> None:
    few = Scored([0, 1] * 9 + [1], [0, 2] * 9 + [3], 1)
    enough = Scored([0, 1] * 10, [0, 2, 1, 4] * 5, 1)
    (without,), (with_range,) = statistics.items([few]), statistics.items([enough])
    assert (without.facility_range, without.discrimination_range) == (None, None)
    assert with_range.facility_range is not None
    assert with_range.discrimination_range is not None
    assert with_range.facility_range.low < 50 < with_range.facility_range.high
    assert statistics.share_range(3, 19) is None
    assert statistics.quiz([0, 1] * 10, []).mean_range is not None


def test_a_perfect_correlation_has_no_interval() -> None:
    (perfect,) = statistics.items([Scored([0, 1] * 10, [0, 2] * 10, 1)])
    assert perfect.discrimination == pytest.approx(100)
    assert perfect.discrimination_range is None or perfect.discrimination_range.high == pytest.approx(100)


def test_wilson_intervals_of_a_table() -> None:
    # Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662; none of 20 is 0 to 0.1611.
    found = statistics.share_range(81, 263)
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (25.53, 36.62)
    none = statistics.share_range(0, 20)
    assert none is not None
    assert (none.low, round(none.high, 2)) == (0, 16.11)


@pytest.mark.parametrize(("totals", "median"), [([3, 1, 2], 2), ([4, 1, 2, 3], 2.5)])
def test_the_median_is_in_the_middle(totals: list[int], median: float) -> None:
    assert statistics.quiz(totals, []).median == median


PAPERS = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 6), min_size=width, max_size=width), min_size=2, max_size=40
    )
)


@settings(deadline=None)
@given(PAPERS)
def test_figures_stay_where_they_can_be(rows: list[list[int]]) -> None:
    totals = [sum(row) for row in rows]
    columns = [list(column) for column in zip(*rows, strict=True)]
    found = statistics.items([Scored(column, totals, 6) for column in columns])
    for one in found:
        assert 0 <= one.facility <= 100
        assert one.discrimination is None or -100.0001 <= one.discrimination <= 100.0001
        assert one.efficiency is None or one.efficiency <= 100.0001
    weights = [one.effective_weight for one in found if one.effective_weight is not None]
    assert not weights or sum(weights) == pytest.approx(100)
    quiz = statistics.quiz(totals, columns)
    assert quiz.alpha is None or quiz.alpha <= 100.0001


@settings(deadline=None)
@given(PAPERS)
def test_the_order_of_attempts_never_matters(rows: list[list[int]]) -> None:
    shuffled = sorted(rows)
    one = [Scored([row[0] for row in some], [sum(row) for row in some], 6) for some in (rows, shuffled)]
    assert statistics.items(one[:1]) == statistics.items(one[1:])
    assert statistics.quiz(one[0].totals, []) == statistics.quiz(one[1].totals, [])


@settings(deadline=None)
@given(st.integers(20, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_is_in_its_interval(counts: tuple[int, int]) -> None:
    chosen, of = counts
    found = statistics.share_range(chosen, of)
    assert found is not None
    assert 0 <= found.low <= 100 * chosen / of + 1e-9
    assert 100 * chosen / of - 1e-9 <= found.high <= 100


def test_a_share_of_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match="share of nothing"):
        statistics.wilson(0.0, 0)
