"""Owns asking statements that are put into the words of a database once, and then go straight to its driver.

For the few that every request of a quiz asks: three quarters of their time were SQLAlchemy's, one SQLite's.
Values go in and come out as by SQLAlchemy, whoever listens to statements hears of these, and what goes wrong
is told as by SQLAlchemy. It must not know any table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

from lms.db import faults

# Any in this file, because values are of every type.
Row = tuple[Any, ...]
_Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Words:
    """A statement for one database: `binds` in the order of its places, by name where it takes names."""

    text: str
    binds: tuple[tuple[str, Any, _Process | None], ...]
    by_name: bool
    columns: tuple[tuple[int, _Process], ...]

    def bound(self, given: Mapping[str, Any]) -> Any:
        values = [
            given.get(name, fixed) if process is None else process(given.get(name, fixed))
            for name, fixed, process in self.binds
        ]
        if self.by_name:
            return {name: value for (name, _, _), value in zip(self.binds, values, strict=True)}
        return values

    def read(self, row: Row) -> Row:
        made = list(row)
        for at, process in self.columns:
            made[at] = process(made[at])
        return tuple(made)


class Prepared:
    """One statement with named values; without columns that SQLAlchemy would fill in by itself."""

    def __init__(self, make: Callable[[str], sa.Executable], columns: Sequence[str] | None = None) -> None:
        """`make` gives the statement for a dialect's name; `columns` are those that an insert fills."""
        self._make = make
        self._columns = None if columns is None else list(columns)
        self._words: dict[str, _Words] = {}

    def all(self, connection: Connection, given: Mapping[str, Any]) -> list[Row]:
        """The rows that it answers with. Raises: Busy."""
        words = self._for(connection.dialect)
        cursor = self._cursor(connection, words, given)
        try:
            cursor.execute(words.text, words.bound(given))
            found = cursor.fetchall()
        except Exception as error:
            raise faults.told(connection, cursor, words.text, error) from error
        finally:
            cursor.close()
        return [words.read(row) for row in found] if words.columns else list(found)

    def one_or_none(self, connection: Connection, given: Mapping[str, Any]) -> Row | None:
        """Its only row, None if there is none. Raises: Busy."""
        found = self.all(connection, given)
        if len(found) > 1:
            raise LookupError("more than one row")
        return found[0] if found else None

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Ask it once for each of `rows`, without an answer. Raises: Busy."""
        words = self._for(connection.dialect)
        cursor = self._cursor(connection, words, rows)
        try:
            if len(rows) == 1:
                cursor.execute(words.text, words.bound(rows[0]))
            else:
                cursor.executemany(words.text, [words.bound(row) for row in rows])
        except Exception as error:
            raise faults.told(connection, cursor, words.text, error) from error
        finally:
            cursor.close()

    def _cursor(self, connection: Connection, words: _Words, given: object) -> DBAPICursor:
        cursor = connection.connection.cursor()
        for listener in connection.engine.dispatch.before_cursor_execute:
            listener(connection, cursor, words.text, given, None, False)
        return cursor

    def _for(self, dialect: Dialect) -> _Words:
        found = self._words.get(dialect.name)
        if found is None:
            found = self._words[dialect.name] = _words(self._make(dialect.name), dialect, self._columns)
        return found


def select(statement: sa.Executable) -> Prepared:
    """A statement whose words are SQLAlchemy's on every database."""
    return Prepared(lambda dialect: statement)


def _words(statement: Any, dialect: Dialect, columns: list[str] | None) -> _Words:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    fixed = compiled.params
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    names = compiled.positiontup or list(binds)
    answered = getattr(statement, "exported_columns", None) or ()
    results = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in answered]
    return _Words(
        text=str(compiled),
        binds=tuple(
            (name, fixed[name], binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in names
        ),
        by_name=compiled.positiontup is None,
        columns=tuple((at, process) for at, process in enumerate(results) if process is not None),
    )
