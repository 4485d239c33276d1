"""What only a trainer can mark, and corners of the marks and rules that a change of one sign would break."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from lms.domain import grading, marking
from lms.domain.attempts import Sitting, check_may_start, may_review, may_start
from lms.domain.errors import MustWait
from lms.domain.marking import Mark
from lms.domain.quizzes import (
    AttemptPolicy,
    Criterion,
    MarkedBy,
    Marking,
    Matching,
    Pair,
    Reflection,
    Scale,
    ShowAnswers,
)
from lms.domain.responses import ChoiceResponse, ChoicesResponse, PairsResponse, ScaleResponse, TextResponse
from tests.domain import samples

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SCHEME = (Criterion("listens", 2), Criterion("asks", 1))


def reflection(marked_by: MarkedBy, *, scheme: tuple[Criterion, ...] = SCHEME, marks: int = 1) -> Reflection:
    return Reflection(
        id="essay", text="Why?", model_answer="So.", look_for=scheme, marked_by=marked_by, marks=marks
    )


@pytest.mark.parametrize("marked_by", MarkedBy)
def test_only_what_was_written_for_a_trainer_waits_for_one(marked_by: MarkedBy) -> None:
    item = reflection(marked_by)
    assert marking.waits_for_trainer(item, TextResponse("words")) is (marked_by is MarkedBy.TRAINER)
    assert not marking.waits_for_trainer(item, TextResponse(""))
    assert not marking.waits_for_trainer(item, ChoiceResponse(1))


def test_nothing_else_waits_for_a_trainer() -> None:
    assert not marking.waits_for_trainer(samples.single(), ChoiceResponse(1))
    assert not marking.waits_for_trainer(samples.single(), TextResponse("words"))


def test_a_trainer_may_give_the_sum_of_the_scheme_or_the_marks_of_the_question() -> None:
    assert marking.trainer_marks(reflection(MarkedBy.TRAINER, marks=5)) == 3
    assert marking.trainer_marks(reflection(MarkedBy.TRAINER, scheme=(), marks=5)) == 5


def test_what_was_left_blank_earns_nothing_of_what_a_trainer_could_have_given() -> None:
    assert marking.mark(reflection(MarkedBy.TRAINER), TextResponse("")) == Mark(
        Fraction(0), Fraction(3), "Nothing was written: 0 of 3."
    )
    for marked_by in (MarkedBy.SELF, MarkedBy.NOBODY):
        mark = marking.mark(reflection(marked_by), TextResponse(""))
        assert (mark.earned, mark.available) == (0, 0)


def test_a_scale_has_nothing_to_earn() -> None:
    scale = Scale(id="s", text="How?", choices=("a", "b"), statements=("one",))
    assert marking.mark(scale, ScaleResponse((1,))) == Mark(Fraction(0), Fraction(0), "This is not marked.")


def test_as_many_wrong_ticks_as_right_ones_are_nothing_without_a_floor() -> None:
    item = samples.multiple(correct=3, wrong=3)
    even = marking.mark(item, ChoicesResponse(frozenset({0, 1, 3, 4})))
    assert even.because == "2 right ticks − 2 wrong ticks = 0 of 3."
    fewer = marking.mark(item, ChoicesResponse(frozenset({0, 3, 4})))
    assert fewer.because == "1 right tick − 2 wrong ticks = 0 of 3, and never less than 0."
    more = marking.mark(item, ChoicesResponse(frozenset({0, 1, 2, 4})))
    assert more.because == "3 right ticks − 1 wrong tick = 2 of 3."


def test_every_box_rightly_left_counts() -> None:
    item = samples.multiple(correct=1, wrong=4, marking=Marking.EACH_OPTION)
    mark = marking.mark(item, ChoicesResponse(frozenset({1, 2, 3})))
    assert (mark.earned, mark.because) == (Fraction(1, 5), "1 box rightly ticked or left, of 5.")


def test_a_grade_is_compared_with_its_fractions() -> None:
    thirds = [Mark(Fraction(1), Fraction(1), ""), Mark(Fraction(1), Fraction(2), "")]
    graded = grading.grade(thirds, 67)
    assert (graded.percent, graded.passed) == (66, False)
    assert grading.grade([Mark(Fraction(2), Fraction(3), "")], 66).passed


def test_long_after_the_wait_one_may_start() -> None:
    policy = AttemptPolicy(allowed=1, wait=timedelta(days=1))
    history = [Sitting(NOW, False)]
    assert may_start(policy, history, NOW + timedelta(days=9))
    with pytest.raises(MustWait):
        check_may_start(policy, history, NOW)


def test_a_pass_alone_opens_the_answers_and_so_do_more_attempts_than_the_rule_now_allows() -> None:
    failed = [Sitting(NOW, False)] * 3
    assert may_review(ShowAnswers.AFTER_PASSING, AttemptPolicy(), failed, passed=True)
    assert may_review(ShowAnswers.AFTER_PASSING, AttemptPolicy(), [Sitting(NOW, True)], passed=False)
    assert may_review(ShowAnswers.AFTER_LAST_ATTEMPT, AttemptPolicy(allowed=2), failed, passed=False)
    assert may_review(ShowAnswers.AFTER_LAST_ATTEMPT, AttemptPolicy(allowed=9), failed, passed=True)


def test_a_row_is_right_by_its_words_and_not_by_where_they_stand_in_the_alphabet() -> None:
    item = Matching(
        id="m", text="Match", pairs=(Pair("one", "pear"), Pair("two", "quince")), spares=("apple",)
    )
    for spare in range(3):
        right = item.rights[spare] == "pear"
        assert marking.mark(item, PairsResponse((spare, None))).earned == Fraction(right, 2)
