"""Owns the reads of leave and exemptions. It must not know what they excuse from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.content.library import Library
from lms.db.people import Person, Team
from lms.db.requirements import Absence
from lms.domain import errors
from lms.domain.requirements import AbsenceKind
from lms.queries import compliance
from lms.queries.duties import Whom


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Days (inclusive) on which nothing is asked of somebody; `course` None = nothing at all.

    `made_by` None = the command line, or somebody who has left.
    """

    absence_id: int
    person_id: int
    name: str
    team: str | None
    team_id: int | None
    kind: AbsenceKind
    course: str | None
    reason: str
    from_on: date
    until_on: date | None
    made_by: str | None
    made_at: datetime
    ended_at: datetime | None

    def counts(self, today: date) -> bool:
        """Whether it holds today or will."""
        return self.ended_at is None and (self.until_on is None or self.until_on >= today)


def lines(session: Session, library: Library, *, whom: Whom) -> tuple[AbsenceLine, ...]:
    """Leave and exemptions of the people in `whom`, the newest first. One statement."""
    return _read(session, library, whom.condition())


def line(session: Session, library: Library, absence_id: int) -> AbsenceLine:
    """One of them. Raises: UnknownAbsence."""
    found = _read(session, library, Absence.id == absence_id)
    if not found:
        raise errors.UnknownAbsence(absence_id)
    return found[0]


def _read(session: Session, library: Library, condition: sa.ColumnElement[bool]) -> tuple[AbsenceLine, ...]:
    maker = aliased(Person)
    rows = session.execute(
        sa.select(Absence, Person.name, Team.name, Person.team_id, maker.name)
        .join(Person, Person.id == Absence.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .outerjoin(maker, maker.id == Absence.made_by)
        .where(condition)
        .order_by(Absence.from_on.desc(), Absence.id.desc())
    )
    return tuple(
        AbsenceLine(
            absence_id=row.id,
            person_id=row.person_id,
            name=name,
            team=team,
            team_id=team_id,
            kind=AbsenceKind(row.kind),
            course=None if row.course_slug is None else compliance.title(library, row.course_slug),
            reason=row.reason,
            from_on=row.from_on,
            until_on=row.until_on,
            made_by=made_by,
            made_at=row.made_at,
            ended_at=row.ended_at,
        )
        for row, name, team, team_id, made_by in rows
    )
