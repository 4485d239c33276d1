"""The people of the demonstration council."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.domain.permissions import Role
from lms.queries import people
from lms.services import accounts, demo
from tests.support import rows


def sign_in(session: Session, password: str) -> accounts.SignedIn:
    return accounts.sign_in(
        session, name="admin@demo.example", password=password, address="127.0.0.1", now=rows.NOW
    )


def test_there_is_one_account_for_each_role(session: Session) -> None:
    for _ in range(2):
        demo.set_up(session, password="three quiet chairs", now=rows.NOW)
    found = {row.sign_in_name: row for row in people.people(session)}
    assert {name: row.role for name, row in found.items()} == {
        "learner@demo.example": Role.LEARNER,
        "trainer@demo.example": Role.TRAINER,
        "manager@demo.example": Role.MANAGER,
        "admin@demo.example": Role.ADMINISTRATOR,
    }
    assert [team.name for team in people.teams(session)] == ["Children’s services", "Housing"]
    sign_in(session, "three quiet chairs")


def test_another_password_takes_the_place_of_the_first(session: Session) -> None:
    demo.set_up(session, password="three quiet chairs", now=rows.NOW)
    demo.set_up(session, password="four quiet chairs", now=rows.NOW)
    sign_in(session, "four quiet chairs")
