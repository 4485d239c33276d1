"""Owns reading what people have to hold and what they hold: the facts behind every standing.

Seven statements, whatever the number of people and courses. It must not judge: `domain.compliance` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.attempts import Attempt
from lms.db.certificates import Certificate, CertificateCorrection
from lms.db.enrolments import Cycle, Enrolment, LessonRead
from lms.db.people import Person, Team
from lms.db.recognition import Recognition, RecognitionState
from lms.db.renewals import CycleKind, Renewal
from lms.db.requirements import Absence
from lms.domain import refreshers, requirements
from lms.domain.compliance import Facts
from lms.domain.courses import Course, Validity
from lms.domain.permissions import Role
from lms.domain.refreshers import Path, Rule
from lms.queries import duty_terms
from lms.queries.duty_terms import Duty

NEVER_ENDS = Validity()


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose duties: everybody's, one team's, or one person's. People who cannot sign in have left."""

    team_id: int | None = None
    person_id: int | None = None

    def condition(self) -> sa.ColumnElement[bool]:
        found: list[sa.ColumnElement[bool]] = [Person.disabled_at.is_(None)]
        if self.team_id is not None:
            found.append(Person.team_id == self.team_id)
        if self.person_id is not None:
            found.append(Person.id == self.person_id)
        return sa.and_(*found)


EVERYBODY = Whom()


@dataclass(frozen=True, slots=True)
class Holder:
    """A person as far as duties go. `joined_on` is the day their account was made."""

    person_id: int
    name: str
    role: Role
    team_id: int | None
    team: str | None
    joined_on: date


@dataclass(frozen=True, slots=True)
class Round:
    """The newest cycle of somebody's enrolment. `certified` = it has earned a certificate."""

    cycle_id: int
    number: int
    begun: bool
    kind: CycleKind | None
    path: Path | None
    renews_until: date | None
    due_on: date | None
    certified: bool


@dataclass(frozen=True, slots=True)
class Held:
    """The newest pass: a certificate, or for a course that gives none the pass of its final quiz."""

    passed_on: date
    until: date | None
    number: str | None


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that standings are made of. Rounds and passes are by person and course."""

    people: tuple[Holder, ...]
    duties: tuple[Duty, ...]
    rounds: Mapping[tuple[int, str], Round]
    held: Mapping[tuple[int, str], Held]
    away: Mapping[int, frozenset[str | None]]

    def terms(self, person: Holder, course: str) -> list[Duty]:
        """What holds for somebody and a course, requirements that have ended left out."""
        return [
            duty
            for duty in self.duties
            if duty.course == course
            and duty.terms.active
            and duty.group.holds(team_id=person.team_id, role=person.role)
        ]

    def is_away(self, person_id: int, course: str) -> bool:
        """Whether nothing is asked of somebody for this course today."""
        found = self.away.get(person_id, frozenset())
        return None in found or course in found

    def facts(self, person: Holder, course: str, rule: Rule) -> Facts:
        """What decides somebody's standing; `rule` is the one that the course itself gives."""
        terms = [duty.terms for duty in self.terms(person, course)]
        held, round_ = self.held.get((person.person_id, course)), self.rounds.get((person.person_id, course))
        is_open = round_ is not None and not round_.certified
        until = None if held is None else held.until
        return Facts(
            begins_on=min((requirements.begins_on(one, person.joined_on) for one in terms), default=None),
            due_on=min((requirements.due_on(one, person.joined_on) for one in terms), default=None),
            holds=held is not None,
            until=until,
            opens_on=None
            if until is None
            else refreshers.window(until, requirements.strictest(rule, terms, until)).opens_on,
            round_due_on=round_.due_on
            if round_ is not None and is_open and held is not None and round_.kind is CycleKind.CAMPAIGN
            else None,
            begun=round_ is not None and is_open and round_.begun,
            exempt=self.is_away(person.person_id, course),
        )


def rule_of(course: Course | None) -> Rule:
    """The rule that a course gives; one that has gone, or gives no certificate, never ends."""
    if course is None or course.validity is None:
        return Rule(validity=NEVER_ENDS)
    return refreshers.course_rule(course.validity, course.refresher)


def book(session: Session, library: Library, *, whom: Whom, today: date, zone: tzinfo) -> Book:
    """Read what `whom` have to hold and hold. Six statements, and a seventh for courses without a
    certificate.
    """
    held, certified = _held(session, library, whom, zone)
    return Book(
        people=people(session, whom, zone),
        duties=duty_terms.current(session),
        rounds=_rounds(session, whom, certified),
        held=held,
        away=_away(session, whom, today),
    )


def people(session: Session, whom: Whom, zone: tzinfo) -> tuple[Holder, ...]:
    """The people in `whom` by name. One statement."""
    rows = session.execute(
        sa.select(Person.id, Person.name, Person.role, Person.team_id, Team.name, Person.created_at)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(whom.condition())
    )
    found = [
        Holder(person_id, name, Role(role), team_id, team, refreshers.civil_day(made_at, zone))
        for person_id, name, role, team_id, team, made_at in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person_id)))


def _among(
    whom: Whom, column: sa.orm.InstrumentedAttribute[int] | sa.orm.InstrumentedAttribute[int | None]
) -> sa.ColumnElement[bool]:
    return column.in_(sa.select(Person.id).where(whom.condition()))


def _rounds(session: Session, whom: Whom, certified: frozenset[int]) -> dict[tuple[int, str], Round]:
    newest = (
        sa.select(sa.func.max(Cycle.number))
        .where(Cycle.enrolment_id == Enrolment.id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    begun = sa.or_(
        sa.exists().where(LessonRead.cycle_id == Cycle.id), sa.exists().where(Attempt.cycle_id == Cycle.id)
    )
    rows = session.execute(
        sa.select(
            Enrolment.person_id,
            Enrolment.course_slug,
            Cycle.id,
            Cycle.number,
            begun.label("begun"),
            Renewal.kind,
            Renewal.path,
            Renewal.renews_until,
            Renewal.due_on,
        )
        .join(Cycle, Cycle.enrolment_id == Enrolment.id)
        .outerjoin(Renewal, Renewal.cycle_id == Cycle.id)
        .where(Cycle.number == newest, _among(whom, Enrolment.person_id))
    )
    return {
        (row.person_id, row.course_slug): Round(
            cycle_id=row.id,
            number=row.number,
            begun=bool(row.begun),
            kind=None if row.kind is None else CycleKind(row.kind),
            path=None if row.path is None else Path(row.path),
            renews_until=row.renews_until,
            due_on=row.due_on,
            certified=row.id in certified,
        )
        for row in rows
    }


def _held(
    session: Session, library: Library, whom: Whom, zone: tzinfo
) -> tuple[dict[tuple[int, str], Held], frozenset[int]]:
    """The newest pass by person and course, and the cycles that have earned one."""
    held: dict[tuple[int, str], Held] = {}
    cycles = set()
    plain = {
        course.final_quiz: slug
        for slug, course in library.courses.items()
        if course.validity is None and course.final_quiz is not None
    }
    passes = _passes(session, whom, list(plain)) if plain else []
    for person_id, cycle_id, quiz, at in passes:
        cycles.add(cycle_id)
        held[person_id, plain[quiz]] = Held(refreshers.civil_day(at, zone), None, None)
    # What was revoked is not held; what another authority issued is, once it was recognised.
    own = (
        sa.select(
            Certificate.person_id.label("holder"),
            Certificate.course_slug,
            Certificate.cycle_id,
            Certificate.passed_on,
            Certificate.valid_until,
            Certificate.number,
            Certificate.issued_at.label("at"),
            Certificate.id.label("id"),
        )
        .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
        .where(CertificateCorrection.revoked_at.is_(None), _among(whom, Certificate.person_id))
    )
    theirs = sa.select(
        Recognition.person_id,
        Recognition.course_slug,
        Recognition.cycle_id,
        Recognition.passed_on,
        Recognition.valid_until,
        sa.null(),
        Recognition.decided_at,
        Recognition.id,
    ).where(Recognition.state == RecognitionState.RECOGNISED.value, _among(whom, Recognition.person_id))
    both = sa.union_all(own, theirs).subquery()
    rows = session.execute(
        sa.select(
            both.c.holder,
            both.c.course_slug,
            both.c.cycle_id,
            both.c.passed_on,
            both.c.valid_until,
            both.c.number,
        ).order_by(both.c.at, both.c.id)
    )
    for holder, course, cycle, passed_on, until, number in rows:
        if cycle is not None:
            cycles.add(cycle)
        if holder is not None:
            held[holder, course] = Held(passed_on, until, number)
    return held, frozenset(cycles)


def _passes(session: Session, whom: Whom, quizzes: Sequence[str]) -> list[tuple[int, int, str, datetime]]:
    """The passes of some quizzes, the oldest first: person, cycle, quiz, when."""
    rows = session.execute(
        sa.select(Attempt.person_id, Attempt.cycle_id, Attempt.quiz_slug, Attempt.submitted_at)
        .where(Attempt.passed.is_(True), Attempt.quiz_slug.in_(quizzes), _among(whom, Attempt.person_id))
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    return [(one, cycle, quiz, at) for one, cycle, quiz, at in rows if at is not None]


def _away(session: Session, whom: Whom, today: date) -> dict[int, frozenset[str | None]]:
    rows = session.execute(
        sa.select(Absence.person_id, Absence.course_slug).where(
            Absence.ended_at.is_(None),
            Absence.from_on <= today,
            sa.or_(Absence.until_on.is_(None), Absence.until_on >= today),
            _among(whom, Absence.person_id),
        )
    )
    found: dict[int, frozenset[str | None]] = {}
    for person_id, course in rows:
        found[person_id] = found.get(person_id, frozenset()) | {course}
    return found
