"""An application whose final quiz has written answers, and one client for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support import written
from tests.support.app import add_demo_people, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import Database


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return written.folder(tmp_path)


@pytest.fixture
def app(database: Database, tmp_path: Path, content: Path) -> Iterator[Flask]:
    """On both databases."""
    with running(settings_for(database.url, tmp_path / "instance", content=content)) as made:
        add_demo_people(made)
        yield made


@pytest.fixture
def someone(app: Flask) -> Callable[[str], PageClient]:
    """A client of its own for each name, signed in."""

    def signed_in(name: str) -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in(name)
        return client

    return signed_in
