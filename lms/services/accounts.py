"""Owns signing in and out and one's own password.

It must not know cookies: it hands out a secret once and keeps only its hash.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Person
from lms.db.sign_ins import SignIn
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.queries import people
from lms.services import audit, passwords, throttle

TOKEN_BYTES = 32
LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=15)


def is_seen_long_ago(seen_at: datetime | None, now: datetime) -> bool:
    """Whether a sign-in that is used now should be noted as used; None = it is not known when it last was."""
    return seen_at is not None and now - seen_at > SEEN_EVERY


# Made once: building statements anew for each sign-in cost more than asking them.
_ACCOUNT = sa.select(Person.id, Person.password_hash, Person.disabled_at).where(
    Person.sign_in_folded == sa.bindparam("folded")
)
_STILL = (
    sa.select(Person.id)
    .where(
        Person.id == sa.bindparam("person_id"),
        Person.password_hash == sa.bindparam("kept"),
        Person.disabled_at.is_(None),
    )
    .with_for_update(key_share=True)
)
_OPEN = sa.insert(SignIn)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is the secret for the cookie; it is stored nowhere and cannot be had again."""

    token: str = field(repr=False)
    person_id: int
    ends_at: datetime


def token_hash(token: str) -> str:
    """What the table holds instead of a secret: its SHA-256 in 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sign_in(
    session: Session, *, name: str, password: str, address: str, now: datetime, lasts: timedelta = LASTS
) -> SignedIn:
    """Open a sign-in for whoever has this name and password; `address` is where the request came from.

    An account that is unknown, disabled or has no password answers in the same words and as slowly as a
    wrong password.

    Raises: SignInRefused, TooManyTries.
    """
    # One transaction for both, over before the work of the hash.
    with unit_of_work(session):
        try_id = throttle.take_try(session, account=people.fold(name), address=address, now=now)
        found = None
        if people.fits_a_row(name):
            found = session.connection().execute(_ACCOUNT, {"folded": people.fold(name)}).one_or_none()
    kept = None if found is None or found.disabled_at is not None else found.password_hash
    if not passwords.verify(kept, password) or found is None or kept is None:
        raise errors.SignInRefused
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ends_at = now + lasts
    again = passwords.hash_of(password) if passwords.is_outdated(kept) else None
    with unit_of_work(session):
        # The account is looked at once more: it may have been disabled, or its password changed, meanwhile.
        connection = session.connection()
        unchanged = connection.execute(_STILL, {"person_id": found.id, "kept": kept}).one_or_none()
        if unchanged is None:
            raise errors.SignInRefused
        throttle.give_back(session, try_id)
        if again is not None:
            session.execute(sa.update(Person).where(Person.id == found.id).values(password_hash=again))
        row = {"person_id": found.id, "created_at": now, "seen_at": now, "ends_at": ends_at}
        connection.execute(_OPEN, {"token_hash": token_hash(token), **row})
    return SignedIn(token, found.id, ends_at)


def sign_out(session: Session, *, token_hash: str, now: datetime) -> None:
    """End one sign-in; nothing happens if it has ended already. `now` is not needed to end it."""
    with unit_of_work(session):
        session.execute(sa.delete(SignIn).where(SignIn.token_hash == token_hash))


def note_seen(session: Session, *, sign_in_id: int, now: datetime) -> None:
    """Remember that a sign-in was used. Not for reads, and worth a write only after `SEEN_EVERY`."""
    with unit_of_work(session):
        session.execute(
            sa.update(SignIn)
            .where(SignIn.id == sign_in_id, SignIn.seen_at < now - SEEN_EVERY)
            .values(seen_at=now)
        )


def end_sign_ins(session: Session, *, person_id: int) -> None:
    """End every sign-in of a person. Joins the caller's unit of work."""
    with unit_of_work(session):
        session.execute(sa.delete(SignIn).where(SignIn.person_id == person_id))


def change_password(session: Session, *, person_id: int, current: str, new: str, now: datetime) -> None:
    """Change one's own password and end all one's sign-ins, this one included.

    Raises: WrongPassword, TooManyTries, WeakPassword, UnknownPerson.
    """
    found = session.execute(
        sa.select(Person.sign_in_name, Person.sign_in_folded, Person.password_hash).where(
            Person.id == person_id
        )
    ).one_or_none()
    if found is None:
        raise errors.UnknownPerson(str(person_id))
    passwords.check(new, sign_in_name=found.sign_in_name)
    try_id = throttle.take_try(session, account=found.sign_in_folded, address=f"person {person_id}", now=now)
    session.rollback()
    if not passwords.verify(found.password_hash, current):
        raise errors.WrongPassword
    made = passwords.hash_of(new)
    with unit_of_work(session):
        throttle.give_back(session, try_id)
        session.execute(sa.update(Person).where(Person.id == person_id).values(password_hash=made))
        end_sign_ins(session, person_id=person_id)
        audit.record(
            session, at=now, actor_id=person_id, action="change password", subject=f"person {person_id}"
        )


def forget_ended(session: Session, *, now: datetime) -> None:
    """Delete the sign-ins and the counted tries whose time is over."""
    with unit_of_work(session):
        session.execute(sa.delete(SignIn).where(SignIn.ends_at <= now))
        throttle.forget_old(session, now=now)
