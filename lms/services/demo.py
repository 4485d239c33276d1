"""Owns the people of the demonstration council, for `lms demo`. It must not know how they are shown."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain.permissions import Role
from lms.queries import people as person_reads
from lms.services import passwords, people

HOUSING = "Housing"
CHILDREN = "Children’s services"

# Sign-in name, name, role, team.
ACCOUNTS = (
    ("learner@demo.example", "Sam Carter", Role.LEARNER, HOUSING),
    ("trainer@demo.example", "Priya Shah", Role.TRAINER, CHILDREN),
    ("manager@demo.example", "Morgan Ellis", Role.MANAGER, HOUSING),
    ("admin@demo.example", "Alex Novak", Role.ADMINISTRATOR, CHILDREN),
)


def set_up(session: Session, *, password: str, now: datetime) -> None:
    """Make the four accounts and their teams; those that are there get this password if theirs is another.

    Raises: WeakPassword.
    """
    rows = session.execute(
        sa.select(Person.sign_in_folded, Person.id, Person.password_hash).where(
            Person.sign_in_folded.in_([person_reads.fold(account[0]) for account in ACCOUNTS])
        )
    )
    there = {folded: (person_id, kept) for folded, person_id, kept in rows}
    with unit_of_work(session):
        for sign_in_name, name, role, team in ACCOUNTS:
            known = there.get(person_reads.fold(sign_in_name))
            if known is None:
                people.add(
                    session,
                    actor_id=None,
                    name=name,
                    sign_in_name=sign_in_name,
                    role=role,
                    team=team,
                    password=password,
                    now=now,
                )
            elif not passwords.verify(known[1], password):
                people.reset_password(session, actor_id=None, person_id=known[0], password=password, now=now)
