"""Signing in and out, and one's own password."""

from __future__ import annotations

from datetime import timedelta

import argon2
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.db.people import Person
from lms.db.sign_ins import SignIn, SignInFailure
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.permissions import Role
from lms.queries import people as person_reads
from lms.services import accounts, passwords, people, throttle
from tests.support import rows
from tests.support.databases import Database, at_once

PASSWORD = "three quiet chairs"
NAME = "Sam.Carter@demo.example"
ADDRESS = "192.0.2.7"


@pytest.fixture
def sam(session: Session) -> int:
    return people.add(
        session,
        actor_id=None,
        name="Sam Carter",
        sign_in_name=NAME,
        role=Role.LEARNER,
        team="Housing",
        password=PASSWORD,
        now=rows.NOW,
    ).person_id


def sign_in(session: Session, password: str = PASSWORD, **changes: object) -> accounts.SignedIn:
    values = {"name": NAME, "address": ADDRESS, "now": rows.NOW, **changes}
    return accounts.sign_in(session, password=password, **values)  # type: ignore[arg-type]


def tries(session: Session) -> int:
    return session.execute(sa.select(sa.func.count()).select_from(SignInFailure)).scalar_one()


def test_a_sign_in_keeps_only_the_hash_of_its_secret(session: Session, sam: int) -> None:
    signed_in = sign_in(session)
    row = session.execute(sa.select(SignIn)).scalar_one()
    assert (row.person_id, row.ends_at) == (sam, rows.NOW + timedelta(hours=12))
    assert row.token_hash == accounts.token_hash(signed_in.token) != signed_in.token
    assert len(signed_in.token) == 43
    assert signed_in.token not in repr(signed_in)
    assert tries(session) == 0


@pytest.mark.parametrize("name", ["SAM.CARTER@DEMO.EXAMPLE", "  sam.carter@demo.example "])
def test_the_case_of_the_name_and_spaces_around_it_do_not_matter(
    session: Session, sam: int, name: str
) -> None:
    assert sign_in(session, name=name).person_id == sam


def test_each_sign_in_has_a_secret_of_its_own(session: Session, sam: int) -> None:
    assert sign_in(session).token != sign_in(session).token


def test_a_sign_in_may_last_another_time(session: Session, sam: int) -> None:
    assert sign_in(session, lasts=timedelta(hours=1)).ends_at == rows.NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        (NAME, "wrong password"),
        (NAME, ""),
        (NAME, "x" * 5000),
        (NAME, "\x00\ud800"),
        ("nobody@demo.example", PASSWORD),
        ("", PASSWORD),
        ("\x00", PASSWORD),
        ("\ud800", PASSWORD),
        ("x" * 5000, PASSWORD),
    ],
)
def test_whatever_is_wrong_is_refused_in_the_same_words(
    session: Session, sam: int, name: str, password: str
) -> None:
    with pytest.raises(errors.SignInRefused) as refused:
        sign_in(session, password, name=name)
    assert refused.value.message == errors.SignInRefused().message
    assert tries(session) == 1


def test_a_disabled_person_is_refused_and_so_is_one_without_a_password(session: Session, sam: int) -> None:
    people.disable(session, actor_id=None, person_id=sam, now=rows.NOW)
    with pytest.raises(errors.SignInRefused):
        sign_in(session)
    people.enable(session, actor_id=None, person_id=sam, now=rows.NOW)
    assert sign_in(session).person_id == sam
    with unit_of_work(session):
        session.execute(sa.update(Person).values(password_hash=None))
    with pytest.raises(errors.SignInRefused):
        sign_in(session)


def test_an_unknown_name_costs_a_hash_as_well(
    session: Session, sam: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    whole = argon2.PasswordHasher.verify

    def watched(self: argon2.PasswordHasher, kept: str, given: bytes) -> bool:
        verified.append(kept)
        return whole(self, kept, given)

    # Looks on and calls the real one. How long it takes is no figure to test.
    monkeypatch.setattr(argon2.PasswordHasher, "verify", watched)
    for name in (NAME, "nobody@demo.example"):
        with pytest.raises(errors.SignInRefused):
            sign_in(session, "wrong password", name=name)
    assert len(verified) == 2
    assert verified[0].split("$")[:4] == verified[1].split("$")[:4]


def test_ten_tries_in_five_minutes_are_all_for_one_account(session: Session, sam: int) -> None:
    for number in range(10):
        with pytest.raises(errors.SignInRefused):
            sign_in(session, "wrong password", address=f"192.0.2.{number}")
    with pytest.raises(errors.TooManyTries) as refused:
        sign_in(session)
    assert refused.value.until == rows.NOW + timedelta(minutes=5)
    assert tries(session) == 10
    assert sign_in(session, now=rows.NOW + timedelta(minutes=5)).person_id == sam


def test_a_hundred_tries_in_five_minutes_are_all_for_one_address(session: Session, sam: int) -> None:
    for number in range(100):
        throttle.take_try(session, account=f"account {number}", address=ADDRESS, now=rows.NOW)
    with pytest.raises(errors.TooManyTries):
        sign_in(session)
    assert sign_in(session, address="192.0.2.8").person_id == sam


def test_guesses_sent_at_the_same_moment_are_all_counted(database: Database) -> None:
    def guess() -> object:
        with database.session() as session:
            return throttle.take_try(session, account="sam", address=ADDRESS, now=rows.NOW)

    results = at_once([guess] * 30, 10)
    assert sum(isinstance(result, int) for result in results) == 10
    assert sum(isinstance(result, errors.TooManyTries) for result in results) == 20


def test_signing_out_ends_one_sign_in(session: Session, sam: int) -> None:
    first, second = sign_in(session), sign_in(session)
    for _ in range(2):
        accounts.sign_out(session, token_hash=accounts.token_hash(first.token), now=rows.NOW)
    left = session.scalars(sa.select(SignIn.token_hash)).all()
    assert left == [accounts.token_hash(second.token)]


def test_a_password_kept_with_old_settings_is_hashed_again(session: Session, sam: int) -> None:
    old = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with unit_of_work(session):
        session.execute(sa.update(Person).values(password_hash=old))
    sign_in(session)
    kept = session.execute(sa.select(Person.password_hash)).scalar_one() or ""
    assert not passwords.is_outdated(kept)
    assert sign_in(session).person_id == sam


def test_a_password_that_changes_while_it_is_checked_opens_nothing(
    database: Database, session: Session, sam: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = passwords.verify

    def disables_meanwhile(kept: str | None, password: str) -> bool:
        with database.session() as other:
            people.disable(other, actor_id=None, person_id=sam, now=rows.NOW)
        return whole(kept, password)

    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr(passwords, "verify", disables_meanwhile)
    with pytest.raises(errors.SignInRefused):
        sign_in(session)
    assert session.scalars(sa.select(SignIn.id)).all() == []


def test_changing_the_password_ends_every_sign_in(session: Session, sam: int) -> None:
    sign_in(session)
    sign_in(session)
    accounts.change_password(session, person_id=sam, current=PASSWORD, new="four quiet chairs", now=rows.NOW)
    assert session.scalars(sa.select(SignIn.id)).all() == []
    with pytest.raises(errors.SignInRefused):
        sign_in(session)
    assert sign_in(session, "four quiet chairs").person_id == sam
    assert "change password" in session.scalars(sa.select(Audit.action)).all()


def test_changing_the_password_needs_the_current_one(session: Session, sam: int) -> None:
    new = "four quiet chairs"
    for _ in range(10):
        with pytest.raises(errors.WrongPassword):
            accounts.change_password(session, person_id=sam, current="wrong", new=new, now=rows.NOW)
    with pytest.raises(errors.TooManyTries):
        accounts.change_password(session, person_id=sam, current=PASSWORD, new=new, now=rows.NOW)


def test_changing_the_password_refuses_a_weak_one_and_a_stranger(session: Session, sam: int) -> None:
    with pytest.raises(errors.WeakPassword):
        accounts.change_password(session, person_id=sam, current=PASSWORD, new="short", now=rows.NOW)
    with pytest.raises(errors.UnknownPerson):
        accounts.change_password(session, person_id=999, current="", new=PASSWORD, now=rows.NOW)


def test_what_has_ended_is_forgotten(session: Session, sam: int) -> None:
    sign_in(session, lasts=timedelta(hours=1))
    kept = sign_in(session, lasts=timedelta(hours=3))
    throttle.take_try(session, account="a", address="b", now=rows.NOW)
    throttle.take_try(session, account="a", address="b", now=rows.NOW + timedelta(hours=2))
    accounts.forget_ended(session, now=rows.NOW + timedelta(hours=2))
    left = session.scalars(sa.select(SignIn.token_hash)).all()
    assert left == [accounts.token_hash(kept.token)]
    assert tries(session) == 1


def test_being_seen_is_written_at_most_every_quarter_of_an_hour(session: Session, sam: int) -> None:
    sign_in(session)
    number = session.execute(sa.select(SignIn.id)).scalar_one()
    for minutes in (5, 15, 16, 20):
        accounts.note_seen(session, sign_in_id=number, now=rows.NOW + timedelta(minutes=minutes))
    assert session.execute(sa.select(SignIn.seen_at)).scalar_one() == rows.NOW + timedelta(minutes=16)


def test_the_viewer_is_gone_when_the_sign_in_ends_or_the_person_is_disabled(
    session: Session, sam: int
) -> None:
    token_hash = accounts.token_hash(sign_in(session).token)

    def viewer(later: timedelta = timedelta(0)) -> person_reads.Viewer | None:
        return person_reads.viewer(session.connection(), token_hash=token_hash, now=rows.NOW + later)

    found = viewer()
    assert found is not None
    assert (found.person_id, found.first_name, found.role, found.team) == (
        sam,
        "Sam",
        Role.LEARNER,
        "Housing",
    )
    assert viewer(timedelta(hours=12)) is None
    with unit_of_work(session):
        session.execute(sa.update(Person).values(disabled_at=rows.NOW))
    assert viewer() is None
