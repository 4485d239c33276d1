"""The settings of a quiz that say how it is sat: its time, its pages, which attempt counts.

It must not know what an attempt is: a text becomes a rule, or a problem that says how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lms.content import values
from lms.content.problems import Report
from lms.content.settings_block import Settings
from lms.domain.quizzes import GradeBy, Layout, TimeLimit

# A day: whoever means longer wants no limit but a date.
LONGEST_MINUTES = 24 * 60
LEAST_REASON = 3

_LIMIT = re.compile(
    r"(\d{1,4})\s*(min(?:ute)?s?|h(?:ou)?rs?)\s*,?\s*because(?:\s+of)?[\s:]+(\S.*)", re.IGNORECASE | re.ASCII
)
_NO_LIMIT = frozenset(["none", "no", "no limit", "unlimited"])
_GRADES: Mapping[str, GradeBy] = {
    "highest": GradeBy.HIGHEST,
    "best": GradeBy.HIGHEST,
    "highest attempt": GradeBy.HIGHEST,
    "first": GradeBy.FIRST,
    "first attempt": GradeBy.FIRST,
}
_LAYOUTS: Mapping[str, Layout] = {
    "one a page": Layout.ONE_A_PAGE,
    "one question a page": Layout.ONE_A_PAGE,
    "one per page": Layout.ONE_A_PAGE,
    "one question per page": Layout.ONE_A_PAGE,
    "all on one page": Layout.ALL_ON_ONE_PAGE,
    "all questions on one page": Layout.ALL_ON_ONE_PAGE,
    "one page": Layout.ALL_ON_ONE_PAGE,
    "all": Layout.ALL_ON_ONE_PAGE,
}


def time_limit(report: Report, settings: Settings) -> TimeLimit | None:
    """A limit such as "30 minutes because real calls leave no more"; without a reason there is none."""
    entry = values.first(settings, "time limit")
    if entry is None or entry.text.casefold().strip().rstrip(".") in _NO_LIMIT:
        return None
    found = _LIMIT.fullmatch(entry.text.strip())
    minutes = 0
    reason = ""
    if found is not None:
        minutes = int(found[1]) * (60 if found[2].casefold().startswith("h") else 1)
        reason = found[3].strip()
    if not 1 <= minutes <= LONGEST_MINUTES or len(reason.rstrip(".")) < LEAST_REASON:
        shape = '"30 minutes because a real call leaves no more time"'
        fix = "Say why there is a limit: learners are told. Without a good reason leave the line out."
        values.wrong(report, "time limit", entry, shape, fix, "F108")
        return None
    return TimeLimit(minutes, reason)


def grade_by(report: Report, settings: Settings) -> GradeBy:
    """Which attempt counts: the highest, unless the first is asked for."""
    entry = values.first(settings, "grade")
    if entry is None:
        return GradeBy.HIGHEST
    found = _GRADES.get(entry.text.casefold().strip().rstrip("."))
    if found is None:
        fix = "Write highest or first. The last and the average would let a later try lower a pass."
        values.wrong(report, "grade", entry, "highest or first", fix)
        return GradeBy.HIGHEST
    return found


def layout(report: Report, settings: Settings) -> Layout:
    """How the questions are spread over pages."""
    entry = values.first(settings, "layout")
    if entry is None:
        return Layout.ONE_A_PAGE
    found = _LAYOUTS.get(entry.text.casefold().strip().rstrip("."))
    if found is None:
        values.wrong(report, "layout", entry, "one a page or all on one page", "Write one of these two.")
        return Layout.ONE_A_PAGE
    return found
