"""Fixtures for everything that answers HTTP: an application on a real database, and a client.

What a page reads and writes is tested on both databases in queries and services. Here SQLite is enough,
but for a sample: pages that count statements, and the first page over a read or a write, take `app_on_each`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from lms.settings import Settings
from lms.web.application import Application
from tests.support.app import add_demo_people, add_demo_rows, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import Database


@pytest.fixture
def inhabited(sqlite_database: Database, tmp_path: Path) -> Settings:
    """The demo's four people in a database, for tests that are not about the database."""
    settings = settings_for(sqlite_database.url, tmp_path / "instance")
    with sqlite_database.session() as session:
        add_demo_rows(session, settings.keys_folder)
    return settings


@pytest.fixture
def app(inhabited: Settings) -> Iterator[Application]:
    """The sample course and the demo's four people."""
    with running(inhabited) as made:
        yield made


@pytest.fixture
def app_on_each(database: Database, tmp_path: Path) -> Iterator[Application]:
    """As `app`, once on SQLite and once on PostgreSQL."""
    with running(settings_for(database.url, tmp_path / "instance")) as made:
        add_demo_people(made)
        yield made


@pytest.fixture
def client(app: Flask) -> PageClient:
    return client_of(app)


@pytest.fixture
def client_on_each(app_on_each: Flask) -> PageClient:
    return client_of(app_on_each)


@pytest.fixture
def change_settings(inhabited: Settings) -> Callable[..., Settings]:
    """Settings for another application than `app`, on the same database and with the same people."""

    def changed(**changes: object) -> Settings:
        return replace(inhabited, **changes)

    return changed


def client_of(app: Flask) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client
