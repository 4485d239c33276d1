"""When a certificate has to be renewed, how, and until when the renewed one counts.

Days are civil dates, the last valid day is inclusive, months are calendar months. Instants meet days only in
`civil_day` and `first_instant`, which are told the zone. It must not know the clock, nor who renews.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import assert_never

from lms.domain import certificates, errors
from lms.domain.courses import Validity


class Basis(StrEnum):
    """What the next period counts from."""

    COMPLETION = "completion"
    EXPIRY = "expiry"
    FIXED = "fixed date"


class Path(StrEnum):
    """What somebody does to renew."""

    SHORT_QUIZ = "short quiz"
    FINAL_QUIZ = "final quiz"
    WHOLE_COURSE = "whole course"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: calendar months, then days. A week is seven days."""

    months: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        return bool(self.months or self.days)


DEFAULT_WINDOW = Span(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a course is renewed. `validity` is the active period; without months and days nothing ends.

    `fixed_on` is one of the days on which a period with a fixed date ends. `least` is the shortest time that
    a renewal with a fixed date may last. `early` False refuses a renewal before the window opens.
    """

    validity: Validity
    window: Span = DEFAULT_WINDOW
    basis: Basis = Basis.EXPIRY
    fixed_on: date | None = None
    least: Span = Span()
    path: Path = Path.WHOLE_COURSE
    early: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """From the first to the last day (both inclusive) on which a renewal keeps the unused months."""

    opens_on: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.opens_on <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Refresher:
    """The `refresher:` setting of a course."""

    path: Path
    window: Span


_SETTING = re.compile(
    r"(short quiz|final quiz|whole course)"
    r"(?:\s*,\s*opens (\d{1,4})\s*(day|week|month|year)s? before the certificate ends|\s*,)?"
)


def read(setting: str) -> Refresher | None:
    """A `refresher:` setting such as "short quiz, opens 60 days before the certificate ends".

    None if there is no refresher. Without a window it opens 60 days before.
    """
    found = _SETTING.fullmatch(" ".join(setting.casefold().split()).rstrip("."))
    if found is None or (found[2] is not None and int(found[2]) == 0):
        return None
    window = DEFAULT_WINDOW if found[2] is None else span(int(found[2]), found[3])
    return Refresher(Path(found[1]), window)


def span(count: int, unit: str) -> Span:
    """So many days, weeks, months or years."""
    match unit:
        case "year":
            return Span(months=12 * count)
        case "month":
            return Span(months=count)
        case "week":
            return Span(days=7 * count)
        case _:
            return Span(days=count)


def course_rule(validity: Validity, setting: str) -> Rule:
    """The rule that a course itself gives: from the old end, if renewed inside the window."""
    refresher = read(setting)
    if refresher is None:
        return Rule(validity=validity)
    return Rule(validity=validity, window=refresher.window, path=refresher.path)


def after(day: date, length: Span) -> date:
    """The day so much later. Without that day in the month, the last of the month: 31 January + 1 month is
    the last day of February. A day past the end of the calendar is its last day.
    """
    try:
        return certificates.add_months(day, length.months) + timedelta(days=length.days)
    except (OverflowError, ValueError):
        return date.max


def before(day: date, length: Span) -> date:
    """The day so much earlier, by the same rule at the end of a month."""
    try:
        return certificates.add_months(day, -length.months) - timedelta(days=length.days)
    except (OverflowError, ValueError):
        return date.min


def active(validity: Validity) -> Span | None:
    """The active period as a span, None if it does not end."""
    if validity.months is not None:
        return Span(months=validity.months)
    return None if validity.days is None else Span(days=validity.days)


def window(until: date, rule: Rule) -> Window:
    """When a certificate whose last valid day is `until` may be renewed.

    Source: assessment rules part 4: until 3 May 2014 with a window of one month, it opens on 3 April 2014.
    """
    return Window(before(until, rule.window), until)


def next_expiry(old: date | None, passed_on: date, rule: Rule, *, due_on: date | None = None) -> date | None:
    """The last valid day (inclusive) of a certificate earned on `passed_on`; None if it does not end.

    `old` is the last valid day of the one that it renews, None for the first. `due_on` counts only for a
    first certificate whose rule goes by the old end: whoever passes by then counts from there.

    - completion: the new period counts from `passed_on`.
    - expiry: passing inside the window keeps the unused months, so it counts from `old`; passing early or
      late counts from `passed_on`, and early never takes away from what `old` has promised.
    - fixed date: the first of the fixed days that is far enough away: past `least`, with its own window not
      open yet, and not before `old`.

    Raises: TooEarly if the window is not open yet and the rule forbids that.
    Source: ADR 0026, assessment rules part 4.
    """
    if old is not None and not rule.early and passed_on < window(old, rule).opens_on:
        raise errors.TooEarly(window(old, rule).opens_on)
    period = active(rule.validity)
    if not period:
        return None
    match rule.basis:
        case Basis.COMPLETION:
            return after(passed_on, period)
        case Basis.EXPIRY:
            return _from_old(old, passed_on, rule, period, due_on)
        case Basis.FIXED:
            return _fixed(old, passed_on, rule, period)
        case _:
            assert_never(rule.basis)


def _from_old(old: date | None, passed_on: date, rule: Rule, period: Span, due_on: date | None) -> date:
    if old is None:
        return after(max(due_on or passed_on, passed_on), period)
    if window(old, rule).holds(passed_on):
        return after(old, period)
    fresh = after(passed_on, period)
    return fresh if passed_on > old else max(old, fresh)


def _fixed(old: date | None, passed_on: date, rule: Rule, period: Span) -> date:
    base = rule.fixed_on or passed_on
    # Each day counts from the base, so that the ends of short months do not wear a 31st down to a 28th.
    turn = 0
    while (found := _turn(base, period, turn)) > passed_on and turn > -10_000:
        turn -= 1
    while found < date.max:
        far = found > passed_on and found >= after(passed_on, rule.least)
        if far and passed_on < before(found, rule.window) and (old is None or found >= old):
            break
        turn += 1
        found = _turn(base, period, turn)
    return found


def _turn(base: date, period: Span, turn: int) -> date:
    times = Span(period.months * abs(turn), period.days * abs(turn))
    return after(base, times) if turn >= 0 else before(base, times)


def path(rule: Rule, until: date | None, today: date) -> Path:
    """What renews a certificate today: to its last valid day the refresher, afterwards the whole course."""
    if until is not None and today > until:
        return Path.WHOLE_COURSE
    return rule.path


def faults(rule: Rule) -> tuple[str, ...]:
    """What is wrong with a rule, each in a sentence; empty if it can be used."""
    period = active(rule.validity)
    found = []
    if not period:
        if rule.basis is Basis.FIXED:
            found.append("A fixed date needs a period, such as 12 months.")
        return tuple(found)
    # Compared from a day after which every month is as short as months get.
    day = date(2001, 2, 1)
    if after(day, rule.window) >= after(day, period):
        found.append("The refresher has to open later than the certificate begins.")
    if rule.basis is Basis.FIXED:
        if rule.fixed_on is None:
            found.append("A fixed date needs a day on which the certificates end.")
        if rule.least and after(day, rule.least) < after(day, rule.window):
            found.append("The shortest time has to be at least as long as the window.")
        if after(day, rule.least) > after(day, period):
            found.append("The shortest time has to be no longer than the period.")
    return tuple(found)


def civil_day(at: datetime, zone: tzinfo) -> date:
    """The day on the wall calendar of a zone at an instant. Raises: ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("a datetime without a time zone is on no particular day")
    return at.astimezone(zone).date()


def first_instant(day: date, zone: tzinfo) -> datetime:
    """The instant (UTC) at which a day begins in a zone, on the days when clocks change as well."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
