"""Where releases are what learners see, an empty database says so, and a folder becomes the first release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.settings import Settings
from tests.support.app import LEARNER, TRAINER, running
from tests.web.author.conftest import LESSON, signed_in


@pytest.fixture
def empty(change_settings: Callable[..., Settings], content: Path) -> Iterator[Flask]:
    """Nothing has been published; the settings name a folder of content."""
    with running(change_settings(content=content, content_mode="releases")) as app:
        yield app


def test_the_folder_becomes_what_learners_see(empty: Flask) -> None:
    trainer, learner = signed_in(empty, TRAINER), signed_in(empty, LEARNER)
    assert "Your courses will be here" in learner.page("/").text
    assert "Learners see nothing yet" in trainer.page("/author").text
    page = trainer.page("/author/publish-folder")
    answer = trainer.send(page, "/author/publish-folder")
    assert answer.headers["Location"] == "/author/history/1?published=1"
    assert "Tea for a team" in learner.page("/").text
    assert "Learners see nothing yet" not in trainer.page("/author").text
    again = trainer.send(page, "/author/publish-folder")
    assert again.status_code == 409


def test_a_folder_with_errors_or_unread_warnings_stays_out(empty: Flask, content: Path) -> None:
    trainer = signed_in(empty, TRAINER)
    sound = (content / LESSON).read_text()
    (content / LESSON).write_text(f"{sound}\n[Click here](01-ask-first.md)\n")
    page = trainer.page("/author/publish-folder")
    assert "L211" in page.text
    refused = trainer.send_page(page, "/author/publish-folder", status=409)
    assert "This has warnings." in refused.errors()[0]
    (content / LESSON).write_text(f"{sound}\n![](media/no.png)\n")
    assert "while it has errors" in trainer.page("/author/publish-folder").text
    assert trainer.send(page, "/author/publish-folder", checked="yes").status_code == 409


def test_a_followed_folder_is_not_published_from_here(client: object, app: Flask) -> None:
    assert signed_in(app, TRAINER).get("/author/publish-folder").status_code == 409
