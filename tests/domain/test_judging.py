"""Who may speak next about a written answer, and when it is settled."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.domain import judging
from lms.domain.errors import JudgeRefused, MalformedPoints
from lms.domain.judging import Said, Step, Voice
from tests.support.reflections import SECOND, WRITTEN

ANN, BEN, CAT = 1, 2, 3
ONE = Said(ANN, (2, 1))
OTHER = Said(BEN, (1, 1))


def test_an_item_without_a_scheme_is_judged_as_a_whole() -> None:
    (line,) = judging.scheme(SECOND)
    assert (line.marks, judging.available(SECOND)) == (3, 3)
    assert judging.available(WRITTEN) == 4


@pytest.mark.parametrize("points", [(), (2,), (2, 1, 0), (3, 0), (-1, 0)])
def test_points_that_do_not_fit_the_scheme_are_refused(points: tuple[int, ...]) -> None:
    with pytest.raises(MalformedPoints):
        judging.mark(WRITTEN, points)


def test_a_mark_is_the_sum_and_says_how() -> None:
    mark = judging.mark(WRITTEN, (2, 1))
    assert (mark.earned, mark.available) == (Fraction(3), Fraction(4))
    assert mark.because == "A trainer read this and gave 2 of 2, 1 of 2: 3 of 4 in all."
    assert judging.mark(SECOND, (0,)).because == "A trainer read this and gave 0 of 3."


def test_each_trainer_speaks_once_in_a_round() -> None:
    assert judging.next_voice(Step.WAITING, {}, ANN) is Voice.FIRST
    assert judging.next_voice(Step.SECOND, {Voice.FIRST: ONE}, BEN) is Voice.SECOND
    both = {Voice.FIRST: ONE, Voice.SECOND: OTHER}
    assert judging.next_voice(Step.DIFFERS, both, CAT) is Voice.THIRD
    for step, said, who in (
        (Step.SECOND, {Voice.FIRST: ONE}, ANN),
        (Step.DIFFERS, both, BEN),
        (Step.SETTLED, {Voice.FIRST: ONE}, CAT),
    ):
        with pytest.raises(JudgeRefused):
            judging.next_voice(step, said, who)


def test_only_the_two_who_differ_can_agree() -> None:
    both = {Voice.FIRST: ONE, Voice.SECOND: OTHER}
    assert judging.may_agree(Step.DIFFERS, both, ANN)
    assert not judging.may_agree(Step.DIFFERS, both, CAT)
    assert not judging.may_agree(Step.SECOND, {Voice.FIRST: ONE}, ANN)
    assert judging.other(both, ANN) == OTHER
    assert judging.other(both, BEN) == ONE
    with pytest.raises(JudgeRefused):
        judging.other(both, CAT)


def test_the_way_to_a_settled_answer() -> None:
    first = {Voice.FIRST: ONE}
    assert judging.step_after(Voice.FIRST, first, second_wanted=False) is Step.SETTLED
    assert judging.step_after(Voice.FIRST, first, second_wanted=True) is Step.SECOND
    same = {**first, Voice.SECOND: Said(BEN, (2, 1))}
    assert judging.step_after(Voice.SECOND, same, second_wanted=False) is Step.SETTLED
    both = {**first, Voice.SECOND: OTHER}
    assert judging.step_after(Voice.SECOND, both, second_wanted=False) is Step.DIFFERS
    # The same sum for other reasons is another opinion.
    sums = {**first, Voice.SECOND: Said(BEN, (1, 2))}
    assert judging.step_after(Voice.SECOND, sums, second_wanted=False) is Step.DIFFERS
    assert judging.step_after(Voice.THIRD, both, second_wanted=False) is Step.SETTLED
    assert judging.step_after(Voice.AGREED, both, second_wanted=False) is Step.SETTLED
