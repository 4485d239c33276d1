"""What is adjusted for a person: set by an administrator, read at every attempt, told to nobody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.domain import errors
from lms.domain.adjustments import NONE, Adjustment
from lms.queries import adjustments as reads
from lms.services import adjustments
from tests.support import rows

MORE = Adjustment(extra_time_percent=25, larger_type=True)


def adjust(session: Session, person_id: int, adjustment: Adjustment, actor_id: int | None = None) -> None:
    adjustments.adjust(session, actor_id=actor_id, person_id=person_id, adjustment=adjustment, now=rows.NOW)


def test_nothing_is_adjusted_until_somebody_sets_it(session: Session) -> None:
    person_id = rows.add_person(session)
    assert reads.of(session, person_id) == NONE
    assert reads.row_of(session, person_id) == reads.AdjustmentRow(NONE, None, None)


def test_what_was_set_last_holds_for_that_person_alone(session: Session) -> None:
    sam, rhian = rows.add_person(session), rows.add_person(session, "Rhian Jones")
    admin = rows.add_person(session, "Ada Long", role="administrator")
    adjust(session, sam, Adjustment(no_limit=True), admin)
    adjust(session, sam, MORE, admin)
    assert reads.of(session, sam) == MORE
    assert reads.of(session, rhian) == NONE
    assert reads.row_of(session, sam) == reads.AdjustmentRow(MORE, rows.NOW, "Ada Long")


def test_the_audit_row_says_that_it_was_set_and_not_what(session: Session) -> None:
    person_id = rows.add_person(session)
    for _ in range(2):
        adjust(session, person_id, MORE)
    row = session.execute(sa.select(Audit)).scalar_one()
    assert (row.action, row.subject, row.data) == ("adjust person", f"person {person_id}", {})


@pytest.mark.parametrize("percent", [-1, 401])
def test_extra_time_has_bounds(session: Session, percent: int) -> None:
    person_id = rows.add_person(session)
    with pytest.raises(errors.Invalid):
        adjust(session, person_id, Adjustment(extra_time_percent=percent))
    assert reads.of(session, person_id) == NONE


def test_nobody_who_is_not_there_is_adjusted(session: Session) -> None:
    with pytest.raises(errors.UnknownPerson):
        adjust(session, 4711, MORE)
