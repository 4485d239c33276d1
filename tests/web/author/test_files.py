"""Giving files another name and letting them go, through the pages of trainers."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lms.extensions import alongside, db
from lms.queries import releases
from tests.support.client import Page, PageClient
from tests.web.author.conftest import LESSON, QUIZ

COURSE = "courses/tea/course.md"
RENUMBERED = "courses/tea/01-making/05-warm-the-pot.md"
PICTURE = "courses/tea/01-making/media/pot.svg"


def rename(client: PageClient, path: str, to: str, status: int = 303) -> Page:
    page = client.page(f"/author/file/{path}")
    answer = client.send(page, f"/author/rename/{path}", to=to)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return client.page(answer.headers["Location"]) if status == 303 else page


def publish(client: PageClient) -> Page:
    answer = client.send(client.page("/author/publish"), "/author/publish", checked="yes")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client.page(answer.headers["Location"])


def text(client: PageClient, path: str) -> str:
    return client.page(f"/author/edit/{path}").fields(f"/author/edit/{path}")["text"][0]


def drafts(app: Flask) -> list[str]:
    with app.app_context():
        return [line.path for line in releases.drafts(db.session())]


def test_a_lesson_gets_another_number_and_every_link_follows(
    trainer: PageClient, learner: PageClient, studio: Flask, content: Path
) -> None:
    page = rename(trainer, LESSON, RENUMBERED)
    assert "every link leads there" in page.text
    assert "01-making/05-warm-the-pot.md" in text(trainer, COURSE)
    plan = trainer.page("/author/publish")
    assert f"Renamed from {LESSON}" in plan.text
    assert f"The file was renamed from {LESSON} to {RENUMBERED}." in plan.text
    assert "was removed" not in plan.text
    publish(trainer)
    assert learner.page("/courses/tea/warm-the-pot").heading == "Warm the pot"
    with studio.app_context():
        if alongside().shelf.folder is not None:
            assert (content / RENUMBERED).is_file()
            assert not (content / LESSON).exists()


def test_a_rename_is_undone_as_one_step(trainer: PageClient, studio: Flask) -> None:
    before = text(trainer, COURSE)
    rename(trainer, LESSON, RENUMBERED)
    plan = trainer.page("/author/publish")
    assert trainer.send(plan, f"/author/undo/{RENUMBERED}").status_code == 303
    assert drafts(studio) == []
    assert text(trainer, COURSE) == before


def test_what_learners_have_keeps_its_name_in_addresses(trainer: PageClient) -> None:
    page = trainer.page(f"/author/file/{QUIZ}")
    refused = trainer.send_page(page, f"/author/rename/{QUIZ}", status=422, to="quizzes/other-name.md")
    assert "marks and statistics hang on it" in refused.errors()[0]
    assert refused.fields(f"/author/rename/{QUIZ}")["to"] == ["quizzes/other-name.md"]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "../secret.md",
        "quizzes/..",
        "/etc/passwd",
        QUIZ,
        "courses/tea/01-making/02-warm-the-pot.txt",
        "courses/other/01-making/02-warm-the-pot.md",
        "courses/tea/01-making/01-ask-first.md",
    ],
)
def test_a_name_that_cannot_be_is_refused_and_changes_nothing(
    trainer: PageClient, studio: Flask, to: str
) -> None:
    rename(trainer, LESSON, to, status=422)
    assert drafts(studio) == []


def test_a_picture_takes_its_links_along(trainer: PageClient, learner: PageClient) -> None:
    rename(trainer, PICTURE, "courses/tea/01-making/media/round-pot.svg")
    assert "media/round-pot.svg" in text(trainer, "courses/tea/01-making/01-ask-first.md")
    publish(trainer)
    assert "round-pot.svg" in str(learner.get("/courses/tea/ask-first").data)


def test_a_lesson_is_removed_with_its_line_in_the_list(trainer: PageClient, learner: PageClient) -> None:
    page = trainer.page(f"/author/file/{LESSON}")
    assert f"{COURSE}, line" in page.text
    answer = trainer.send(page, f"/author/remove/{LESSON}")
    index = trainer.page(answer.headers["Location"])
    assert "Going with the next publication" in index.text
    assert "warm-the-pot" not in text(trainer, COURSE)
    assert trainer.get(f"/author/edit/{LESSON}").headers["Location"] == "/author/publish"
    plan = trainer.page("/author/publish")
    assert "Removed:" in plan.text
    assert "Lesson “Warm the pot” was removed." in plan.text
    assert learner.page("/courses/tea/warm-the-pot").status == 200
    publish(trainer)
    assert learner.get("/courses/tea/warm-the-pot").status_code == 404


def test_a_removal_is_taken_back(trainer: PageClient, studio: Flask) -> None:
    page = trainer.page(f"/author/file/{PICTURE}")
    trainer.send(page, f"/author/remove/{PICTURE}")
    plan = trainer.page("/author/publish")
    assert "This cannot be published while it has errors." in plan.text
    trainer.send(plan, f"/author/undo/{PICTURE}")
    assert drafts(studio) == []


def test_a_removal_of_what_somebody_else_has_changed_meanwhile_is_refused(
    trainer: PageClient, colleague: PageClient
) -> None:
    page = trainer.page(f"/author/file/{LESSON}")
    edit = f"/author/edit/{LESSON}"
    colleague.send(colleague.page(edit), edit, text=text(colleague, LESSON) + "More.\n", do="save")
    refused = trainer.send_page(page, f"/author/remove/{LESSON}", status=409)
    assert "Somebody else has changed this file" in refused.errors()[0]


def test_who_edits_what_is_removed_meanwhile_loses_nothing(
    trainer: PageClient, colleague: PageClient
) -> None:
    edit = f"/author/edit/{LESSON}"
    opened = colleague.page(edit)
    trainer.send(trainer.page(f"/author/file/{LESSON}"), f"/author/remove/{LESSON}")
    both = colleague.send_page(opened, edit, status=409, text="Mine.\n", do="save")
    assert "Mine." in both.text
    merge = both.element("merge")
    fields = {one.get("name"): one.get("value") or "" for one in merge.iter("input")}
    again = colleague.post(edit, data={**fields, "text": "Mine.\n", "do": "save"})
    assert again.status_code == 303
    assert text(colleague, LESSON) == "Mine.\n"


@pytest.mark.parametrize("path", [COURSE, "courses/tea/glossary.md"])
def test_the_files_that_name_a_course_keep_their_names(trainer: PageClient, path: str) -> None:
    page = trainer.page(f"/author/file/{path}")
    assert f"/author/rename/{path}" not in [form.get("action") for form in page.root.iter("form")]
    data = {"csrf_token": trainer.csrf(), "base": "x", "to": "courses/tea/other.md"}
    assert trainer.post(f"/author/rename/{path}", data=data).status_code == 422


def test_a_file_that_is_not_there_is_not_found(trainer: PageClient) -> None:
    missing = "courses/tea/01-making/09-nothing.md"
    assert trainer.get(f"/author/file/{missing}").status_code == 404
    for form in ("rename", "remove"):
        data = {"csrf_token": trainer.csrf(), "base": "x", "to": LESSON}
        assert trainer.post(f"/author/{form}/{missing}", data=data).status_code == 404
