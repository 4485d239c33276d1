"""Owns inserts that meet a row which is there already, in the words of each database.

It must not know why a row may be there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.db.base import Base

# Any in this file, because a row is a mapping of columns of every type.


def _insert(session: Session, table: sa.FromClause) -> postgresql.Insert | sqlite.Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)  # type: ignore[arg-type]
    return sqlite.insert(table)  # type: ignore[arg-type]


def add_once(
    session: Session, model: type[Base], row: Mapping[str, Any], key: InstrumentedAttribute[Any]
) -> Any:
    """Insert `row` unless a unique constraint holds it already; `key` of the new row, None if it was there.

    RETURNING and not the count of rows: that count is -1 on PostgreSQL.
    """
    statement = _insert(session, model.__table__).values(**row).on_conflict_do_nothing().returning(key)
    return session.execute(statement).scalar_one_or_none()


def put(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, or replace everything but the primary key of those that are there, in one statement."""
    table = model.__table__
    statement = _insert(session, table).values([dict(row) for row in rows])
    keys = [column.name for column in table.primary_key]
    others = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys
    }
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))
