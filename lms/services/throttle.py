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


def take_try(session: Session, *, account: str, address: str, now: datetime) -> int:
    """Count one try for an account (its folded sign-in name) from an address; the number to give it back by.

    Raises: TooManyTries (until when). A refused try is not counted.
    """
    account_key, address_key = _key("account", account), _key("address", address)
    with unit_of_work(session):
        # Always in this order, so that two tries never wait for each other.
        for key in (account_key, address_key):
            lock_name(session.connection(), int.from_bytes(bytes.fromhex(key[:16]), signed=True))
        table = SignInFailure
        for column, key, allowed in (
            (table.account_key, account_key, FOR_AN_ACCOUNT),
            (table.address_key, address_key, FOR_AN_ADDRESS),
        ):
            recent = session.scalars(
                sa.select(table.at)
                .where(column == key, table.at > now - WINDOW)
                .order_by(table.at.desc())
                .limit(allowed)
            ).all()
            if len(recent) >= allowed:
                raise errors.TooManyTries(recent[-1] + WINDOW)
        row = SignInFailure(account_key=account_key, address_key=address_key, at=now)
        session.add(row)
        session.flush()
        return row.id


def give_back(session: Session, try_id: int) -> None:
    """The password was right: the try does not count. Joins the caller's unit of work."""
    with unit_of_work(session):
        session.execute(sa.delete(SignInFailure).where(SignInFailure.id == try_id))


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete the tries that count no more. Joins the caller's unit of work."""
    with unit_of_work(session):
        session.execute(sa.delete(SignInFailure).where(SignInFailure.at <= now - WINDOW))


def _key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{text}".encode("utf-8", "surrogatepass")).hexdigest()
