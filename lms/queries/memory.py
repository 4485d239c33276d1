"""Owns how memory of an objective fades: the only module that knows the `fsrs` library.

From what was remembered when to the day it should be asked again. It must not know people, questions or
sittings; the ratings are those of `domain.practice`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lms.domain.practice import Rating

if TYPE_CHECKING:
    from fsrs import Scheduler

# Source: domain facts 5.5. The published parameters stay until there are about 1,000 reviews.
DESIRED_RETENTION = 0.85
LONGEST_DAYS = 120


@dataclass(frozen=True, slots=True)
class Memory:
    """One objective in one memory: `stability` in days, `difficulty` from 1 to 10, when it is due again."""

    stability: float
    difficulty: float
    reviewed_at: datetime
    due_at: datetime


def review(before: Memory | None, rating: Rating, now: datetime) -> Memory:
    """The memory after an answer at `now`, `before` None = the first one. Same facts, same day."""
    # Here and not above: the library is wanted when somebody answers, and not when a process starts.
    from fsrs import Card, State
    from fsrs import Rating as Grade

    grade = {
        Rating.AGAIN: Grade.Again,
        Rating.HARD: Grade.Hard,
        Rating.GOOD: Grade.Good,
        Rating.EASY: Grade.Easy,
    }[rating]
    at = now.astimezone(UTC)
    # With an id and a day of ours the library asks no clock.
    card = Card(card_id=1, due=at)
    if before is not None:
        card = Card(
            card_id=1,
            state=State.Review,
            stability=before.stability,
            difficulty=before.difficulty,
            due=before.due_at.astimezone(UTC),
            last_review=before.reviewed_at.astimezone(UTC),
        )
    after, _ = _scheduler().review_card(card, grade, at)
    if after.stability is None or after.difficulty is None:
        raise ValueError("a card that was reviewed has a stability and a difficulty")
    return Memory(after.stability, after.difficulty, at, after.due)


@functools.cache
def _scheduler() -> Scheduler:
    """Whole days only: no steps of minutes, and no chance in the days, so that they can be explained."""
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=DESIRED_RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )
