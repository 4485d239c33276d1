"""The list of everything that trainers write."""

from __future__ import annotations

from datetime import date

from flask import Flask

from lms.web.author import listing, shelves
from tests.support.client import PageClient
from tests.web.author.conftest import LESSON, QUIZ


def test_every_file_is_listed_under_its_course_with_a_link(trainer: PageClient) -> None:
    page = trainer.page("/author")
    for path in ("courses/tea/course.md", LESSON, QUIZ, "quizzes/tea-final.md", "courses/tea/glossary.md"):
        assert f"/author/edit/{path}" in page.links().values()
    assert "/author/try/tea-making" in page.links().values()


def test_a_draft_is_marked_and_can_be_published(trainer: PageClient) -> None:
    edit = f"/author/edit/{LESSON}"
    page = trainer.page(edit)
    trainer.send(page, edit, text=page.fields(edit)["text"][0] + "\nMore.\n", do="save")
    listed = trainer.page("/author")
    assert "Changed, not published" in listed.text
    assert "Publish 1 changed file" in listed.links()


def test_problems_are_counted_for_each_file(trainer: PageClient) -> None:
    edit = f"/author/edit/{QUIZ}"
    page = trainer.page(edit)
    broken = page.fields(edit)["text"][0].replace("[x]", "[ ]")
    trainer.send(page, edit, text=broken, do="save")
    assert "error" in trainer.page("/author").text
    assert "Q306" in trainer.page("/author/problems").text


def test_a_review_is_overdue_the_day_after_its_date(studio: Flask) -> None:
    text = "---\ntitle: A\nminutes: 1\nreviewed: 14 May 2026, every 6 months\n---\n\nText.\n"
    with studio.test_request_context():
        snapshot = shelves.drafted({LESSON: text.encode()})
        for today, overdue in ((date(2026, 11, 14), False), (date(2026, 11, 15), True)):
            found = listing.shelves(snapshot, [], today, ())
            (row,) = [row for shelf in found for row in shelf.rows if row.path == LESSON]
            assert row.review_on == date(2026, 11, 14)
            assert row.overdue is overdue
