"""Owns the table of standings: people and the courses that they have to hold, and one person's own list.

A constant number of statements whatever the head count. It must not judge: `domain.compliance` does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, tzinfo

from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.domain import compliance, refreshers, requirements
from lms.domain.compliance import Cell, Matrix, Row
from lms.domain.refreshers import Path
from lms.queries import duties
from lms.queries.duties import Book, Whom


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """How somebody stands with one course. `path` is the way to renew, None while nothing is to be renewed.

    `required` False = nobody asks for it, and they hold what ends. `campaign` = a campaign asks.
    """

    course: str
    title: str
    cell: Cell
    required: bool
    path: Path | None
    opens_on: date | None
    until: date | None
    campaign: bool


def matrix(session: Session, library: Library, *, whom: Whom, today: date, zone: tzinfo) -> Matrix:
    """Everybody in `whom` by name, and the courses that are required of any of them. Seven statements."""
    found = duties.book(session, library, whom=whom, today=today, zone=zone)
    rows = []
    for person in found.people:
        cells = {}
        for course in _required(found):
            if found.terms(person, course):
                rule = duties.rule_of(library.courses.get(course))
                cells[course] = compliance.cell(found.facts(person, course, rule), today)
        rows.append(Row(person.person_id, person.name, person.team, cells))
    asked = {course for row in rows for course in row.cells}
    titles = {course: title(library, course) for course in _required(found) if course in asked}
    return compliance.matrix(rows, dict(sorted(titles.items(), key=lambda one: one[1].casefold())))


def standings(
    session: Session, library: Library, *, person_id: int, today: date, zone: tzinfo
) -> tuple[OwnStanding, ...]:
    """What somebody has to hold, and what they hold that ends; what presses most first. Seven statements."""
    found = duties.book(session, library, whom=Whom(person_id=person_id), today=today, zone=zone)
    lines = []
    for person in found.people:
        holds = [course for _, course in found.held]
        for course in dict.fromkeys([*_required(found), *holds]):
            line = _own(found, library, person, course, today)
            if line is not None:
                lines.append(line)
    order = list(_PRESSING)
    return tuple(sorted(lines, key=lambda line: (order.index(line.cell.standing), line.title.casefold())))


_PRESSING = (
    compliance.Standing.EXPIRED,
    compliance.Standing.OVERDUE,
    compliance.Standing.DUE,
    compliance.Standing.IN_PROGRESS,
    compliance.Standing.NOT_DUE,
    compliance.Standing.CURRENT,
    compliance.Standing.EXEMPT,
)


def _own(
    found: Book, library: Library, person: duties.Holder, course: str, today: date
) -> OwnStanding | None:
    live = library.courses.get(course)
    if live is None:
        return None
    terms = [duty.terms for duty in found.terms(person, course)]
    held = found.held.get((person.person_id, course))
    if not terms and (held is None or held.until is None):
        return None
    rule = duties.rule_of(live)
    facts = found.facts(person, course, rule)
    if not terms and refreshers.read(live.refresher) is None:
        # A certificate without a refresher: it ends, and nothing opens before that.
        facts = replace(facts, opens_on=None)
    cell = compliance.cell(facts, today)
    path = None
    if held is not None and held.until is not None and cell.standing not in _SETTLED:
        path = refreshers.path(requirements.strictest(rule, terms, held.until), held.until, today)
    round_ = found.rounds.get((person.person_id, course))
    return OwnStanding(
        course=course,
        title=live.title,
        cell=cell,
        required=bool(terms),
        path=path,
        opens_on=facts.opens_on,
        until=facts.until,
        campaign=facts.round_due_on is not None and round_ is not None,
    )


_SETTLED = (compliance.Standing.CURRENT, compliance.Standing.EXEMPT, compliance.Standing.NOT_DUE)


def _required(found: Book) -> list[str]:
    return list(dict.fromkeys(duty.course for duty in found.duties if duty.terms.active))


def title(library: Library, course: str) -> str:
    """The title of a course; words made of its slug once its folder has gone."""
    live = library.courses.get(course)
    return course.replace("-", " ").capitalize() if live is None else live.title
