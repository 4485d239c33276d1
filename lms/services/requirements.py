"""Owns deciding who has to hold which course: a new requirement, and a new version of its terms.

A version is only ever added, and no cycle that has ended is touched. It must not know who may decide.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db import inserts
from lms.db.people import Team
from lms.db.renewals import CycleKind, Renewal
from lms.db.requirements import LONGEST_DAYS, REASON_MOST, Requirement, RequirementVersion
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors, refreshers, requirements
from lms.domain.requirements import Audience, Group, Terms
from lms.queries import duties, duty_terms, people
from lms.services import audit


def key_of(group: Group) -> str:
    """How a group is named in the rows, so that a course is required of it once."""
    match group.audience:
        case Audience.EVERYBODY:
            return "everybody"
        case Audience.TEAM:
            return f"team {group.team_id}"
        case Audience.ROLE:
            return f"role {'' if group.role is None else group.role.value}"


def create(
    session: Session,
    library: Library,
    *,
    actor_id: int | None,
    course: str,
    group: Group,
    terms: Terms,
    reason: str,
    now: datetime,
) -> int:
    """Require a course of a group; the id of the requirement.

    Raises: UnknownCourse, RuleRefused (also if it is required of this group already), Invalid.
    """
    words = _checked(library, course, terms, reason)
    with unit_of_work(session):
        if group.team_id is not None and session.get(Team, group.team_id) is None:
            raise errors.RuleRefused(["There is no such team any more."])
        row = {
            "course_slug": course,
            "group_key": key_of(group),
            "audience": group.audience.value,
            "team_id": group.team_id,
            "role": None if group.role is None else group.role.value,
            "created_at": now,
        }
        requirement_id: int | None = inserts.add_once(session, Requirement, row, Requirement.id)
        if requirement_id is None:
            raise errors.RuleRefused(["This course is required of this group already. Change that one."])
        _add_version(session, requirement_id, 1, terms, words, actor_id, now)
        _note(session, "require course", requirement_id, 1, course, actor_id, now)
    return requirement_id


def change(
    session: Session,
    library: Library,
    *,
    actor_id: int | None,
    requirement_id: int,
    onto: int,
    terms: Terms,
    reason: str,
    now: datetime,
    timezone: str = "Europe/London",
) -> int:
    """Add a version of the terms; its number. `onto` is the number of the version that was looked at.

    First rounds that are still open get their new day. Certificates and rounds that have ended keep theirs.
    Raises: UnknownRequirement, UnknownCourse, StaleRule, RuleRefused, Invalid.
    """
    duty = next((one for one in duty_terms.current(session) if one.requirement_id == requirement_id), None)
    if duty is None:
        raise errors.UnknownRequirement(requirement_id)
    words = _checked(library, duty.course, terms, reason)
    with unit_of_work(session):
        current = session.execute(
            sa.select(sa.func.max(RequirementVersion.number)).where(
                RequirementVersion.requirement_id == requirement_id
            )
        ).scalar_one()
        if current != onto or not _add_version(
            session, requirement_id, onto + 1, terms, words, actor_id, now
        ):
            raise errors.StaleRule(onto, current)
        _note(session, "change requirement", requirement_id, onto + 1, duty.course, actor_id, now)
        _move_open_rounds(session, library, duty.course, now, ZoneInfo(timezone))
    return onto + 1


def _move_open_rounds(session: Session, library: Library, course: str, now: datetime, zone: ZoneInfo) -> None:
    today: date = refreshers.civil_day(now, zone)
    book = duties.book(session, library, whom=duties.EVERYBODY, today=today, zone=zone)
    for person in book.people:
        round_ = book.rounds.get((person.person_id, course))
        if round_ is None or round_.certified or round_.kind is not CycleKind.FIRST:
            continue
        days = [requirements.due_on(one.terms, person.joined_on) for one in book.terms(person, course)]
        due_on = min(days, default=None)
        if due_on != round_.due_on:
            session.execute(
                sa.update(Renewal).where(Renewal.cycle_id == round_.cycle_id).values(due_on=due_on)
            )


def _checked(library: Library, course: str, terms: Terms, reason: str) -> str:
    live = library.course(course)
    faults = list(refreshers.faults(requirements.rule(duties.rule_of(live), terms)))
    if live.final_quiz is None:
        faults.append("This course has no final quiz, so nobody can pass it.")
    if not 0 <= terms.due_days <= LONGEST_DAYS:
        faults.append(f"The time to pass is at most {LONGEST_DAYS} days.")
    if faults:
        raise errors.RuleRefused(faults)
    words = " ".join(reason.split())
    if len(words) > REASON_MOST or (words and not people.fits_a_row(words)):
        raise errors.Invalid(f"A reason has at most {REASON_MOST} characters.")
    return words


def _add_version(
    session: Session,
    requirement_id: int,
    number: int,
    terms: Terms,
    reason: str,
    actor_id: int | None,
    now: datetime,
) -> bool:
    """Add a version; False if somebody else has added this number."""
    row = {
        "requirement_id": requirement_id,
        "number": number,
        "made_at": now,
        "author_id": actor_id,
        "reason": reason,
        "active": terms.active,
        "starts_on": terms.starts_on,
        "due_days": terms.due_days,
        "basis": terms.basis.value,
        "fixed_on": terms.fixed_on,
        "valid_months": None if terms.validity is None else terms.validity.months,
        "window_months": None if terms.window is None else terms.window.months,
        "window_days": None if terms.window is None else terms.window.days,
        "least_months": terms.least.months,
        "path": None if terms.path is None else terms.path.value,
    }
    return inserts.add_once(session, RequirementVersion, row, RequirementVersion.id) is not None


def _note(
    session: Session,
    action: str,
    requirement_id: int,
    version: int,
    course: str,
    actor_id: int | None,
    now: datetime,
) -> None:
    audit.record(
        session,
        at=now,
        actor_id=actor_id,
        action=action,
        subject=f"requirement {requirement_id}",
        course=course,
        version=version,
    )
