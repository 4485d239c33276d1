"""Attempt policies: how many, how long to wait, when answers may be seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.domain.attempts import Sitting, check_may_start, may_review, may_start
from lms.domain.errors import MustWait, NoAttemptsLeft
from lms.domain.quizzes import AttemptPolicy, ShowAnswers

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def failed(*hours_ago: float) -> list[Sitting]:
    return [Sitting(NOW - timedelta(hours=hours), False) for hours in hours_ago]


def test_without_a_limit_one_may_always_start() -> None:
    assert may_start(AttemptPolicy(), failed(*range(50)), NOW)


def test_a_limit_without_a_wait_is_final() -> None:
    policy = AttemptPolicy(allowed=2)
    assert may_start(policy, failed(400), NOW)
    with pytest.raises(NoAttemptsLeft) as caught:
        check_may_start(policy, failed(500, 400), NOW)
    assert (caught.value.used, caught.value.allowed) == (2, 2)
    assert not may_start(policy, failed(500, 400), NOW)


def test_after_the_wait_as_many_again_are_allowed() -> None:
    policy = AttemptPolicy(allowed=2, wait=DAY)
    with pytest.raises(MustWait) as caught:
        check_may_start(policy, failed(5, 1), NOW)
    assert caught.value.until == NOW + timedelta(hours=23)
    assert may_start(policy, failed(30, 24), NOW)
    assert may_start(policy, failed(60, 50, 1), NOW)
    assert not may_start(policy, failed(60, 50, 2, 1), NOW)


def test_an_attempt_that_is_still_open_counts_and_holds_no_end() -> None:
    policy = AttemptPolicy(allowed=1, wait=DAY)
    assert may_start(policy, [Sitting(None, False)], NOW)


@pytest.mark.parametrize(
    ("show", "passed", "shown"),
    [
        (ShowAnswers.AT_ONCE, False, True),
        (ShowAnswers.AFTER_PASSING, False, False),
        (ShowAnswers.AFTER_PASSING, True, True),
        (ShowAnswers.AFTER_LAST_ATTEMPT, False, False),
        (ShowAnswers.NEVER, True, False),
    ],
)
def test_answers_are_shown_when_the_quiz_says_so(show: ShowAnswers, passed: bool, shown: bool) -> None:
    history = [Sitting(NOW, passed)]
    assert may_review(show, AttemptPolicy(allowed=3), history, passed=passed) is shown


def test_the_last_attempt_or_a_pass_opens_the_answers() -> None:
    show = ShowAnswers.AFTER_LAST_ATTEMPT
    assert may_review(show, AttemptPolicy(allowed=2), failed(2, 1), passed=False)
    assert may_review(show, AttemptPolicy(allowed=2), [Sitting(NOW, True)], passed=True)
    assert not may_review(show, AttemptPolicy(allowed=2, wait=DAY), failed(2, 1), passed=False)
    assert not may_review(show, AttemptPolicy(), failed(2, 1), passed=False)


@pytest.mark.parametrize("show", list(ShowAnswers))
def test_nothing_is_shown_while_another_attempt_is_open(show: ShowAnswers) -> None:
    history = [Sitting(NOW, True), Sitting(None, False)]
    assert not may_review(show, AttemptPolicy(), history, passed=True)
