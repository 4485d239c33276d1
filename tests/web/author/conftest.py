"""A trainer at work on a copy of the sample course, once in a followed folder and once with releases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.content.folder import Folder
from lms.domain.changes import Label
from lms.extensions import alongside, db
from lms.services import publishing
from lms.settings import Settings
from lms.web import clock
from tests.support.app import ADMINISTRATOR, CONTENT, LEARNER, TRAINER, running
from tests.support.client import PageClient

LESSON = "courses/tea/01-making/02-warm-the-pot.md"
QUIZ = "quizzes/tea-making.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the sample course that may be written."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    return folder


@pytest.fixture(params=["follow", "releases"])
def studio(
    request: pytest.FixtureRequest, change_settings: Callable[..., Settings], content: Path
) -> Iterator[Flask]:
    """An application whose content is `content`: followed, or published from it once."""
    with running(change_settings(content=content, content_mode=request.param)) as app:
        if request.param == "releases":
            with app.app_context():
                publishing.push(
                    db.session(),
                    alongside().shelf,
                    Folder(content),
                    onto=None,
                    note="The first",
                    label=Label.SUBSTANTIVE,
                    checked_warnings=True,
                    author_id=None,
                    now=clock.now(),
                )
                alongside().store.refresh()
        yield app


def signed_in(app: Flask, name: str) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(name)
    return client


@pytest.fixture
def trainer(studio: Flask) -> PageClient:
    return signed_in(studio, TRAINER)


@pytest.fixture
def colleague(studio: Flask) -> PageClient:
    """Somebody else who may write."""
    return signed_in(studio, ADMINISTRATOR)


@pytest.fixture
def learner(studio: Flask) -> PageClient:
    return signed_in(studio, LEARNER)
