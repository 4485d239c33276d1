"""Owns what every table shares: the metadata with its naming convention and the types of columns.

It must not know any table, nor which database holds them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only in a column that is exactly INTEGER.
Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Base(DeclarativeBase):
    """Parent of every table; plain SQLAlchemy, so that the floors up to the services stay free of Flask."""

    metadata = sa.MetaData(naming_convention=NAMING)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant. Takes only aware datetimes, stores UTC, gives aware UTC back on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone; what it holds was made UTC above.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def longest(column: str, characters: int, *, least: int = 0) -> sa.CheckConstraint:
    """A named limit on a text, in characters: SQLite does not hold `String(n)` to its length."""
    lower = f"length({column}) >= {least} AND " if least else ""
    return sa.CheckConstraint(f"{lower}length({column}) <= {characters}", name=f"{column}_length")


def one_of(column: str, words: type[StrEnum]) -> sa.CheckConstraint:
    """A named limit of a text to the words of an enumeration."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def every_table() -> sa.MetaData:
    """The metadata with all tables in it, whichever of them were imported so far.

    A row that points at a table which nobody imported could not be written, so whoever writes asks first.
    """
    from lms.db import tables

    return tables.metadata
