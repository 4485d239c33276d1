"""What holds for all dates of refreshers: renewing takes nothing away, months end with the month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import refreshers
from lms.domain.courses import Validity
from lms.domain.refreshers import Basis, Rule, Span
from tests.domain.samples import day

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2026-03-28T23:59:59", "2026-03-28"),  # Winter time: UTC is local.
        ("2026-03-29T23:30:00", "2026-03-30"),  # Clocks went forward that morning.
        ("2026-10-24T23:30:00", "2026-10-25"),  # The last night of summer time.
        ("2026-10-25T23:30:00", "2026-10-25"),  # And the first of winter.
    ],
)
def test_a_day_is_the_one_on_the_wall_in_london(at: str, found: str) -> None:
    assert refreshers.civil_day(datetime.fromisoformat(at).replace(tzinfo=UTC), LONDON) == day(found)


def test_a_day_of_a_clock_change_is_23_or_25_hours_long() -> None:
    def hours(text: str) -> float:
        start = refreshers.first_instant(day(text), LONDON)
        end = refreshers.first_instant(day(text) + timedelta(days=1), LONDON)
        return (end - start).total_seconds() / 3600

    assert (hours("2026-03-29"), hours("2026-10-25"), hours("2026-07-01")) == (23, 25, 24)


def test_a_naive_instant_is_on_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        refreshers.civil_day(datetime.fromisoformat("2026-03-29T12:00:00"), LONDON)


DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
VALIDITIES = st.one_of(
    st.builds(Validity, months=st.integers(2, 60)), st.builds(Validity, days=st.integers(60, 2000))
)
RULES = st.builds(
    Rule,
    validity=VALIDITIES,
    window=st.builds(Span, days=st.integers(0, 27)),
    basis=st.sampled_from(Basis),
    fixed_on=DAYS,
    least=st.builds(Span, days=st.integers(0, 59)),
)


@given(DAYS, RULES)
def test_a_first_pass_always_counts_for_some_time(passed: date, used: Rule) -> None:
    found = refreshers.next_expiry(None, passed, used)
    assert found is not None
    assert found > passed
    assert not refreshers.window(found, used).holds(passed)


@given(DAYS, st.integers(0, 400), RULES)
def test_renewing_never_takes_days_away_by_the_same_rule(first: date, later: int, used: Rule) -> None:
    old = refreshers.next_expiry(None, first, used)
    assert old is not None
    again = refreshers.next_expiry(old, first + timedelta(days=later), used)
    assert again is not None
    assert again >= old


@given(DAYS, RULES)
def test_renewing_inside_the_window_moves_the_end_on(first: date, used: Rule) -> None:
    old = refreshers.next_expiry(None, first, used)
    assert old is not None
    again = refreshers.next_expiry(old, refreshers.window(old, used).opens_on, used)
    assert again is not None
    assert again > old


@given(DAYS, st.integers(0, 600))
def test_months_after_are_the_same_day_or_the_last_of_the_month(start: date, months: int) -> None:
    found = refreshers.after(start, Span(months=months))
    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    assert found.day == start.day or (found + timedelta(days=1)).day == 1


@given(DAYS)
def test_a_day_begins_on_itself(one: date) -> None:
    start = refreshers.first_instant(one, LONDON)
    assert refreshers.civil_day(start, LONDON) == one
    assert refreshers.civil_day(start - timedelta(microseconds=1), LONDON) == one - timedelta(days=1)
