"""Owns how often a password may be guessed in five minutes: ten tries an account, a hundred an address.

A try is counted before the password is looked at and taken back when it was right, so that guesses sent at
the same moment are all counted. It must not know whether an account exists.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.engine import lock_name
from lms.db.sign_ins import SignInFailure
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors

WINDOW = timedelta(minutes=5)
FOR_AN_ACCOUNT = 10
FOR_AN_ADDRESS = 100


def _recent(key: sa.ColumnElement[str], most: int) -> sa.Select[datetime]:
    at = SignInFailure.at
    return (
        sa.select(at)
        .where(key == sa.bindparam("key"), at > sa.bindparam("since"))
        .order_by(at.desc())
        .limit(most)
    )


# Made once: building statements anew for each sign-in cost more than asking them.
_LIMITS = {
    "account": (_recent(SignInFailure.__table__.c.account_key, FOR_AN_ACCOUNT), FOR_AN_ACCOUNT),
    "address": (_recent(SignInFailure.__table__.c.address_key, FOR_AN_ADDRESS), FOR_AN_ADDRESS),
}
_COUNT_ONE = sa.insert(SignInFailure).returning(SignInFailure.id)
_GIVE_BACK = sa.delete(SignInFailure).where(SignInFailure.id == sa.bindparam("try_id"))


def take_try(session: Session, *, account: str, address: str, now: datetime) -> int:
    """Count one try for an account (its folded sign-in name) from an address; the number to give it back by.

    Raises: TooManyTries (until when). A refused try is not counted.
    """
    keys = {"account": _key("account", account), "address": _key("address", address)}
    with unit_of_work(session):
        connection = session.connection()
        # Always in this order, so that two tries never wait for each other.
        for key in keys.values():
            lock_name(connection, int.from_bytes(bytes.fromhex(key[:16]), signed=True))
        for kind, (recent_tries, allowed) in _LIMITS.items():
            asked = {"key": keys[kind], "since": now - WINDOW}
            recent = connection.execute(recent_tries, asked).scalars().all()
            if len(recent) >= allowed:
                raise errors.TooManyTries(recent[-1] + WINDOW)
        row = {"account_key": keys["account"], "address_key": keys["address"], "at": now}
        return connection.execute(_COUNT_ONE, row).scalar_one()


def give_back(session: Session, try_id: int) -> None:
    """The password was right: the try does not count. Joins the caller's unit of work."""
    with unit_of_work(session):
        session.connection().execute(_GIVE_BACK, {"try_id": try_id})


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete the tries that count no more. Joins the caller's unit of work."""
    with unit_of_work(session):
        session.execute(sa.delete(SignInFailure).where(SignInFailure.at <= now - WINDOW))


def _key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{text}".encode("utf-8", "surrogatepass")).hexdigest()
