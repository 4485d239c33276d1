"""People in rows without a password hash, the instant that the tests call now, and changes that fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def add_person(session: Session, name: str = "Sam Carter", **changes: object) -> int:
    """A person's row without the 20 ms that a password hash takes; the id."""
    sign_in_name = str(changes.pop("sign_in_name", name.casefold().replace(" ", ".") + "@demo.example"))
    values = {
        "name": name,
        "sign_in_name": sign_in_name,
        "sign_in_folded": sign_in_name.casefold(),
        "role": "learner",
        "created_at": NOW - timedelta(days=1),
        **changes,
    }
    with unit_of_work(session):
        row = Person(**values)
        session.add(row)
        session.flush()
        return row.id


@contextmanager
def refused(session: Session, change: str, *, when: str = "") -> Iterator[None]:
    """The database itself refuses a change such as "INSERT ON audit", inside the block.

    `when` is a condition on the row in SQL, for example `OLD.id = 'a'`. A real fault in the middle of a
    transaction, the same on both databases: it comes up as SQLAlchemy's DatabaseError.
    """
    condition = f"WHEN ({when})" if when else ""
    table = change.split()[-1]
    if session.get_bind().dialect.name == "sqlite":
        makes = [
            f"CREATE TRIGGER refuses BEFORE {change} {condition} "
            "BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END"
        ]
        drops = ["DROP TRIGGER refuses"]
    else:
        makes = [
            "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RAISE 'the disk is gone'; END $$",
            f"CREATE TRIGGER refuses BEFORE {change} FOR EACH ROW {condition} EXECUTE FUNCTION refuses()",
        ]
        drops = [f"DROP TRIGGER refuses ON {table}", "DROP FUNCTION refuses()"]
    _run(session, makes)
    try:
        yield
    finally:
        session.rollback()
        _run(session, drops)


def _run(session: Session, statements: list[str]) -> None:
    with unit_of_work(session):
        for statement in statements:
            session.execute(sa.text(statement))
