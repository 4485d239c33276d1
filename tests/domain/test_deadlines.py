"""Deadlines, the seconds left, the attempt that counts, and what an open attempt holds back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import attempts
from lms.domain.adjustments import NONE, Adjustment
from lms.domain.attempts import Sitting
from lms.domain.quizzes import AttemptPolicy, GradeBy, ShowAnswers, TimeLimit
from tests.domain import samples

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ITEMS = (samples.single(), samples.multiple())


LIMIT = TimeLimit(40, "calls are short")


def test_without_a_limit_there_is_no_deadline() -> None:
    assert attempts.deadline(NOW, None, Adjustment(extra_time_percent=50)) is None
    assert attempts.deadline(NOW, LIMIT, Adjustment(no_limit=True, extra_time_percent=50)) is None
    assert attempts.allowed_time(None, NONE) is None
    assert not attempts.is_overdue(None, NOW)
    assert attempts.seconds_left(NOW, None, NOW) is None


@pytest.mark.parametrize(
    ("minutes", "extra", "allowed"),
    [
        (40, 0, timedelta(minutes=40)),
        (40, 25, timedelta(minutes=50)),
        (30, 33, timedelta(minutes=39, seconds=54)),
        (1, 1, timedelta(seconds=60, milliseconds=600)),
        (1440, 400, timedelta(days=5)),
    ],
)
def test_extra_time_is_added_exactly(minutes: int, extra: int, allowed: timedelta) -> None:
    limit = TimeLimit(minutes, "so")
    adjusted = Adjustment(extra_time_percent=extra)
    assert attempts.allowed_time(limit, adjusted) == allowed
    assert attempts.deadline(NOW, limit, adjusted) == NOW + allowed


def test_what_was_sent_in_time_has_ten_seconds_on_its_way() -> None:
    assert timedelta(seconds=10) == attempts.GRACE
    assert not attempts.is_overdue(NOW, NOW)
    assert not attempts.is_overdue(NOW, NOW + timedelta(seconds=10))
    assert attempts.is_overdue(NOW, NOW + timedelta(seconds=10, microseconds=1))


@pytest.mark.parametrize(
    ("passed", "left"),
    [
        (timedelta(0), 2400),
        (timedelta(milliseconds=1), 2399),
        (timedelta(minutes=39, seconds=59), 1),
        (timedelta(minutes=40), 0),
        (timedelta(minutes=40, microseconds=1), 0),
        # A clock that jumps takes nothing away that is stored and gives nothing more than there was.
        (timedelta(hours=1), 0),
        (timedelta(days=2), 0),
        (-timedelta(hours=1), 2400),
        (-timedelta(days=2), 2400),
    ],
)
def test_the_seconds_left_are_whole_and_between_nothing_and_everything(passed: timedelta, left: int) -> None:
    deadline = attempts.deadline(NOW, LIMIT, NONE)
    assert attempts.seconds_left(NOW, deadline, NOW + passed) == left


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 29, 0, 50, tzinfo=UTC), datetime(2026, 10, 25, 0, 50, tzinfo=UTC)]
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "America/New_York", "Pacific/Apia"])
def test_a_change_of_the_clocks_neither_gives_nor_takes_time(start: datetime, zone: str) -> None:
    """Forty minutes across the hour that is skipped, and across the hour that comes twice."""
    local = start.astimezone(ZoneInfo(zone))
    deadline = attempts.deadline(start, LIMIT, NONE)
    assert deadline is not None
    assert deadline - start == timedelta(minutes=40)
    for minutes in range(-5, 60):
        now = start + timedelta(minutes=minutes)
        seen = attempts.seconds_left(start, deadline, now.astimezone(local.tzinfo))
        assert seen == max(0, min(2400, 2400 - 60 * minutes))
        assert attempts.is_overdue(deadline, now.astimezone(local.tzinfo)) == (minutes > 40)


@given(
    st.integers(1, 1440),
    st.integers(0, 400),
    st.integers(0, 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    st.timedeltas(-timedelta(days=3), timedelta(days=9)),
)
def test_an_answer_counts_exactly_until_the_grace_after_the_deadline(
    minutes: int, extra: int, start: datetime, passed: timedelta
) -> None:
    deadline = attempts.deadline(start, TimeLimit(minutes, "so"), Adjustment(extra_time_percent=extra))
    assert deadline is not None
    whole = deadline - start
    assert whole >= timedelta(minutes=minutes)
    assert attempts.is_overdue(deadline, start + passed) == (passed > whole + timedelta(seconds=10))
    left = attempts.seconds_left(start, deadline, start + passed)
    assert left is not None
    assert 0 <= left <= whole.total_seconds()


def test_an_attempt_may_count_by_its_number() -> None:
    assert [attempts.may_count(GradeBy.HIGHEST, number) for number in (1, 2, 9)] == [True, True, True]
    assert [attempts.may_count(GradeBy.FIRST, number) for number in (1, 2, 9)] == [True, False, False]


@pytest.mark.parametrize(
    ("grade_by", "percents", "place"),
    [
        (GradeBy.HIGHEST, [], None),
        (GradeBy.HIGHEST, [None], None),
        (GradeBy.HIGHEST, [0], 0),
        (GradeBy.HIGHEST, [50, 80, 60], 1),
        (GradeBy.HIGHEST, [50, 80, 80], 1),
        (GradeBy.HIGHEST, [None, 0, None], 1),
        (GradeBy.FIRST, [50, 80], 0),
        (GradeBy.FIRST, [None, 80], None),
        (GradeBy.FIRST, [], None),
    ],
)
def test_the_attempt_that_counts(grade_by: GradeBy, percents: list[int | None], place: int | None) -> None:
    assert attempts.counting(grade_by, percents) == place


@given(st.lists(st.none() | st.integers(0, 100), min_size=1, max_size=6), st.integers(0, 100))
def test_a_later_attempt_never_lowers_the_grade(percents: list[int | None], later: int) -> None:
    for grade_by in GradeBy:
        before = attempts.counting(grade_by, percents)
        after = attempts.counting(grade_by, [*percents, later])
        if before is not None:
            assert after is not None
            assert ([*percents, later][after] or 0) >= (percents[before] or 0)


def test_quizzes_share_a_bank_by_an_id_or_by_the_words() -> None:
    one, two = ITEMS[0], ITEMS[1]
    assert attempts.share_a_bank([one], [two, one])
    assert attempts.share_a_bank([one], [replace(one, text="Other words")])
    assert attempts.share_a_bank([one], [replace(one, id="other-id")])
    assert not attempts.share_a_bank([one], [two])
    assert not attempts.share_a_bank([], [two])
    assert not attempts.share_a_bank([one], [])


@pytest.mark.parametrize("show", ShowAnswers)
def test_nothing_is_shown_while_another_quiz_of_the_bank_is_open(show: ShowAnswers) -> None:
    history = [Sitting(NOW, True)]
    shown = attempts.may_review(show, AttemptPolicy(allowed=1), history, passed=True)
    assert shown == (show is not ShowAnswers.NEVER)
    assert not attempts.may_review(show, AttemptPolicy(allowed=1), history, passed=True, bank_open=True)
