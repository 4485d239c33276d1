"""The application where learners see the newest release: empty, then published, never a draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.content.snapshots import Shelf
from lms.extensions import Alongside, db
from lms.queries.release_store import ReleaseStore
from lms.services import demo
from tests.support import rows, shelves
from tests.support.app import LEARNER, running, settings_for
from tests.support.client import PASSWORD, PageClient
from tests.support.databases import Database
from tests.support.shelves import LESSON, Desk


@pytest.fixture
def released(database: Database, tmp_path: Path) -> Iterator[Flask]:
    settings = settings_for(
        database.url, tmp_path / "instance", content=tmp_path / "none", content_mode="releases"
    )
    with running(settings) as app:
        with app.app_context():
            demo.set_up(db.session(), password=PASSWORD, now=rows.NOW)
        yield app


def test_a_release_is_seen_and_a_draft_is_not(released: Flask, database: Database, tmp_path: Path) -> None:
    parts = released.extensions["alongside"]
    assert isinstance(parts, Alongside)
    assert isinstance(parts.store, ReleaseStore)
    assert isinstance(parts.shelf, Shelf)
    client = released.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(LEARNER)
    address = "/courses/listening/hearing"
    client.page(address, status=404)
    with database.session() as session:
        desk: Desk = shelves.desk(session, tmp_path, follows=False)
        parts.store.refresh()
        assert "Hear first" in client.page(address).text
        desk.change(LESSON, "Hear first", "Listen first")
        parts.store.refresh()
        assert "Hear first" in client.page(address).text
        desk.publish()
        parts.store.refresh()
        assert "Listen first" in client.page(address).text
