"""Owns reading what is adjusted for a person. It must not know what is made of it, nor who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.db import prepared
from lms.db.adjustments import Adjustment as Row
from lms.db.people import Person
from lms.db.unit_of_work import connection_of
from lms.domain.adjustments import NONE, Adjustment

COLUMNS = (Row.extra_time_percent, Row.no_limit, Row.one_question_a_page, Row.larger_type)

# Made once: building statements anew for each request cost more than asking them.
_ADJUSTMENT = prepared.select(sa.select(*COLUMNS).where(Row.person_id == sa.bindparam("person_id")))
_WITH_HISTORY = (
    sa.select(*COLUMNS, Row.set_at, Person.name)
    .outerjoin(Person, Person.id == Row.set_by)
    .where(Row.person_id == sa.bindparam("person_id"))
)


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """What is adjusted, with when and by whom it was last set: both None if it never was."""

    adjustment: Adjustment
    set_at: datetime | None
    set_by: str | None


def of(asker: Session | Connection, person_id: int) -> Adjustment:
    """What is adjusted for somebody. One statement."""
    row = _ADJUSTMENT.one_or_none(connection_of(asker), {"person_id": person_id})
    return NONE if row is None else Adjustment(*row)


def row_of(session: Session, person_id: int) -> AdjustmentRow:
    """The same for the administrator's page. One statement."""
    row = session.connection().execute(_WITH_HISTORY, {"person_id": person_id}).one_or_none()
    if row is None:
        return AdjustmentRow(NONE, None, None)
    return AdjustmentRow(Adjustment(*row[:4]), row.set_at, row.name)
