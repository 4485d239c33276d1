"""What is made easier for one person: more time, no limit, one question a page, larger type.

It must not know why. The reason may be somebody's health, so it is neither asked nor kept.
"""

from __future__ import annotations

from dataclasses import dataclass

# Four times the time again; whoever needs more needs no limit.
MOST_EXTRA_PERCENT = 400


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`extra_time_percent` is added to every time limit: 25 makes 40 minutes 50."""

    extra_time_percent: int = 0
    no_limit: bool = False
    one_question_a_page: bool = False
    larger_type: bool = False


NONE = Adjustment()
