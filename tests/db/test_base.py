"""Where SQLite and PostgreSQL would disagree, the tables make them agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.people import Person, Team
from lms.db.sign_ins import SignInFailure
from lms.db.tables import metadata
from lms.db.unit_of_work import unit_of_work
from tests.support import rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    since=st.timedeltas(timedelta(0), timedelta(days=90_000)),
    offset=st.integers(-14 * 60, 14 * 60),
)
def test_an_instant_comes_back_aware_and_equal(session: Session, since: timedelta, offset: int) -> None:
    aware = (datetime(1970, 1, 2, tzinfo=UTC) + since).astimezone(timezone(timedelta(minutes=offset)))
    with unit_of_work(session):
        row = SignInFailure(account_key="a" * 64, address_key="b" * 64, at=aware)
        session.add(row)
        session.flush()
        number = row.id
    found = session.execute(sa.select(SignInFailure.at).where(SignInFailure.id == number)).scalar_one()
    assert found == aware
    assert found.tzinfo is UTC


def test_a_naive_instant_is_refused(session: Session) -> None:
    naive = rows.NOW.replace(tzinfo=None)
    with pytest.raises(sa.exc.StatementError, match="without a time zone"), unit_of_work(session):
        session.add(SignInFailure(account_key="a" * 64, address_key="b" * 64, at=naive))


def test_no_instant_stays_none(session: Session) -> None:
    person = rows.add_person(session)
    assert session.execute(sa.select(Person.disabled_at).where(Person.id == person)).scalar_one() is None


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_text_of_the_wrong_length_is_refused(session: Session, name: str) -> None:
    with pytest.raises(sa.exc.DBAPIError), unit_of_work(session):
        session.add(Team(name=name))


def test_a_word_outside_its_list_is_refused(session: Session) -> None:
    person = rows.add_person(session)
    with pytest.raises(sa.exc.IntegrityError), unit_of_work(session):
        session.execute(sa.update(Person).where(Person.id == person).values(role="wizard"))


def test_every_constraint_and_index_has_a_name() -> None:
    for table in metadata.sorted_tables:
        for part in (*table.constraints, *table.indexes):
            assert part.name, f"{table.name}: {part!r}"
            assert len(str(part.name)) <= 63, part.name


def test_add_once_tells_new_from_known(session: Session) -> None:
    with unit_of_work(session):
        first = inserts.add_once(session, Team, {"name": "Housing"}, Team.id)
        again = inserts.add_once(session, Team, {"name": "Housing"}, Team.id)
    assert isinstance(first, int)
    assert again is None


def test_numbers_of_deleted_rows_are_not_given_out_again(session: Session) -> None:
    with unit_of_work(session):
        first = inserts.add_once(session, Team, {"name": "Housing"}, Team.id)
        session.execute(sa.delete(Team))
        second = inserts.add_once(session, Team, {"name": "Planning"}, Team.id)
    assert second > first
