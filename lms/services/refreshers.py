"""Owns opening the rounds that are due: a first one that is required, a refresher, a campaign's.

A round is a new cycle; whatever was done before stays as it is. It must not know what happens in a cycle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db import inserts
from lms.db.certificates import Certificate
from lms.db.enrolments import Cycle, Enrolment
from lms.db.renewals import CycleKind, Renewal
from lms.db.unit_of_work import unit_of_work
from lms.domain import refreshers, requirements
from lms.domain.refreshers import Path
from lms.queries import campaigns, duties
from lms.queries.campaigns import Running
from lms.queries.duties import Book, Holder
from lms.queries.duty_terms import Duty
from lms.services import audit

# Rounds opened in one transaction: long enough to be quick, short enough that learners do not wait.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Opening:
    """A cycle that is to be opened as number `number` of somebody's enrolment."""

    person_id: int
    course: str
    number: int
    kind: CycleKind
    path: Path
    due_on: date | None
    renews_until: date | None = None
    version_id: int | None = None
    campaign_id: int | None = None


def open_due(session: Session, library: Library, now: datetime, *, timezone: str = "Europe/London") -> int:
    """Open every round that is due and not open yet; how many this call opened.

    Safe to run twice and at the same time: number and enrolment of a cycle are unique, so of two workers one
    opens it. Whoever is on leave or exempt is left alone until that ends.
    """
    zone = ZoneInfo(timezone)
    today = refreshers.civil_day(now, zone)
    book = duties.book(session, library, whom=duties.EVERYBODY, today=today, zone=zone)
    running = campaigns.running(session, now=now, zone=zone)
    due = list(_due(book, library, today))
    taken = {(one.person_id, one.course) for one in due}
    due += [one for one in _of_campaigns(book, library, running, today) if _key(one) not in taken]
    opened = 0
    for first in range(0, len(due), AT_ONCE):
        with unit_of_work(session):
            opened += sum(_open(session, one, now) for one in due[first : first + AT_ONCE])
    return opened


def open_for_neighbours(
    session: Session, *, person_id: int, course: str, theirs_until: date | None, now: datetime
) -> int:
    """Open the refresher of somebody whose certificate of another authority counts once it is passed here.

    The short way is open as long as their certificate counts with those who issued it (None = no end). A
    round that is open and short already serves. Returns the cycle; for a unit of work.
    """
    newest = (
        sa.select(Cycle.id, Cycle.number, Renewal.path, Certificate.id.label("certificate"))
        .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
        .outerjoin(Renewal, Renewal.cycle_id == Cycle.id)
        .outerjoin(Certificate, Certificate.cycle_id == Cycle.id)
        .where(Enrolment.person_id == person_id, Enrolment.course_slug == course)
        .order_by(Cycle.number.desc())
        .limit(1)
    )
    row = session.execute(newest).one_or_none()
    if row is None or row.certificate is not None or row.path != Path.SHORT_QUIZ.value:
        number = 1 if row is None else row.number + 1
        _open(
            session,
            Opening(
                person_id, course, number, CycleKind.REFRESHER, Path.SHORT_QUIZ, theirs_until, theirs_until
            ),
            now,
        )
        row = session.execute(newest).one()
    cycle_id: int = row.id
    return cycle_id


def _key(one: Opening) -> tuple[int, str]:
    return one.person_id, one.course


def _due(book: Book, library: Library, today: date) -> Iterator[Opening]:
    asked = {duty.course for duty in book.duties}
    held: dict[int, list[str]] = {}
    for person_id, course in book.held:
        held.setdefault(person_id, []).append(course)
    for person in book.people:
        for course in dict.fromkeys([*held.get(person.person_id, ()), *sorted(asked)]):
            if course in library.courses and not book.is_away(person.person_id, course):
                terms = book.terms(person, course)
                found = _first(book, person, course, terms, today) or _refresher(
                    book, library, person, course, terms, today
                )
                if found is not None:
                    yield found


def _first(book: Book, person: Holder, course: str, terms: Sequence[Duty], today: date) -> Opening | None:
    """The first round of a course that is required, once the requirement begins."""
    key = person.person_id, course
    if not terms or key in book.rounds or key in book.held:
        return None
    duty = min(terms, key=lambda one: requirements.due_on(one.terms, person.joined_on))
    if today < min(requirements.begins_on(one.terms, person.joined_on) for one in terms):
        return None
    due_on = requirements.due_on(duty.terms, person.joined_on)
    return Opening(*key, 1, CycleKind.FIRST, Path.WHOLE_COURSE, due_on, version_id=duty.version_id)


def _refresher(
    book: Book, library: Library, person: Holder, course: str, terms: Sequence[Duty], today: date
) -> Opening | None:
    """The next round of what comes near its end; a certificate of a course without a refresher just ends."""
    key = person.person_id, course
    held, round_ = book.held.get(key), book.rounds.get(key)
    live = library.courses[course]
    if held is None or held.until is None or (round_ is not None and not round_.certified):
        return None
    if not terms and refreshers.read(live.refresher) is None:
        return None
    rule = requirements.strictest(duties.rule_of(live), [duty.terms for duty in terms], held.until)
    if today < refreshers.window(held.until, rule).opens_on:
        return None
    return Opening(
        *key,
        1 if round_ is None else round_.number + 1,
        CycleKind.REFRESHER,
        rule.path,
        held.until,
        held.until,
        terms[0].version_id if terms else None,
    )


def _of_campaigns(book: Book, library: Library, running: Sequence[Running], today: date) -> Iterator[Opening]:
    """The rounds of campaigns in force, for those who have not passed since and have no other round open."""
    people = {person.person_id: person for person in book.people}
    seen = set()
    for campaign in running:
        for person_id in campaign.people:
            key = person_id, campaign.course
            held, round_ = book.held.get(key), book.rounds.get(key)
            if (
                person_id not in people
                or held is None
                or key in seen
                or campaign.course not in library.courses
            ):
                continue
            if held.passed_on > campaign.signed_on or book.is_away(*key):
                continue
            if round_ is not None and not round_.certified:
                continue
            seen.add(key)
            number = 1 if round_ is None else round_.number + 1
            # Whoever has to know one change need not sit through everything.
            yield Opening(
                *key,
                number,
                CycleKind.CAMPAIGN,
                Path.SHORT_QUIZ,
                campaign.due_on,
                held.until,
                campaign_id=campaign.campaign_id,
            )


def _open(session: Session, one: Opening, now: datetime) -> int:
    """Open one round; 1, or 0 if somebody else was quicker."""
    row = {"person_id": one.person_id, "course_slug": one.course, "created_at": now}
    inserts.add_once(session, Enrolment, row, Enrolment.id)
    enrolment_id = session.execute(
        sa.select(Enrolment.id).where(
            Enrolment.person_id == one.person_id, Enrolment.course_slug == one.course
        )
    ).scalar_one()
    cycle = {"enrolment_id": enrolment_id, "number": one.number, "opened_at": now}
    cycle_id = inserts.add_once(session, Cycle, cycle, Cycle.id)
    if cycle_id is None:
        return 0
    session.add(
        Renewal(
            cycle_id=cycle_id,
            kind=one.kind.value,
            path=one.path.value,
            renews_until=one.renews_until,
            due_on=one.due_on,
            requirement_version_id=one.version_id,
            campaign_id=one.campaign_id,
        )
    )
    audit.record(
        session,
        at=now,
        actor_id=None,
        action="open cycle",
        subject=f"person {one.person_id}",
        course=one.course,
        number=one.number,
        kind=one.kind.value,
    )
    return 1
