"""A signed-in learner, and content that a test may edit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.app import CONTENT, add_demo_people, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import Database


@pytest.fixture
def learner(client: PageClient) -> PageClient:
    client.sign_in()
    return client


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the sample content."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    return folder


@pytest.fixture
def editor(sqlite_database: Database, tmp_path: Path, content: Path) -> Iterator[PageClient]:
    """A signed-in learner on an application that reads `content`."""
    with running(settings_for(sqlite_database.url, tmp_path / "instance", content=content)) as app:
        add_demo_people(app)
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in()
        yield client
