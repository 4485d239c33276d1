"""When a quiz may be started, as a function of its policy and of the attempts so far.

It must not know the clock: `now` is an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from lms.domain.errors import MustWait, NoAttemptsLeft
from lms.domain.quizzes import AttemptPolicy, ShowAnswers


class Closing(StrEnum):
    """How an attempt ended."""

    HANDED_IN = "handed in"
    TIME_UP = "time up"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One earlier attempt: when it was handed in (None = still open) and whether it passed."""

    submitted_at: datetime | None
    passed: bool


def check_may_start(policy: AttemptPolicy, history: Sequence[Sitting], now: datetime) -> None:
    """Return if one more attempt may be started now.

    With "3, then wait 1 day" three attempts may follow each other, the next three once a day has passed
    since the third was handed in, and so on. Without a wait, three is all there are.
    Raises: NoAttemptsLeft, MustWait (until when).
    Source: ADR 0007.
    """
    if policy.allowed is None or len(history) < policy.allowed:
        return
    if policy.wait is None:
        raise NoAttemptsLeft(len(history), policy.allowed)
    if len(history) % policy.allowed:
        return
    ended = [sitting.submitted_at for sitting in history if sitting.submitted_at is not None]
    if ended and now < max(ended) + policy.wait:
        raise MustWait(max(ended) + policy.wait)


def may_start(policy: AttemptPolicy, history: Sequence[Sitting], now: datetime) -> bool:
    try:
        check_may_start(policy, history, now)
    except (NoAttemptsLeft, MustWait):
        return False
    return True


def may_review(show: ShowAnswers, policy: AttemptPolicy, history: Sequence[Sitting], *, passed: bool) -> bool:
    """Whether the answers of a closed attempt may be shown.

    `history` is every attempt at this quiz in this cycle, the one in question among them. Nothing is
    shown while another attempt is open: its questions come from the same bank.
    """
    if any(sitting.submitted_at is None for sitting in history):
        return False
    match show:
        case ShowAnswers.AT_ONCE:
            return True
        case ShowAnswers.AFTER_PASSING:
            return passed or any(sitting.passed for sitting in history)
        case ShowAnswers.AFTER_LAST_ATTEMPT:
            used_up = policy.allowed is not None and policy.wait is None and len(history) >= policy.allowed
            return used_up or any(sitting.passed for sitting in history)
        case ShowAnswers.NEVER:
            return False
        case _:
            assert_never(show)
