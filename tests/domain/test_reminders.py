"""Which reminders are due on a day, by table and by property."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import reminders
from lms.domain.reminders import Facts, Kind

LAST = date(2026, 11, 22)
OPENS = date(2026, 9, 23)
FACTS = Facts(last_day=LAST, opens_on=OPENS)
BOTH = (Kind.ENDED, Kind.MANAGER)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        ("2026-09-22", ()),
        ("2026-09-23", (Kind.OPEN,)),
        ("2026-11-07", (Kind.OPEN,)),
        ("2026-11-08", (Kind.SOON,)),
        ("2026-11-22", (Kind.SOON,)),
        ("2026-11-23", BOTH),
        ("2028-01-01", BOTH),
    ],
)
def test_the_day_decides_what_is_due(today: str, due: tuple[Kind, ...]) -> None:
    assert reminders.due(FACTS, date.fromisoformat(today)) == due


@pytest.mark.parametrize(
    ("facts", "today", "due"),
    [
        (Facts(last_day=None), LAST, ()),
        (replace(FACTS, away=True), LAST, ()),
        (replace(FACTS, left=True), LAST, ()),
        (replace(FACTS, told=frozenset({Kind.SOON})), LAST, ()),
        (replace(FACTS, told=frozenset({Kind.OPEN})), LAST, (Kind.SOON,)),
        (replace(FACTS, told=frozenset({Kind.ENDED})), LAST + timedelta(days=1), (Kind.MANAGER,)),
        # Nothing opens: only its end is told of.
        (Facts(last_day=LAST), LAST - timedelta(days=15), ()),
        (Facts(last_day=LAST), LAST - timedelta(days=14), (Kind.SOON,)),
        # A window shorter than two weeks: nothing before it opens.
        (Facts(last_day=LAST, opens_on=date(2026, 11, 15)), date(2026, 11, 14), ()),
        (Facts(last_day=LAST, opens_on=date(2026, 11, 15)), date(2026, 11, 15), (Kind.SOON,)),
    ],
)
def test_what_else_decides(facts: Facts, today: date, due: tuple[Kind, ...]) -> None:
    assert reminders.due(facts, today) == due


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1))


@given(st.builds(Facts, last_day=DAYS, opens_on=st.none() | DAYS), DAYS, st.integers(1, 400))
def test_whoever_looks_each_day_says_each_thing_once(facts: Facts, first: date, days: int) -> None:
    said: list[Kind] = []
    for at in range(days):
        said += reminders.due(replace(facts, told=frozenset(said)), first + timedelta(days=at))
    assert len(said) == len(set(said))
    order = [Kind.OPEN, Kind.SOON, Kind.ENDED, Kind.MANAGER]
    assert said == sorted(said, key=order.index)


@given(st.builds(Facts, last_day=DAYS, opens_on=st.none() | DAYS, away=st.booleans()), DAYS)
def test_nobody_is_told_of_an_end_before_it_has_come(facts: Facts, today: date) -> None:
    found = reminders.due(facts, today)
    assert facts.last_day is not None
    if today <= facts.last_day:
        assert Kind.ENDED not in found
        assert Kind.MANAGER not in found
    if facts.away:
        assert found == ()
