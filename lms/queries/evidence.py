"""Owns the reads of workshops and observed practice. It must not know which certificate rests on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.content.library import Library
from lms.db.evidence import Evidence
from lms.db.people import Person, Team
from lms.domain import errors
from lms.domain.certificates import EvidenceKind
from lms.queries import compliance
from lms.queries.duties import Whom


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Somebody was at a workshop or was observed. `made_by` None = somebody who has left.

    `removed_at` None = it counts.
    """

    evidence_id: int
    person_id: int
    name: str
    team: str | None
    course: str
    kind: EvidenceKind
    title: str
    held_on: date
    witness: str
    note: str
    made_by: str | None
    made_at: datetime
    removed_at: datetime | None
    removed_because: str


def lines(session: Session, library: Library, *, whom: Whom) -> tuple[EvidenceLine, ...]:
    """Everything that was noted for the people in `whom`, the newest day first. One statement."""
    return _read(session, library, whom.condition())


def of_person(session: Session, library: Library, *, person_id: int) -> tuple[EvidenceLine, ...]:
    """What counts for one person, the newest day first. One statement."""
    return _read(session, library, sa.and_(Evidence.person_id == person_id, Evidence.removed_at.is_(None)))


def line(session: Session, library: Library, evidence_id: int) -> EvidenceLine:
    """One of them. Raises: UnknownEvidence."""
    found = _read(session, library, Evidence.id == evidence_id)
    if not found:
        raise errors.UnknownEvidence(evidence_id)
    return found[0]


def _read(session: Session, library: Library, condition: sa.ColumnElement[bool]) -> tuple[EvidenceLine, ...]:
    maker = aliased(Person)
    rows = session.execute(
        sa.select(Evidence, Person.name, Team.name, maker.name)
        .join(Person, Person.id == Evidence.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .outerjoin(maker, maker.id == Evidence.made_by)
        .where(condition)
        .order_by(Evidence.held_on.desc(), Evidence.id.desc())
    )
    return tuple(
        EvidenceLine(
            evidence_id=row.id,
            person_id=row.person_id,
            name=name,
            team=team,
            course=compliance.title(library, row.course_slug),
            kind=EvidenceKind(row.kind),
            title=row.title,
            held_on=row.held_on,
            witness=row.witness,
            note=row.note,
            made_by=made_by,
            made_at=row.made_at,
            removed_at=row.removed_at,
            removed_because=row.removed_because,
        )
        for row, name, team, made_by in rows
    )
