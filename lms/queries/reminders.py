"""Owns reading what there may be to remind people of, whom of, and what they have been told.

Nine statements, whatever the number of people and courses. It must not decide: `domain.reminders` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.people import Person
from lms.db.reminders import MailChoice, ReminderSent
from lms.domain import refreshers
from lms.domain.permissions import Role
from lms.domain.reminders import Facts, Kind
from lms.queries import compliance, duties
from lms.queries.duties import Book, Holder


@dataclass(frozen=True, slots=True)
class Matter:
    """One person and one course that has to be passed or renewed by a day.

    `required` False = nobody asks for it. `first` = there has been no pass yet. `turn` is the number of the
    round in which it is done.
    """

    person_id: int
    course: str
    title: str
    facts: Facts
    required: bool
    first: bool
    turn: int

    def key(self, recipient_id: int) -> tuple[int, int, str, date | None]:
        return recipient_id, self.person_id, self.course, self.facts.last_day


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can sign in. `wants` False = wants no reminders that nobody requires; `secret` is None
    until they were first written to. `away` = on leave from everything.
    """

    person_id: int
    name: str
    sign_in_name: str
    team_id: int | None
    leads: bool
    wants: bool
    secret: str | None
    away: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What there may be to remind of. `told` is by recipient, person, course and last day."""

    contacts: Mapping[int, Contact]
    matters: tuple[Matter, ...]
    told: Mapping[tuple[int, int, str, date | None], frozenset[Kind]]

    def times(self) -> dict[tuple[int, int, str], int]:
        """How often each recipient was told about a person and course, whatever the day was then."""
        found: dict[tuple[int, int, str], int] = {}
        for (recipient, person, course, _), kinds in self.told.items():
            found[recipient, person, course] = found.get((recipient, person, course), 0) + len(kinds)
        return found


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody has chosen on the page about messages."""

    wants: bool
    sign_in_name: str


def read(session: Session, library: Library, *, today: date, zone: tzinfo) -> Reading:
    """Everything that reminders are made of. People who have left are not in it."""
    book = duties.book(session, library, whom=duties.EVERYBODY, today=today, zone=zone)
    rows = session.execute(
        sa.select(
            Person.id,
            Person.name,
            Person.sign_in_name,
            Person.team_id,
            Person.role,
            MailChoice.secret,
            MailChoice.stopped_at,
        )
        .outerjoin(MailChoice, MailChoice.person_id == Person.id)
        .where(duties.EVERYBODY.condition())
    )
    contacts = {
        row.id: Contact(
            row.id,
            row.name,
            row.sign_in_name,
            row.team_id,
            leads=Role(row.role) is Role.MANAGER,
            wants=row.stopped_at is None,
            secret=row.secret,
            away=None in book.away.get(row.id, frozenset()),
        )
        for row in rows
    }
    return Reading(contacts, tuple(_matters(book, library)), _told(session))


def choice(session: Session, *, person_id: int) -> Choice:
    """What somebody has chosen. One statement."""
    name, stopped_at = session.execute(
        sa.select(Person.sign_in_name, MailChoice.stopped_at)
        .outerjoin(MailChoice, MailChoice.person_id == Person.id)
        .where(Person.id == person_id)
    ).one()
    return Choice(stopped_at is None, name)


def _matters(book: Book, library: Library) -> list[Matter]:
    asked = {duty.course for duty in book.duties if duty.terms.active}
    held: dict[int, list[str]] = {}
    for person_id, course in book.held:
        held.setdefault(person_id, []).append(course)
    found = []
    for person in book.people:
        for course in sorted({*asked, *held.get(person.person_id, ())}):
            matter = _matter(book, library, person, course) if course in library.courses else None
            if matter is not None:
                found.append(matter)
    return found


def _matter(book: Book, library: Library, person: Holder, course: str) -> Matter | None:
    live = library.courses[course]
    required = bool(book.terms(person, course))
    key = person.person_id, course
    if not required and key not in book.held:
        return None
    known = book.facts(person, course, duties.rule_of(live))
    if known.holds:
        # Without a refresher nothing opens: the certificate ends, and that is said two weeks before.
        renewable = required or refreshers.read(live.refresher) is not None
        last_day, opens_on = known.until, known.opens_on if renewable else None
    else:
        last_day, opens_on = known.due_on, known.begins_on
    round_ = book.rounds.get(key)
    return Matter(
        person.person_id,
        course,
        compliance.title(library, course),
        Facts(last_day=last_day, opens_on=opens_on, away=known.exempt),
        required=required,
        first=not known.holds,
        turn=1 if round_ is None else round_.number + round_.certified,
    )


def _told(session: Session) -> dict[tuple[int, int, str, date | None], frozenset[Kind]]:
    found: dict[tuple[int, int, str, date | None], frozenset[Kind]] = {}
    rows = session.execute(
        sa.select(
            ReminderSent.recipient_id,
            ReminderSent.person_id,
            ReminderSent.course_slug,
            ReminderSent.last_day,
            ReminderSent.kind,
        )
    )
    for recipient, person, course, last_day, kind in rows:
        key = recipient, person, course, last_day
        found[key] = found.get(key, frozenset()) | {Kind(kind)}
    return found
