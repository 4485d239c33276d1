"""How somebody stands, on every side of every day, and shares that say of how many."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import compliance
from lms.domain.compliance import Cell, Facts, Row, Share, Standing

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def cell(**facts: object) -> Cell:
    return compliance.cell(Facts(**facts), TODAY)  # type: ignore[arg-type]


def held(until: date | None, **more: object) -> Cell:
    opens = None if until is None else until - 60 * DAY
    return cell(holds=True, until=until, opens_on=opens, **more)


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({"begins_on": TODAY + DAY, "due_on": TODAY + 9 * DAY}, Standing.NOT_DUE),
        ({"begins_on": TODAY, "due_on": TODAY + 9 * DAY}, Standing.DUE),
        ({"begins_on": TODAY - 9 * DAY, "due_on": TODAY}, Standing.DUE),
        ({"begins_on": TODAY - 9 * DAY, "due_on": TODAY - DAY}, Standing.OVERDUE),
        ({"begins_on": TODAY - 9 * DAY, "due_on": TODAY, "begun": True}, Standing.IN_PROGRESS),
        ({"begins_on": TODAY - 9 * DAY, "due_on": TODAY - DAY, "begun": True}, Standing.OVERDUE),
        ({"begins_on": TODAY + DAY, "due_on": TODAY + DAY, "begun": True}, Standing.IN_PROGRESS),
        ({"begins_on": TODAY, "due_on": TODAY - DAY, "exempt": True}, Standing.EXEMPT),
        ({}, Standing.NOT_DUE),
    ],
)
def test_the_standing_before_a_first_pass(facts: dict[str, object], standing: Standing) -> None:
    found = cell(**facts)
    assert found.standing is standing
    assert not found.covered


@pytest.mark.parametrize(
    ("until", "more", "standing", "covered"),
    [
        (TODAY + 61 * DAY, {}, Standing.CURRENT, True),
        (TODAY + 60 * DAY, {}, Standing.DUE, True),
        (TODAY, {}, Standing.DUE, True),
        (TODAY, {"begun": True}, Standing.IN_PROGRESS, True),
        (TODAY - DAY, {}, Standing.EXPIRED, False),
        (TODAY - DAY, {"begun": True}, Standing.EXPIRED, False),
        (None, {}, Standing.CURRENT, True),
        (None, {"round_due_on": TODAY}, Standing.DUE, True),
        (TODAY + 300 * DAY, {"round_due_on": TODAY - DAY}, Standing.OVERDUE, True),
        (TODAY + 9 * DAY, {"round_due_on": TODAY + 3 * DAY, "begun": True}, Standing.IN_PROGRESS, True),
        (TODAY + 9 * DAY, {"exempt": True}, Standing.EXEMPT, True),
        (TODAY - DAY, {"exempt": True}, Standing.EXEMPT, False),
    ],
)
def test_the_standing_after_a_pass(
    until: date | None, more: dict[str, object], standing: Standing, covered: bool
) -> None:
    found = held(until, **more)
    assert (found.standing, found.covered) == (standing, covered)


def test_the_day_is_the_one_that_presses_first() -> None:
    both = held(TODAY + 9 * DAY, round_due_on=TODAY + 3 * DAY)
    assert both.day == TODAY + 3 * DAY
    assert held(TODAY + 9 * DAY).day == TODAY + 9 * DAY


def test_a_share_counts_only_those_who_are_required() -> None:
    found = compliance.share(
        [
            Cell(Standing.CURRENT, None, True),
            Cell(Standing.DUE, TODAY, True),
            Cell(Standing.OVERDUE, TODAY, False),
            Cell(Standing.EXEMPT, None, True),
            Cell(Standing.NOT_DUE, TODAY, False),
        ]
    )
    assert found == Share(covered=2, required=3, exempt=1, not_yet=1)
    assert found.percent == 66


def test_nobody_required_is_no_percentage() -> None:
    assert compliance.share([]).percent is None
    assert compliance.share([Cell(Standing.EXEMPT, None, False)]).percent is None


def test_a_matrix_has_a_share_for_each_column_and_for_all() -> None:
    good, bad = Cell(Standing.CURRENT, None, True), Cell(Standing.OVERDUE, TODAY, False)
    rows = [Row(1, "Ada", None, {"a": good, "b": bad}), Row(2, "Bo", "Housing", {"a": good})]
    found = compliance.matrix(rows, {"a": "A", "b": "B"})
    assert [(column.title, column.share.percent) for column in found.columns] == [("A", 100), ("B", 0)]
    assert found.share == Share(2, 3, 0, 0)


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
MAYBE = st.one_of(st.none(), DAYS)
FACTS = st.builds(
    Facts,
    begins_on=MAYBE,
    due_on=MAYBE,
    holds=st.booleans(),
    until=MAYBE,
    opens_on=MAYBE,
    round_due_on=MAYBE,
    begun=st.booleans(),
    exempt=st.booleans(),
)


@given(FACTS)
def test_every_standing_is_one_of_seven_and_current_is_always_covered(facts: Facts) -> None:
    found = compliance.cell(facts, TODAY)
    assert found.standing in Standing
    if found.standing is Standing.CURRENT:
        assert found.covered
    if found.standing is Standing.EXPIRED:
        assert not found.covered


@given(st.lists(FACTS))
def test_a_percentage_never_flatters(facts: list[Facts]) -> None:
    found = compliance.share([compliance.cell(one, TODAY) for one in facts])
    assert found.required + found.exempt + found.not_yet == len(facts)
    if found.percent is not None:
        assert found.percent * found.required <= found.covered * 100
        assert (found.percent == 100) == (found.covered == found.required)
