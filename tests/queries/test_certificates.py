"""Reads of certificates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.enrolments import Cycle, Enrolment
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.queries import certificates, health
from tests.support import rows
from tests.support.databases import Database, counted
from tests.support.learners import Learner

TODAY = date(2026, 11, 22)


def test_ones_own_certificates_are_listed_newest_first(
    database: Database, session: Session, learner: Learner
) -> None:
    assert certificates.mine(session, person_id=learner.person_id, today=TODAY) == ()
    first = learner.take().certificate_number
    with unit_of_work(session):
        enrolment = session.execute(sa.select(Enrolment.id)).scalar_one()
        session.add(Cycle(enrolment_id=enrolment, number=2, opened_at=rows.NOW))
    second = learner.take(now=rows.NOW + timedelta(days=200)).certificate_number
    with counted(database.engine) as sent:
        lines = certificates.mine(session, person_id=learner.person_id, today=date(2027, 11, 23))
    assert len(sent) == 1
    assert [line.number for line in lines] == [second, first]
    assert [line.standing for line in lines] == ["valid", "expired"]


def test_anybody_finds_a_certificate_by_its_number(
    database: Database, session: Session, learner: Learner
) -> None:
    number = learner.take().certificate_number or ""
    session.rollback()
    with counted(database.engine) as sent:
        found = certificates.public(session, number=number, today=TODAY)
    assert len(sent) == 1
    assert (found.number, found.holder_name, found.standing) == (number, "Sam Carter", "valid")
    assert (found.percent, found.organisation, found.issued_at) == (100, "Demo Council", rows.NOW)
    assert found.evidence == ("Quiz: Final quiz: 100% (pass mark 80%)",)
    typed = f" {number.lower().replace('-', ' ')} "
    assert certificates.public(session, number=typed, today=TODAY) == found


@pytest.mark.parametrize(("day", "standing"), [(22, "valid"), (23, "expired")])
def test_the_last_valid_day_is_inclusive(session: Session, learner: Learner, day: int, standing: str) -> None:
    number = learner.take().certificate_number or ""
    assert certificates.public(session, number=number, today=date(2027, 11, day)).standing == standing


@pytest.mark.parametrize(
    "number", ["00000-00000-00000-00000", "", "x", "\x00" * 20, "é" * 20, "0" * 500, "\ud800" * 20]
)
def test_unknown_and_malformed_numbers_answer_alike(session: Session, number: str) -> None:
    with pytest.raises(errors.UnknownCertificate) as refused:
        certificates.public(session, number=number, today=TODAY)
    assert refused.value.message == errors.UnknownCertificate().message


def test_health_is_one_statement(database: Database, session: Session) -> None:
    with counted(database.engine) as sent:
        assert health.database_version(session).startswith(("SQLite 3.", "PostgreSQL "))
    assert len(sent) == 1
