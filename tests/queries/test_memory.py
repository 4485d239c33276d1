"""From an answer to the day on which its objective is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.practice import Rating
from lms.queries import memory
from lms.queries.memory import LONGEST_DAYS, Memory

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def gaps(ratings: list[Rating]) -> list[int]:
    """Days to the next question after each answer, each given on the day on which it was due."""
    found = []
    before: Memory | None = None
    at = NOW
    for rating in ratings:
        before = memory.review(before, rating, at)
        found.append((before.due_at - at).days)
        at = before.due_at
    return found


def test_what_is_remembered_waits_longer_each_time_and_what_is_forgotten_does_not() -> None:
    good = gaps([Rating.GOOD] * 5)
    assert good == sorted(good)
    assert good[-1] == LONGEST_DAYS
    first = [gaps([rating])[0] for rating in Rating]
    assert first == sorted(first)
    assert first[0] == 1
    assert gaps([Rating.GOOD, Rating.GOOD, Rating.AGAIN])[-1] < good[1]


@given(st.lists(st.sampled_from(list(Rating)), min_size=1, max_size=12))
def test_the_same_answers_give_the_same_days_within_the_limits(ratings: list[Rating]) -> None:
    found = gaps(ratings)
    assert found == gaps(ratings)
    assert all(1 <= days <= LONGEST_DAYS for days in found)


def test_a_clock_that_was_put_back_does_no_harm() -> None:
    first = memory.review(None, Rating.GOOD, NOW)
    again = memory.review(first, Rating.GOOD, NOW - timedelta(days=400))
    assert again.stability > 0
    assert again.due_at > again.reviewed_at


def test_one_module_knows_the_library() -> None:
    package = Path(memory.__file__).parents[1]
    knows = [path.name for path in package.rglob("*.py") if "fsrs import" in path.read_text("utf-8")]
    assert knows == ["memory.py"]
