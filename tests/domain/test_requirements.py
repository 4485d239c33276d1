"""Who has to hold a course, by when, and whom a change of that moves."""

from __future__ import annotations

from datetime import date

import pytest

from lms.domain import requirements
from lms.domain.courses import Validity
from lms.domain.permissions import Role
from lms.domain.refreshers import Basis, Path, Rule, Span
from lms.domain.requirements import Audience, Group, Move, Subject, Terms, What

COURSE = Rule(validity=Validity(months=12), window=Span(days=60), path=Path.SHORT_QUIZ)
TODAY = date(2026, 11, 22)


def terms(**changes: object) -> Terms:
    values: dict[str, object] = {"starts_on": date(2026, 11, 1), "due_days": 56, **changes}
    return Terms(**values)  # type: ignore[arg-type]


def subject(**changes: object) -> Subject:
    values: dict[str, object] = {"person_id": 1, "name": "Sam", "team": None, "joined_on": date(2026, 1, 1)}
    return Subject(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("group", "inside"),
    [
        (Group(Audience.EVERYBODY), True),
        (Group(Audience.TEAM, team_id=3), True),
        (Group(Audience.TEAM, team_id=4), False),
        (Group(Audience.TEAM), False),
        (Group(Audience.ROLE, role=Role.LEARNER), True),
        (Group(Audience.ROLE, role=Role.MANAGER), False),
    ],
)
def test_a_group_holds_people_by_team_or_role(group: Group, inside: bool) -> None:
    assert group.holds(team_id=3, role=Role.LEARNER) is inside


def test_nobody_without_a_team_is_in_one() -> None:
    assert not Group(Audience.TEAM).holds(team_id=None, role=Role.LEARNER)


def test_a_first_pass_is_due_from_the_start_or_from_joining() -> None:
    assert requirements.due_on(terms(), date(2020, 1, 1)) == date(2026, 12, 27)
    assert requirements.due_on(terms(), date(2026, 12, 1)) == date(2027, 1, 26)


def test_terms_lie_over_the_rule_of_the_course() -> None:
    assert requirements.rule(COURSE, terms()) == COURSE
    own = terms(
        validity=Validity(months=6),
        basis=Basis.FIXED,
        fixed_on=date(2026, 12, 31),
        window=Span(days=30),
        least=Span(months=2),
        path=Path.FINAL_QUIZ,
    )
    made = requirements.rule(COURSE, own)
    assert (made.validity, made.basis, made.fixed_on) == (Validity(months=6), Basis.FIXED, date(2026, 12, 31))
    assert (made.window, made.least, made.path) == (Span(days=30), Span(months=2), Path.FINAL_QUIZ)


def test_the_earliest_day_that_any_requirement_asks_for_counts() -> None:
    both = [terms(validity=Validity(months=6)), terms(), terms(active=False, validity=Validity(months=1))]
    assert requirements.next_expiry(COURSE, both, None, date(2026, 1, 10)) == date(2026, 7, 10)
    assert requirements.next_expiry(COURSE, [], None, date(2026, 1, 10)) == date(2027, 1, 10)
    assert requirements.next_expiry(Rule(validity=Validity()), [], None, date(2026, 1, 10)) is None


def test_the_widest_window_opens_first() -> None:
    both = [terms(window=Span(days=30)), terms(window=Span(days=90))]
    assert requirements.strictest(COURSE, both, date(2026, 12, 31)).window == Span(days=90)


def test_a_change_moves_the_first_day_of_those_who_have_not_passed() -> None:
    found = requirements.moves(COURSE, terms(), terms(due_days=28), [subject()], TODAY)
    assert found == (Move(1, "Sam", None, What.DUE, date(2026, 12, 27), date(2026, 11, 29)),)


def test_a_change_moves_when_the_refresher_of_a_holder_opens_and_never_the_end() -> None:
    holder = subject(holds=True, until=date(2027, 6, 30))
    wider = terms(window=Span(days=90))
    found = requirements.moves(COURSE, terms(), wider, [holder], TODAY)
    assert found == (Move(1, "Sam", None, What.OPENS, date(2027, 5, 1), date(2027, 4, 1)),)
    assert requirements.moves(COURSE, terms(), terms(validity=Validity(months=6)), [holder], TODAY) == ()


def test_a_refresher_that_is_open_stays_open() -> None:
    holder = subject(holds=True, until=date(2026, 12, 31))
    assert requirements.moves(COURSE, terms(), terms(window=Span(days=10)), [holder], TODAY) == ()


def test_ending_a_requirement_takes_the_dates_away() -> None:
    found = requirements.moves(COURSE, terms(), terms(active=False), [subject()], TODAY)
    assert [(move.before, move.after) for move in found] == [(date(2026, 12, 27), None)]


def test_a_new_requirement_gives_everybody_a_date_but_those_whose_pass_does_not_end() -> None:
    forever = subject(person_id=2, holds=True)
    found = requirements.moves(COURSE, None, terms(), [subject(), forever], TODAY)
    assert [(move.person_id, move.before, move.after) for move in found] == [(1, None, date(2026, 12, 27))]
