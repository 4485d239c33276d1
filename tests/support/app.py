"""Applications for tests: real settings, a real database, the small course under tests/support/content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from flask import Flask

from lms import app as application
from lms.extensions import NAME, db
from lms.services import demo
from lms.settings import Settings
from lms.web.application import Application
from tests.support import signing
from tests.support.client import PASSWORD, PageClient

CONTENT = Path(__file__).parent / "content"
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
    """An application for a migrated database, closed again at the end; it logs requests only to `log`."""
    app = application.create_app(settings, log_requests=log is not None, log_to=log)
    app.test_client_class = PageClient
    try:
        yield app
    finally:
        application.close(app)


def add_demo_people(app: Flask) -> None:
    """The demo council's four accounts, all with `PASSWORD`, and signing keys."""
    with app.app_context():
        demo.set_up(db.session(), password=PASSWORD, now=datetime.now(UTC))
        signing.make_keys(db.session(), app.extensions[NAME].settings.keys_folder)
