"""A new file begins with a starter that has no problems."""

from __future__ import annotations

import pytest

from tests.support.client import PageClient, words

NEW = "/author/new"


def begin(client: PageClient, **fields: str) -> str:
    answer = client.send(client.page(NEW), NEW, **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


@pytest.mark.parametrize(
    ("kind", "place", "where"),
    [
        ("course", "", "/author/edit/courses/coffee-at-last/course.md"),
        ("lesson", "courses/tea/01-making", "/author/edit/courses/tea/01-making/03-coffee-at-last.md"),
        ("lesson", "courses/tea", "/author/edit/courses/tea/02-coffee-at-last/01-coffee-at-last.md"),
        ("quiz", "courses/tea", "/author/edit/quizzes/coffee-at-last.md"),
        ("conversation", "courses/tea/01-making", "/author/edit/courses/tea/01-making/03-coffee-at-last.md"),
    ],
)
def test_each_kind_opens_in_the_editor_without_an_error_or_a_warning(
    trainer: PageClient, kind: str, place: str, where: str
) -> None:
    assert begin(trainer, kind=kind, title="Coffee, at last", place=place) == where
    page = trainer.page(where)
    assert "error" not in words(page.element("editor-state"))
    assert "warning" not in words(page.element("editor-state"))
    assert "Coffee, at last" in trainer.page("/author").links()


def test_a_new_lesson_is_in_the_list_of_modules(trainer: PageClient) -> None:
    begin(trainer, kind="lesson", title="Coffee", place="courses/tea/01-making")
    course = "/author/edit/courses/tea/course.md"
    assert "01-making/03-coffee.md" in trainer.page(course).fields(course)["text"][0]


def test_a_title_that_is_taken_is_refused_at_its_field(trainer: PageClient) -> None:
    begin(trainer, kind="quiz", title="Coffee", place="courses/tea")
    page = trainer.send_page(
        trainer.page(NEW), NEW, status=422, kind="quiz", title="Coffee", place="courses/tea"
    )
    assert page.errors() == ["There is already a file quizzes/coffee.md. Choose another title."]
    assert page.fields(NEW)["title"] == ["Coffee"]
    assert page.fields(NEW)["kind"] == ["quiz"]
    assert page.fields(NEW)["place"] == ["courses/tea"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"title": "Coffee", "place": "courses/tea"}, "Choose what to begin"),
        ({"kind": "novel", "title": "Coffee", "place": "courses/tea"}, "Choose what to begin"),
        ({"kind": "course", "title": " "}, "Enter a title"),
        ({"kind": "course", "title": "a" * 151}, "The title must be 150 characters or fewer"),
        ({"kind": "course", "title": "…"}, "The title needs at least one plain letter"),
        ({"kind": "lesson", "title": "Coffee"}, "Choose where it belongs"),
        ({"kind": "quiz", "title": "Coffee", "place": "../.."}, "Choose where it belongs"),
    ],
)
def test_what_is_missing_is_asked_for(trainer: PageClient, fields: dict[str, str], fault: str) -> None:
    page = trainer.send_page(trainer.page(NEW), NEW, status=422, values=fields)
    assert page.errors()[0].startswith(fault)
