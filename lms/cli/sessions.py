"""Owns the database session of a command. It must not know any table."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from lms import migrations
from lms.cli import faults
from lms.db import engine as database
from lms.db.base import every_table
from lms.settings import Settings


def settings_without_secret() -> Settings:
    """The settings for a command that signs nothing. Raises: SettingsFault."""
    return Settings.from_env(os.environ, needs_secret=False)


@contextmanager
def session(settings: Settings) -> Iterator[Session]:
    """A session on the configured database, whose tables are known to be the newest.

    Raises: CannotStart if they are not; Busy.
    """
    require_tables(settings)
    every_table()
    engine = database.make_engine(settings.database_url)
    try:
        with Session(engine) as opened:
            yield opened
    finally:
        engine.dispose()


def require_tables(settings: Settings) -> None:
    """Raises: CannotStart if `lms db upgrade` has not been run on this database; Busy."""
    if settings.uses_sqlite and not settings.instance.is_dir() and "DATABASE_URL" not in os.environ:
        raise faults.CannotStart("There is no database yet: run “lms db upgrade”, or “lms demo” for a demo.")
    found = migrations.current(settings.database_url)
    if found != migrations.head():
        raise faults.CannotStart(
            "The database has no tables yet: run “lms db upgrade”."
            if found is None
            else "The tables are of another version: make a backup, then run “lms db upgrade”."
        )
