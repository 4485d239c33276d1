"""Owns the way from any older database to the tables of today. It must not know what the tables are for.

Alembic is loaded only when there is something to change: asking for the version is one SELECT, and every
start of the server asks.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lms.db import engine as database
from lms.db import upkeep
from lms.db.base import every_table

# Any number that nothing else locks: two processes that start together must not both make the tables.
LOCK = 0x616C6F6E67736964

_FOLDER = Path(__file__).parent


def upgrade(url: str) -> str:
    """Bring the database at `url` to the newest tables; the name of that version.

    All of it is one transaction on both databases: interrupted, it leaves what was there. Safe to call from
    several processes at once, and when there is nothing to do.

    Raises: Busy if the database is locked or away.
    """
    engine = database.make_engine(url, migrating=True)
    try:
        with engine.connect().execution_options(**database.WRITING) as connection, connection.begin():
            database.lock_name(connection, LOCK)
            if _current(connection) != head():
                _run(connection)
                upkeep.check_references(connection)
    finally:
        engine.dispose()
    return head()


def current(url: str) -> str | None:
    """The version of the tables at `url`; None for an empty database.

    Raises: Busy if the database is locked or away.
    """
    engine = database.make_engine(url, migrating=True)
    try:
        with engine.connect() as connection:
            return _current(connection)
    finally:
        engine.dispose()


def head() -> str:
    """The newest version that this program knows: the number of its last file."""
    return max(path.name[:4] for path in (_FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def metadata() -> sa.MetaData:
    """What the tables should be after `upgrade`."""
    return every_table()


def _current(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
