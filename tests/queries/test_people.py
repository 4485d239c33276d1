"""Reads about people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lms.db.people import Team
from lms.db.sign_ins import SignIn
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.permissions import Role
from lms.queries import people
from tests.support import rows
from tests.support.databases import Database, counted


def signed_in(session: Session, person_id: int, secret: str = "a" * 64) -> str:
    with unit_of_work(session):
        session.add(
            SignIn(
                token_hash=secret,
                person_id=person_id,
                created_at=rows.NOW,
                seen_at=rows.NOW,
                ends_at=rows.NOW + timedelta(hours=12),
            )
        )
    return secret


def test_the_viewer_is_read_in_one_statement(database: Database, session: Session) -> None:
    with unit_of_work(session):
        session.add(Team(id=7, name="Housing"))
    person = rows.add_person(session, "Ŵyn Łoś", role="administrator", team_id=7)
    secret = signed_in(session, person)
    with counted(database.engine) as sent:
        found = people.viewer(session.connection(), token_hash=secret, now=rows.NOW)
    assert len(sent) == 1
    assert found is not None
    assert (found.person_id, found.name, found.first_name) == (person, "Ŵyn Łoś", "Ŵyn")
    assert (found.role, found.sign_in_name, found.team) == (
        Role.ADMINISTRATOR,
        "ŵyn.łoś@demo.example",
        "Housing",
    )


def test_nobody_is_signed_in_with_an_unknown_secret(session: Session) -> None:
    assert people.viewer(session.connection(), token_hash="b" * 64, now=rows.NOW) is None


@pytest.mark.parametrize("number", [1, 12])
def test_everybody_is_read_in_one_statement(database: Database, session: Session, number: int) -> None:
    for at in range(number):
        rows.add_person(session, f"Person {at:02}", disabled_at=rows.NOW if at else None)
    with counted(database.engine) as sent:
        found = people.people(session)
    assert len(sent) == 1
    assert [row.name for row in found] == [f"Person {at:02}" for at in range(number)]
    assert [row.disabled for row in found] == [bool(at) for at in range(number)]


def test_names_are_sorted_alike_on_both_databases(session: Session) -> None:
    for name in ("Zoë", "anna", "Ben", "Łucja"):
        rows.add_person(session, name)
    assert [row.name for row in people.people(session)] == ["anna", "Ben", "Zoë", "Łucja"]


def test_one_person_by_id_and_by_sign_in_name(session: Session) -> None:
    person = rows.add_person(session)
    assert people.person(session, person) == people.by_sign_in_name(session, " SAM.Carter@demo.example")


@pytest.mark.parametrize("name", ["nobody", "", "\x00", "\ud800", "x" * 5000])
def test_somebody_unknown_is_said_to_be(session: Session, name: str) -> None:
    with pytest.raises(errors.UnknownPerson):
        people.by_sign_in_name(session, name)
    with pytest.raises(errors.UnknownPerson):
        people.person(session, 4711)


def test_teams_are_read_in_one_statement(database: Database, session: Session) -> None:
    with unit_of_work(session):
        session.add_all([Team(name="planning"), Team(name="Housing")])
    with counted(database.engine) as sent:
        assert [team.name for team in people.teams(session)] == ["Housing", "planning"]
    assert len(sent) == 1


@pytest.mark.parametrize(("name", "first"), [("Sam Carter", "Sam"), ("Cher", "Cher"), (" ", " ")])
def test_the_first_name_is_the_first_word(name: str, first: str) -> None:
    assert people.first_name(name) == first
