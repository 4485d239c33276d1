"""A trainer corrects a question and decides what becomes of the marks before, on pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from lms.extensions import NAME
from tests.support import written
from tests.support.app import ADMINISTRATOR, LEARNER, MANAGER, TRAINER
from tests.support.client import PageClient

Someone = Callable[[str], PageClient]
PAGE = "/marking/corrections/tea-final/first"


@pytest.fixture
def corrected(app: Flask, content: Path) -> list[str]:
    """Two attempts, then the key of the first question is another."""
    ids = []
    for name, choice in ((LEARNER, "1"), (MANAGER, "2")):
        client = app.test_client()
        assert isinstance(client, PageClient)
        ids.append(written.hand_in(client, name=name, choice=choice, text=""))
    (content / "quizzes" / "tea-final.md").write_text(written.CORRECTED)
    app.extensions[NAME].store.refresh()
    return ids


def test_a_corrected_question_waits_for_a_decision(someone: Someone, corrected: list[str]) -> None:
    trainer = someone(TRAINER)
    page = trainer.page("/marking/corrections")
    assert page.links()["What do you do first?"] == PAGE
    assert "2 attempts" in page.text


def test_the_preview_shows_names_only_to_those_who_may_see_them(
    someone: Someone, corrected: list[str]
) -> None:
    text = someone(TRAINER).page(PAGE).text
    assert "Attempts whose mark changes" in text
    assert "Sam Carter" not in text
    assert "Sam Carter" in someone(ADMINISTRATOR).page(PAGE).text


def test_marking_again_and_undoing_it(someone: Someone, corrected: list[str]) -> None:
    trainer = someone(TRAINER)
    page = trainer.page(PAGE)
    assert trainer.send_page(page, PAGE, status=422).errors() == [
        "Say whether it was a mistake or is a new question"
    ]
    without = trainer.send_page(page, PAGE, status=422, decision="mistake", reason=" ")
    assert "Give a reason" in without.errors()[0]
    answer = trainer.send(page, PAGE, decision="mistake", reason="The key was wrong.")
    assert answer.status_code == 303
    decided = trainer.page(answer.location)
    assert decided.heading.startswith("Marked again")
    assert "The decision is stored." in decided.text
    assert "The key was wrong." in decided.text
    # The same page sent again is the same decision.
    assert (
        trainer.send(page, PAGE, decision="mistake", reason="The key was wrong.").location == answer.location
    )
    first, second = (
        someone(name).page(f"/attempts/{one}/result")
        for name, one in zip((LEARNER, MANAGER), corrected, strict=True)
    )
    assert ("0%" in first.heading, "25%" in second.heading) == (True, True)
    undo = answer.location.partition("?")[0] + "/undo"
    refused = trainer.send_page(decided, undo, status=422, reason="")
    assert refused.errors()
    after = trainer.page(trainer.send(decided, undo, reason="It was right after all.").location)
    assert "It was right after all." in after.text
    assert "25%" in someone(LEARNER).page(f"/attempts/{corrected[0]}/result").heading


def test_a_stale_preview_is_shown_again(app: Flask, someone: Someone, corrected: list[str]) -> None:
    trainer = someone(TRAINER)
    page = trainer.page(PAGE)
    refused = trainer.send_page(page, PAGE, status=409, decision="mistake", reason="Why.", preview="0" * 64)
    assert "The marks have changed since you looked." in refused.text
    assert "Why." in refused.text


def test_a_new_question_leaves_everything(someone: Someone, corrected: list[str]) -> None:
    trainer = someone(TRAINER)
    answer = trainer.send(trainer.page(PAGE), PAGE, decision="new question", reason="I ask something else.")
    assert trainer.page(answer.location).heading.startswith("A new question")
    assert "Nothing waits." in trainer.page("/marking/corrections").text
    assert "This was called a new question." in trainer.page(PAGE).text
    assert "25%" in someone(LEARNER).page(f"/attempts/{corrected[0]}/result").heading


def test_others_are_refused_and_what_is_not_there_is_not_found(someone: Someone) -> None:
    assert someone(MANAGER).get("/marking/corrections").status_code == 403
    trainer = someone(TRAINER)
    assert "Nothing waits." in trainer.page("/marking/corrections").text
    assert "No finished attempt is touched" in trainer.page(PAGE).text
    assert trainer.get("/marking/corrections/tea-final/nothing").status_code == 404
    assert trainer.get("/marking/corrections/nothing/first").status_code == 404
    assert trainer.get("/marking/corrections/decided/99").status_code == 404


def test_the_learner_reads_the_corrected_question_and_that_it_was(
    someone: Someone, corrected: list[str]
) -> None:
    trainer = someone(TRAINER)
    trainer.send(trainer.page(PAGE), PAGE, decision="mistake", reason="The key was wrong.")
    note = "This question was corrected on"
    for name, attempt_id, verdict, own in (
        (LEARNER, corrected[0], "Not right", "You chose this, and it is not right Ask who wants tea"),
        (MANAGER, corrected[1], "Right", "You chose this, and it is right Fill every cup"),
    ):
        text = " ".join(someone(name).page(f"/attempts/{attempt_id}/result").text.split())
        first = text.partition("Question 1 of 3")[2].partition("Question 2 of 3")[0]
        assert first.startswith(f" What do you do first? {verdict} {note}"), first
        assert own in first, first
        assert text.count(note) == 1
    page = trainer.page("/marking/corrections/decided/1")
    trainer.send(page, "/marking/corrections/decided/1/undo", reason="No.")
    text = " ".join(someone(LEARNER).page(f"/attempts/{corrected[0]}/result").text.split())
    assert note not in text
    assert "You chose this, and it is right Ask who wants tea" in text
