"""Who must hold which course, by when, and by which rule they renew it; and whom a change of that moves.

A requirement names a group; its terms are versions, of which the newest counts. It must not know where
either is kept, nor what anybody has done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from lms.domain import refreshers
from lms.domain.courses import Validity
from lms.domain.permissions import Role
from lms.domain.refreshers import Basis, Path, Rule, Span

NO_TIME = Span()


class Audience(StrEnum):
    """What kind of group has to hold a course."""

    EVERYBODY = "everybody"
    TEAM = "team"
    ROLE = "role"


class AbsenceKind(StrEnum):
    """Away for a time, or excused."""

    LEAVE = "leave"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Group:
    """Everybody, the team with `team_id`, or the people with `role`."""

    audience: Audience
    team_id: int | None = None
    role: Role | None = None

    def holds(self, *, team_id: int | None, role: Role) -> bool:
        """Whether somebody of this team and role is in the group."""
        match self.audience:
            case Audience.EVERYBODY:
                return True
            case Audience.TEAM:
                return team_id is not None and team_id == self.team_id
            case Audience.ROLE:
                return role is self.role
            case _:
                assert_never(self.audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One version of a requirement. `due_days` is how long somebody has for the first time.

    `validity`, `window` and `path` None = as the course says. `active` False = the course is no longer
    required.
    """

    starts_on: date
    due_days: int
    active: bool = True
    validity: Validity | None = None
    basis: Basis = Basis.EXPIRY
    fixed_on: date | None = None
    window: Span | None = None
    least: Span = NO_TIME
    path: Path | None = None


def rule(course: Rule, terms: Terms) -> Rule:
    """The rule of a course with what a requirement says otherwise laid over it."""
    return replace(
        course,
        validity=course.validity if terms.validity is None else terms.validity,
        basis=terms.basis,
        fixed_on=terms.fixed_on,
        window=course.window if terms.window is None else terms.window,
        least=terms.least,
        path=course.path if terms.path is None else terms.path,
    )


def begins_on(terms: Terms, joined_on: date) -> date:
    """From when somebody has to: the start of the requirement, or the day they joined if that is later."""
    return max(terms.starts_on, joined_on)


def due_on(terms: Terms, joined_on: date) -> date:
    """The last day (inclusive) on which the first pass is in time."""
    return refreshers.after(begins_on(terms, joined_on), Span(days=terms.due_days))


def next_expiry(course: Rule, terms: Iterable[Terms], old: date | None, passed_on: date) -> date | None:
    """The last valid day that a pass earns. Where several requirements hold, the earliest that any asks for.

    Raises: TooEarly.
    """
    rules = [rule(course, one) for one in terms if one.active] or [course]
    ends = [refreshers.next_expiry(old, passed_on, one) for one in rules]
    return min((end for end in ends if end is not None), default=None)


def strictest(course: Rule, terms: Iterable[Terms], until: date) -> Rule:
    """The rule whose window opens first for a certificate that ends on `until`."""
    rules = [rule(course, one) for one in terms if one.active] or [course]
    return min(rules, key=lambda one: refreshers.window(until, one).opens_on)


class What(StrEnum):
    """The date that a change of terms moves."""

    DUE = "due by"
    OPENS = "refresher opens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Somebody a requirement may hold for. `until` is the last valid day of what they hold.

    `holds` with `until` None = what they hold does not end.
    """

    person_id: int
    name: str
    team: str | None
    joined_on: date
    holds: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One person and one date, before and after; None = there is no such date."""

    person_id: int
    name: str
    team: str | None
    what: What
    before: date | None
    after: date | None


def moves(
    course: Rule, old: Terms | None, new: Terms, people: Sequence[Subject], today: date
) -> tuple[Move, ...]:
    """Whom a change moves, and to which dates; `old` None is a requirement that is new.

    A certificate keeps the last valid day that is printed on it. So what moves is the day by which a first
    pass is due and the day on which a refresher opens; a refresher that is open already stays as it is.
    """
    found = []
    for person in people:
        before = None if old is None else _planned(course, old, person)
        after = _planned(course, new, person)
        if before == after:
            continue
        what = What.OPENS if person.holds else What.DUE
        if what is What.OPENS and before is not None and before <= today and new.active:
            continue
        found.append(Move(person.person_id, person.name, person.team, what, before, after))
    return tuple(found)


def _planned(course: Rule, terms: Terms, person: Subject) -> date | None:
    if not terms.active:
        return None
    if not person.holds:
        return due_on(terms, person.joined_on)
    if person.until is None:
        return None
    return refreshers.window(person.until, rule(course, terms)).opens_on
