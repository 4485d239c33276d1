"""Owns making, disabling and enabling accounts and resetting their passwords, each with its audit row.

It must not know whether the actor may do so: the floor that knows the actor asks `domain.permissions`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.people import Person, Team
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.permissions import Role
from lms.queries import people
from lms.services import accounts, audit, passwords

NAME_MOST = 200
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?")
SIGN_IN_NAME_MOST = 254


@dataclass(frozen=True, slots=True)
class AddedPerson:
    """`password` is shown once, to whoever made the account; only its hash is kept."""

    person_id: int
    password: str = field(repr=False)


def add(
    session: Session,
    *,
    actor_id: int | None,
    name: str,
    sign_in_name: str,
    role: Role,
    team: str | None,
    password: str | None,
    now: datetime,
) -> AddedPerson:
    """Make an account. `actor_id` None = the command line; `team` is made if there is none of that name.

    `sign_in_name` is an e-mail address or, for staff without one, a staff number. A password is made if none
    is given.

    Raises: NameTaken, WeakPassword, Invalid for an empty or over-long name.
    """
    name, sign_in_name = " ".join(name.split()), sign_in_name.strip()
    _check_text(name, "A name", NAME_MOST)
    _check_text(sign_in_name, "A sign-in name", SIGN_IN_NAME_MOST)
    team = " ".join((team or "").split()) or None
    if team is not None:
        _check_text(team, "A team’s name", NAME_MOST)
    given = passwords.make() if password is None else password
    passwords.check(given, sign_in_name=sign_in_name)
    kept = passwords.hash_of(given)
    with unit_of_work(session):
        person_id = inserts.add_once(
            session,
            Person,
            {
                "name": name,
                "sign_in_name": sign_in_name,
                "sign_in_folded": people.fold(sign_in_name),
                "role": Role(role).value,
                "team_id": None if team is None else _team_id(session, team),
                "password_hash": kept,
                "created_at": now,
            },
            Person.id,
        )
        if person_id is None:
            raise errors.NameTaken(sign_in_name)
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action="add person",
            subject=f"person {person_id}",
            role=Role(role).value,
        )
    return AddedPerson(person_id, given)


def reset_password(
    session: Session, *, actor_id: int | None, person_id: int, password: str | None, now: datetime
) -> str:
    """Set somebody's password (made if None), end their sign-ins, and return it.

    Raises: UnknownPerson, WeakPassword.
    """
    row = people.person(session, person_id)
    given = passwords.make() if password is None else password
    passwords.check(given, sign_in_name=row.sign_in_name)
    kept = passwords.hash_of(given)
    with unit_of_work(session):
        _change(session, person_id, "reset password", actor_id, now, password_hash=kept)
        accounts.end_sign_ins(session, person_id=person_id)
    return given


def choose_language(session: Session, *, person_id: int, language: str) -> None:
    """Set the language that somebody reads content in, by its code; empty = as it was written.

    Raises: Invalid for a text that is no code.
    """
    if language and not _LANGUAGE.fullmatch(language):
        raise errors.Invalid("This is not the code of a language.")
    with unit_of_work(session):
        session.execute(sa.update(Person).where(Person.id == person_id).values(language=language or None))


def disable(session: Session, *, actor_id: int | None, person_id: int, now: datetime) -> None:
    """Keep somebody from signing in, from their next request on. Safe to repeat. Raises: UnknownPerson."""
    with unit_of_work(session):
        if people.person(session, person_id).disabled:
            return
        _change(session, person_id, "disable person", actor_id, now, disabled_at=now)
        accounts.end_sign_ins(session, person_id=person_id)


def enable(session: Session, *, actor_id: int | None, person_id: int, now: datetime) -> None:
    """Let somebody sign in again. Safe to repeat. Raises: UnknownPerson."""
    with unit_of_work(session):
        if people.person(session, person_id).disabled:
            _change(session, person_id, "enable person", actor_id, now, disabled_at=None)


def _change(
    session: Session, person_id: int, action: str, actor_id: int | None, now: datetime, **values: object
) -> None:
    changed = session.execute(
        sa.update(Person).where(Person.id == person_id).values(**values).returning(Person.id)
    ).one_or_none()
    if changed is None:
        raise errors.UnknownPerson(str(person_id))
    audit.record(session, at=now, actor_id=actor_id, action=action, subject=f"person {person_id}")


def _team_id(session: Session, name: str) -> int:
    inserts.add_once(session, Team, {"name": name}, Team.id)
    return session.execute(sa.select(Team.id).where(Team.name == name)).scalar_one()


def _check_text(text: str, what: str, most: int) -> None:
    if not 1 <= len(text) <= most or not people.fits_a_row(text):
        raise errors.Invalid(f"{what} has 1 to {most} characters, without line breaks.")
