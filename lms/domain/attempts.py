"""When a quiz may be started, until when it may be answered and which attempt counts.

Functions of a policy and of the attempts so far. It must not know the clock: `now` is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from lms.domain.adjustments import Adjustment
from lms.domain.errors import MustWait, NoAttemptsLeft
from lms.domain.quizzes import AttemptPolicy, GradeBy, Item, ShowAnswers, TimeLimit

# An answer that was sent in time may need a moment on its way.
GRACE = timedelta(seconds=10)


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


def allowed_time(limit: TimeLimit | None, adjustment: Adjustment) -> timedelta | None:
    """How long somebody may take; None = as long as they like."""
    if limit is None or adjustment.no_limit:
        return None
    # Whole milliseconds: a share of a minute is exact, which a float is not.
    return timedelta(milliseconds=limit.minutes * 600 * (100 + adjustment.extra_time_percent))


def deadline(started_at: datetime, limit: TimeLimit | None, adjustment: Adjustment) -> datetime | None:
    """The instant an attempt ends that begins at `started_at`; None without a limit.

    It is made once, when the attempt starts, and stored: neither a later adjustment nor a later version of
    the quiz moves it. Source: ADR 0021.
    """
    allowed = allowed_time(limit, adjustment)
    return None if allowed is None else started_at + allowed


def is_overdue(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether an answer that arrives now is late: more than `GRACE` after the deadline."""
    return deadline_at is not None and now > deadline_at + GRACE


def seconds_left(started_at: datetime, deadline_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds until the deadline; None without one.

    Never below 0 and never more than the attempt had at its start, whatever happened to the clock.
    """
    if deadline_at is None:
        return None
    left = min(deadline_at - now, deadline_at - started_at)
    return max(0, left // timedelta(seconds=1))


def may_count(grade_by: GradeBy, number: int) -> bool:
    """Whether the attempt with this number in its cycle can be the one that counts."""
    match grade_by:
        case GradeBy.HIGHEST:
            return True
        case GradeBy.FIRST:
            return number == 1
        case _:
            assert_never(grade_by)


def counting(grade_by: GradeBy, percents: Sequence[int | None]) -> int | None:
    """The place, from 0, of the attempt that counts among those of a cycle in order.

    None in place of a percentage is an attempt without a grade (open, or waiting for a trainer). Among
    equals the earliest counts. None if nothing counts yet.
    """
    graded = [
        (percent, -place)
        for place, percent in enumerate(percents)
        if percent is not None and may_count(grade_by, place + 1)
    ]
    return -max(graded)[1] if graded else None


def share_a_bank(one: Iterable[Item], other: Iterable[Item]) -> bool:
    """Whether two quizzes hold a question in common: the same id, or the same words.

    A quiz that includes another has its questions under their own ids; a copy may have got new ones.
    """
    items = list(other)
    ids, texts = {item.id for item in items}, {item.text for item in items}
    return any(item.id in ids or item.text in texts for item in one)


def may_review(
    show: ShowAnswers,
    policy: AttemptPolicy,
    history: Sequence[Sitting],
    *,
    passed: bool,
    bank_open: bool = False,
) -> bool:
    """Whether the answers of a closed attempt may be shown.

    `history` is every attempt at this quiz in this cycle, the one in question among them. Nothing is
    shown while another attempt is open, or while one is at a quiz with the same questions (`bank_open`).
    `passed`: this attempt did, or nothing in it could be passed.
    """
    if bank_open or any(sitting.submitted_at is None for sitting in history):
        return False
    match show:
        case ShowAnswers.AT_ONCE:
            return True
        case ShowAnswers.AFTER_PASSING:
            return passed or any(sitting.passed for sitting in history)
        case ShowAnswers.AFTER_LAST_ATTEMPT:
            used_up = policy.allowed is not None and policy.wait is None and len(history) >= policy.allowed
            return used_up or passed or any(sitting.passed for sitting in history)
        case ShowAnswers.NEVER:
            return False
        case _:
            assert_never(show)
