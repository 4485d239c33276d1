"""Owns inserts that meet a row which is there already, in the words of each database.

It must not know why a row may be there.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.db.base import Base
from lms.db.prepared import Prepared
from lms.db.unit_of_work import connection_of

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

# Any in this file, because a row is a mapping of columns of every type.


def _insert(dialect: str, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    # The words of the other database are not even imported.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(model)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(model)


# Statements are made once for each database and table: making one anew costs more than asking it.
@functools.cache
def _adding(model: type[Base], columns: tuple[str, ...], key: str) -> Prepared:
    def make(dialect: str) -> sa.Executable:
        return _insert(dialect, model).on_conflict_do_nothing().returning(model.__table__.c[key])

    return Prepared(make, columns)


@functools.cache
def _putting(model: type[Base], columns: tuple[str, ...], replaced: tuple[str, ...] | None) -> Prepared:
    keys = [column.name for column in model.__table__.primary_key]
    names = [name for name in columns if name not in keys] if replaced is None else replaced

    def make(dialect: str) -> sa.Executable:
        statement = _insert(dialect, model)
        changed = {name: statement.excluded[name] for name in names}
        return statement.on_conflict_do_update(index_elements=keys, set_=changed)

    return Prepared(make, columns)


def add_once(
    session: Session, model: type[Base], row: Mapping[str, Any], key: InstrumentedAttribute[Any]
) -> Any:
    """Insert `row` unless a unique constraint holds it already; `key` of the new row, None if it was there.

    Nothing is filled in that the database does not fill in itself. RETURNING and not the count of rows: that
    count is -1 on PostgreSQL.
    """
    # What the session still holds back may be what the row points at.
    session.flush()
    added = _adding(model, tuple(row), key.key).one_or_none(session.connection(), row)
    return None if added is None else added[0]


def put(
    asker: Session | Connection,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    replacing: Sequence[str] | None = None,
) -> None:
    """Insert `rows`; of those that are there, replace the columns in `replacing`.

    Without `replacing` everything that the rows hold is replaced, but the primary key. All rows have the
    same columns, and nothing is filled in that the database does not fill in itself.
    """
    if not rows:
        return
    if isinstance(asker, Session):
        # What the session still holds back may be what the rows point at.
        asker.flush()
    statement = _putting(model, tuple(rows[0]), None if replacing is None else tuple(replacing))
    statement.run(connection_of(asker), rows)
