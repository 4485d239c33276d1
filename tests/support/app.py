"""Applications for tests: real settings, a real database, the small course under tests/support/content."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from lms import app as application
from lms.db.audit import Audit
from lms.db.base import Base
from lms.db.people import Person, Team
from lms.db.unit_of_work import unit_of_work
from lms.extensions import NAME, db
from lms.services import demo
from lms.settings import Settings
from lms.web.application import Application
from tests.support import signing
from tests.support.client import PASSWORD, PageClient

CONTENT = Path(__file__).parent / "content"
COMPILED = Path(tempfile.mkdtemp(prefix="templates-"))
# What setting up the demo writes, by table, once that has been done in this process.
_DEMO: dict[type[Base], list[dict[str, Any]]] = {Team: [], Person: [], Audit: []}
LEARNER, TRAINER, MANAGER, ADMINISTRATOR = (account[0] for account in demo.ACCOUNTS)
ROLES = (LEARNER, TRAINER, MANAGER, ADMINISTRATOR)


def settings_for(database_url: str, instance: Path, **changes: Any) -> Settings:
    """Settings as the demo would have them, for a database that is there."""
    values: dict[str, Any] = {
        "secret_key": "only-for-tests-" * 4,
        "database_url": database_url,
        "content": CONTENT,
        "instance": instance,
        "host": "127.0.0.1",
        "port": 8000,
        "base_url": "http://127.0.0.1:8000",
        "workers": 1,
        "threads": 4,
        "proxies": 0,
        "organisation": "Demo Council",
        "brand_name": "Alongside",
        "theme": None,
        "timezone": "Europe/London",
        "session_hours": 12,
        "demo_password": None,
        # The sample quizzes are too short to keep a blind clicker out, which is nobody's fault here.
        "max_guess": Fraction(1),
    }
    return Settings(**{**values, **changes})


@contextmanager
def running(settings: Settings, *, log: StringIO | None = None) -> Iterator[Application]:
    """An application for a migrated database, closed again at the end; it logs requests only to `log`.

    It finds its templates compiled, as every start but the first does.
    """
    settings.instance.mkdir(parents=True, exist_ok=True)
    compiled = settings.instance / "templates"
    if not compiled.exists():
        compiled.symlink_to(COMPILED, target_is_directory=True)
    app = application.create_app(settings, log_requests=log is not None, log_to=log)
    app.test_client_class = PageClient
    try:
        yield app
    finally:
        application.close(app)


def add_demo_people(app: Flask) -> None:
    """The demo council's four accounts, all with `PASSWORD`, and signing keys.

    They are made once; after that their rows are put in again: four passwords take a tenth of a second.
    """
    with app.app_context():
        add_demo_rows(db.session(), app.extensions[NAME].settings.keys_folder)


def add_demo_rows(session: Session, keys: Path) -> None:
    """As `add_demo_people`, for a database that no application needs yet."""
    empty = not any(_rows(session, model) for model in _DEMO)
    if empty and all(_DEMO.values()):
        with unit_of_work(session):
            for model, kept in _DEMO.items():
                session.execute(sa.insert(model), kept)
                _count_on(session, model)
    else:
        demo.set_up(session, password=PASSWORD, now=datetime.now(UTC))
    if empty:
        _DEMO.update({model: _rows(session, model) for model in _DEMO})
    signing.make_keys(session, keys)


def _rows(session: Session, model: type[Base]) -> list[dict[str, Any]]:
    found = session.execute(sa.select(*sa.inspect(model).columns)).mappings()
    return [dict(row) for row in found]


def _count_on(session: Session, model: type[Base]) -> None:
    """Let PostgreSQL give the next row the number after those that were put in; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        name = model.__tablename__
        newest = f"(SELECT max(id) FROM {name})"
        session.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {newest})"))
