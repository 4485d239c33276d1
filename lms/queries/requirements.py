"""Owns the reads of requirements: the list, one with its versions, and whom a change would move.

It must not change anything: a preview is a read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.people import Person, Team
from lms.db.requirements import RequirementVersion
from lms.domain import errors, refreshers, requirements
from lms.domain.permissions import Role
from lms.domain.requirements import Audience, Group, Move, Subject, Terms
from lms.queries import compliance, duties, duty_terms
from lms.queries.duty_terms import Duty

ROLE_WORDS = {
    Role.LEARNER: "Learners",
    Role.TRAINER: "Trainers",
    Role.MANAGER: "Managers",
    Role.ADMINISTRATOR: "Administrators",
}


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """One requirement as it is now; `group` in words."""

    requirement_id: int
    course: str
    title: str
    group: str
    terms: Terms
    number: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version; `author` None = the command line, or somebody who has left."""

    number: int
    made_at: datetime
    author: str | None
    reason: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class RequirementPage:
    """One requirement with every version, the newest first."""

    line: RequirementLine
    group: Group
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What terms would do. `people` are in the group, `moves` those of them for whom a date changes."""

    course: str
    title: str
    group: str
    people: int
    moves: tuple[Move, ...]
    faults: tuple[str, ...]


def lines(session: Session, library: Library) -> tuple[RequirementLine, ...]:
    """Every requirement by course. Two statements."""
    names = _teams(session)
    return tuple(_line(library, names, duty) for duty in duty_terms.current(session))


def page(session: Session, library: Library, requirement_id: int) -> RequirementPage:
    """One requirement. Three statements. Raises: UnknownRequirement."""
    duty = _duty(session, requirement_id)
    rows = session.execute(
        sa.select(RequirementVersion, Person.name)
        .outerjoin(Person, Person.id == RequirementVersion.author_id)
        .where(RequirementVersion.requirement_id == requirement_id)
        .order_by(RequirementVersion.number.desc())
    )
    return RequirementPage(
        _line(library, _teams(session), duty),
        duty.group,
        tuple(
            VersionLine(row.number, row.made_at, name, row.reason, duty_terms.terms_of(row))
            for row, name in rows
        ),
    )


def preview(
    session: Session,
    library: Library,
    *,
    course: str,
    group: Group,
    old: Terms | None,
    new: Terms,
    today: date,
    zone: tzinfo,
) -> Preview:
    """Whom `new` would move, and to which dates. Eight statements. Raises: UnknownCourse."""
    live = library.course(course)
    rule = duties.rule_of(live)
    book = duties.book(session, library, whom=duties.EVERYBODY, today=today, zone=zone)
    people = []
    for person in book.people:
        if group.holds(team_id=person.team_id, role=person.role):
            held = book.held.get((person.person_id, course))
            people.append(
                Subject(
                    person_id=person.person_id,
                    name=person.name,
                    team=person.team,
                    joined_on=person.joined_on,
                    holds=held is not None,
                    until=None if held is None else held.until,
                )
            )
    faults = refreshers.faults(requirements.rule(rule, new))
    moved = () if faults else requirements.moves(rule, old, new, people, today)
    return Preview(course, live.title, group_words(group, _teams(session)), len(people), moved, faults)


def group_words(group: Group, teams: dict[int, str]) -> str:
    """A group as a page names it."""
    match group.audience:
        case Audience.EVERYBODY:
            return "Everybody"
        case Audience.TEAM:
            return teams.get(group.team_id or 0, "A team that has gone")
        case Audience.ROLE:
            return "Nobody" if group.role is None else ROLE_WORDS[group.role]


def _teams(session: Session) -> dict[int, str]:
    return {row.id: row.name for row in session.execute(sa.select(Team.id, Team.name))}


def _duty(session: Session, requirement_id: int) -> Duty:
    for duty in duty_terms.current(session):
        if duty.requirement_id == requirement_id:
            return duty
    raise errors.UnknownRequirement(requirement_id)


def _line(library: Library, teams: dict[int, str], duty: Duty) -> RequirementLine:
    return RequirementLine(
        duty.requirement_id,
        duty.course,
        compliance.title(library, duty.course),
        group_words(duty.group, teams),
        duty.terms,
        duty.number,
    )
