"""A trainer answers a quiz as a learner would, and nothing of it is stored."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.extensions import db
from tests.support.client import Page, PageClient
from tests.web.author.conftest import QUIZ

TRY = "/author/try/tea-making"


def tables(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context():
        session = db.session()
        names = sa.inspect(session.connection()).get_table_names()
        return {name: session.execute(sa.text(f"select count(*) from {name}")).scalar_one() for name in names}


def right_answers(page: Page, sheet: str) -> dict[str, str]:
    """The first radio whose option is right, for quizzes of two questions written for this test."""
    return {
        one.get("name", ""): one.get("value", "")
        for label in page.root.iter("label")
        if "Right" in "".join(label.itertext())
        for one in page.root.iter("input")
        if one.get("id") == label.get("for")
    }


def test_a_blank_sheet_gives_a_result_and_stores_nothing(trainer: PageClient, studio: Flask) -> None:
    before = tables(studio)
    page = trainer.page(TRY)
    done = trainer.send_page(page, TRY, status=200)
    assert done.heading == "A learner would not have passed: 0%"
    assert "Not answered" in done.text
    assert tables(studio) == before


def test_right_answers_pass(trainer: PageClient) -> None:
    edit = f"/author/edit/{QUIZ}"
    page = trainer.page(edit)
    text = (
        "---\ntitle: Two\ncourse: tea\npass mark: 80%\n---\n\n# Two\n\n"
        "## One {#one}\n\n- [x] Right\n- [ ] Wrong\n\n**Why:** It is.\n\n"
        "## Two {#two}\n\n- [ ] Wrong\n- [x] Right\n\n**Why:** It is.\n"
    )
    assert trainer.send(page, edit, text=text, do="save").status_code == 303
    sheet = trainer.page(TRY)
    done = trainer.send_page(sheet, TRY, status=200, values=right_answers(sheet, TRY))
    assert done.heading == "A learner would have passed with 100%"
    assert "Pass mark 80%" in done.text


def test_the_sheet_holds_no_key(trainer: PageClient) -> None:
    body = trainer.get(TRY).get_data(as_text=True)
    assert "correct" not in body
    assert "option--right" not in body


@pytest.mark.parametrize("seed", ["", "x", "-1", "9" * 20])
def test_a_form_without_its_seed_is_refused(trainer: PageClient, seed: str) -> None:
    assert trainer.post(TRY, data={"csrf_token": trainer.csrf(), "seed": seed}).status_code == 422


def test_an_answer_that_the_sheet_cannot_hold_is_refused(trainer: PageClient) -> None:
    data = {"csrf_token": trainer.csrf(), "seed": "1", "q1": "77"}
    assert trainer.post(TRY, data=data).status_code == 422


def test_a_quiz_that_is_not_there_cannot_be_tried(trainer: PageClient) -> None:
    assert trainer.get("/author/try/coffee").status_code == 404
