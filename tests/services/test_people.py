"""Accounts: made, disabled, enabled, given new passwords, each with an audit row."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.db.people import Person, Team
from lms.db.sign_ins import SignIn
from lms.domain import errors
from lms.domain.permissions import Role
from lms.queries import people as reads
from lms.services import accounts, people
from tests.support import rows
from tests.support.databases import Database, at_once


def add(session: Session, **changes: object) -> people.AddedPerson:
    values: dict[str, object] = {
        "actor_id": 1,
        "name": "Sam Carter",
        "sign_in_name": "sam@demo.example",
        "role": Role.LEARNER,
        "team": None,
        "password": "three quiet chairs",
        "now": rows.NOW,
        **changes,
    }
    return people.add(session, **values)  # type: ignore[arg-type]


def sign_in(session: Session, password: str) -> accounts.SignedIn:
    return accounts.sign_in(
        session, name="sam@demo.example", password=password, address="192.0.2.7", now=rows.NOW
    )


def actions(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Audit.action).order_by(Audit.id)))


def test_add_makes_an_account_that_can_sign_in(session: Session) -> None:
    added = add(session)
    assert sign_in(session, "three quiet chairs").person_id == added.person_id
    audit = session.execute(sa.select(Audit)).scalar_one()
    assert (audit.actor_id, audit.subject, audit.data) == (
        1,
        f"person {added.person_id}",
        {"role": "learner"},
    )


def test_add_makes_a_password_where_none_is_given(session: Session) -> None:
    added = add(session, password=None)
    assert sign_in(session, added.password).person_id == added.person_id
    assert added.password not in repr(added)


def test_add_tidies_names_and_makes_a_team_once(session: Session) -> None:
    add(session, name="  Sam   Carter ", team=" Children’s   services ")
    add(session, name="Ŵyn Łoś", sign_in_name="staff 4711", team="Children’s services", role=Role.TRAINER)
    assert session.scalars(sa.select(Team.name)).all() == ["Children’s services"]
    assert set(session.scalars(sa.select(Person.name))) == {"Sam Carter", "Ŵyn Łoś"}


@pytest.mark.parametrize(
    "taken", ["sam@demo.example", "SAM@demo.example ", "ſam@demo.example", "ＳＡＭ@demo.example"]
)
def test_add_refuses_a_sign_in_name_that_is_taken_in_any_case(session: Session, taken: str) -> None:
    add(session)
    with pytest.raises(errors.NameTaken):
        add(session, sign_in_name=taken)
    assert actions(session) == ["add person"]


def test_names_outside_ascii_are_folded_alike_on_both_databases(session: Session) -> None:
    person = add(session, sign_in_name="gweithdŷ@demo.example").person_id
    assert reads.by_sign_in_name(session, "GWEITHDŶ@demo.example").person_id == person


def test_of_two_at_once_with_the_same_name_one_is_refused(database: Database) -> None:
    def try_it() -> object:
        with database.session() as session:
            return add(session)

    results = at_once([try_it] * 4, 4)
    assert sum(isinstance(result, people.AddedPerson) for result in results) == 1
    assert sum(isinstance(result, errors.NameTaken) for result in results) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "nul\x00"},
        {"sign_in_name": " "},
        {"sign_in_name": "x" * 255},
        {"sign_in_name": "a\nb"},
        {"team": "x" * 201},
    ],
)
def test_add_refuses_empty_and_endless_names(session: Session, change: dict[str, object]) -> None:
    with pytest.raises(errors.Invalid):
        add(session, **change)
    assert actions(session) == []


def test_the_longest_names_fit(session: Session) -> None:
    # Some letters become three when they are folded.
    add(session, name="Ω" * 200, sign_in_name="ΐ" * 190, team="T" * 200)
    assert reads.by_sign_in_name(session, "ΐ" * 190).name == "Ω" * 200


def test_add_refuses_a_weak_password(session: Session) -> None:
    with pytest.raises(errors.WeakPassword):
        add(session, password="password123")


def test_a_new_password_ends_sign_ins_and_is_audited(session: Session) -> None:
    person = add(session).person_id
    sign_in(session, "three quiet chairs")
    made = people.reset_password(session, actor_id=2, person_id=person, password=None, now=rows.NOW)
    assert session.scalars(sa.select(SignIn.id)).all() == []
    assert sign_in(session, made).person_id == person
    given = people.reset_password(
        session, actor_id=2, person_id=person, password="four quiet chairs", now=rows.NOW
    )
    assert given == "four quiet chairs"
    assert actions(session) == ["add person", "reset password", "reset password"]
    with pytest.raises(errors.WeakPassword):
        people.reset_password(session, actor_id=2, person_id=person, password="short", now=rows.NOW)


def test_disabling_ends_sign_ins_and_is_safe_to_repeat(session: Session) -> None:
    person = add(session).person_id
    sign_in(session, "three quiet chairs")
    for _ in range(2):
        people.disable(session, actor_id=2, person_id=person, now=rows.NOW)
    assert session.scalars(sa.select(SignIn.id)).all() == []
    assert reads.person(session, person).disabled
    for _ in range(2):
        people.enable(session, actor_id=2, person_id=person, now=rows.NOW)
    assert not reads.person(session, person).disabled
    assert actions(session) == ["add person", "disable person", "enable person"]


def test_somebody_unknown_is_said_to_be(session: Session) -> None:
    for call in (people.disable, people.enable):
        with pytest.raises(errors.UnknownPerson):
            call(session, actor_id=None, person_id=9, now=rows.NOW)
    with pytest.raises(errors.UnknownPerson):
        people.reset_password(session, actor_id=None, person_id=9, password=None, now=rows.NOW)


def test_somebody_deleted_while_the_password_is_hashed_is_unknown(
    database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = add(session).person_id

    def deletes_meanwhile(password: str) -> str:
        with database.session() as other:
            other.execute(sa.delete(Person))
            other.commit()
        return "hash"

    session.rollback()
    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr("lms.services.passwords.hash_of", deletes_meanwhile)
    with pytest.raises(errors.UnknownPerson):
        people.reset_password(session, actor_id=None, person_id=person, password=None, now=rows.NOW)
