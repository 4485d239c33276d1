"""From a draft to what learners see, through the pages of trainers."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lms.extensions import alongside
from tests.support.client import Page, PageClient
from tests.web.author.conftest import LESSON, QUIZ

EDIT = f"/author/edit/{LESSON}"
PUBLISH = "/author/publish"
LEARN = "/courses/tea/warm-the-pot"


def change(client: PageClient, old: str, new: str, path: str = LESSON) -> None:
    edit = f"/author/edit/{path}"
    page = client.page(edit)
    text = page.fields(edit)["text"][0]
    assert old in text
    assert client.send(page, edit, text=text.replace(old, new), do="save").status_code == 303


def publish(client: PageClient, **fields: str) -> Page:
    answer = client.send(client.page(PUBLISH), PUBLISH, checked="yes", **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client.page(answer.headers["Location"])


def test_without_a_draft_there_is_nothing_to_publish(trainer: PageClient) -> None:
    assert "Nothing has changed since the last release." in trainer.page(PUBLISH).text


def test_publishing_shows_the_change_then_gives_it_to_learners(
    trainer: PageClient, learner: PageClient, studio: Flask, content: Path
) -> None:
    change(trainer, "Warm", "Heat and warm")
    page = trainer.page(PUBLISH)
    assert LESSON in page.links()
    assert page.fields(PUBLISH)["label"] != []
    done = publish(trainer, note="Heat first", label="clarification")
    assert "Published. Learners see it now." in done.text
    assert "Heat first" in done.text
    assert "Clarification" in done.text
    assert "Heat and warm" in learner.page(LEARN).text
    with studio.app_context():
        followed = alongside().shelf.folder is not None
    assert ("Heat and warm" in (content / LESSON).read_text()) == followed


def test_in_a_followed_folder_the_page_says_what_publishing_does(trainer: PageClient, studio: Flask) -> None:
    with studio.app_context():
        followed = alongside().shelf.folder is not None
    assert ("which this site follows" in trainer.page(PUBLISH).text) == followed


def test_an_error_stands_in_the_way(trainer: PageClient, learner: PageClient) -> None:
    change(trainer, "[x]", "[ ]", QUIZ)
    page = trainer.page(PUBLISH)
    assert "This cannot be published while it has errors." in page.text
    assert PUBLISH not in [form.get("action") for form in page.root.iter("form")]
    data = {"csrf_token": trainer.csrf(), "onto": "1", "checked": "yes"}
    number = trainer.post(PUBLISH, data=data)
    assert number.status_code == 409
    assert learner.page("/quizzes/tea-making").status == 200


def test_a_warning_needs_a_tick(trainer: PageClient) -> None:
    change(trainer, "\n---\n", "\n---\n\n[Click here](01-ask-first.md)\n")
    page = trainer.page(PUBLISH)
    assert "L211" in page.text
    refused = trainer.send_page(page, PUBLISH, status=409, note="Kept note", label="typo")
    assert "This has warnings." in refused.errors()[0]
    assert refused.fields(PUBLISH)["note"] == ["Kept note"]
    assert refused.fields(PUBLISH)["label"] == ["typo"]
    publish(trainer)
    assert "Nothing has changed" in trainer.page(PUBLISH).text


def test_what_was_published_meanwhile_has_to_be_looked_at_again(
    trainer: PageClient, colleague: PageClient
) -> None:
    change(trainer, "Warm", "Heat")
    old = trainer.page(PUBLISH)
    publish(colleague)
    change(trainer, "Heat", "Warm")
    refused = trainer.send_page(old, PUBLISH, status=409, checked="yes")
    assert "Something else was published" in refused.errors()[0]


def test_the_history_leads_to_each_release_and_back(trainer: PageClient, learner: PageClient) -> None:
    change(trainer, "Warm", "Heat")
    first = publish(trainer, note="One").heading
    change(trainer, "Heat", "Boil")
    publish(trainer, note="Two")
    history = trainer.page("/author/history")
    assert history.text.index("Two") < history.text.index("One")
    page = trainer.page(history.links()[first])
    action = f"{history.links()[first]}/roll-back"
    answer = trainer.send(page, action)
    assert answer.status_code == 303
    back = trainer.page(answer.headers["Location"])
    assert f"Back to {first.lower()}" in back.text
    text = learner.page(LEARN).text
    assert "Heat" in text
    assert "Boil" not in text
    assert trainer.send_page(page, action, status=409).errors() != []


def test_a_release_that_is_not_there_is_not_found(trainer: PageClient) -> None:
    assert trainer.get("/author/history/999").status_code == 404
    answer = trainer.post("/author/history/999/roll-back", data={"csrf_token": trainer.csrf(), "onto": "1"})
    assert answer.status_code == 404


@pytest.mark.parametrize("onto", ["", "x", "١", "9" * 12])
def test_a_form_that_names_no_release_is_refused(trainer: PageClient, onto: str) -> None:
    for url in (PUBLISH, "/author/history/1/roll-back"):
        data = {"csrf_token": trainer.csrf(), "onto": onto}
        assert trainer.post(url, data=data).status_code == 422


def test_an_empty_history_says_what_will_be_there(client: PageClient) -> None:
    client.sign_in("trainer@demo.example")
    assert "Nothing has been published yet." in client.page("/author/history").text
