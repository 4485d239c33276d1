"""The page that tells trainers what to put right."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.content.problems import Problem
from lms.settings import Settings
from lms.web.author import views
from tests.support.app import CONTENT, TRAINER, running
from tests.support.client import PageClient

PAGE = "/author/problems"


def problem(path: str, line: int, level: str = "error", column: int = 1) -> Problem:
    return Problem(path, line, column, "Q301", level, "What we saw.", "What to do.")  # type: ignore[arg-type]


@pytest.fixture
def broken(change_settings: Callable[..., Settings], tmp_path: Path) -> Iterator[PageClient]:
    """The sample course with a quiz question that has no right answer and a picture that is not there."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    quiz = content / "quizzes/tea-making.md"
    quiz.write_text(quiz.read_text().replace("- [x] Asking", "- [ ] Asking"))
    lesson = content / "courses/tea/01-making/02-warm-the-pot.md"
    lesson.write_text(lesson.read_text() + "\n![A cup](media/missing.svg)\n")
    with running(change_settings(content=content)) as app:
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in(TRAINER)
        yield client


def test_content_without_problems_says_so(client: PageClient) -> None:
    client.sign_in(TRAINER)
    assert "No problems" in client.page(PAGE).text


def test_a_problem_names_file_line_and_what_to_do(broken: PageClient) -> None:
    page = broken.page(PAGE)
    found = broken.application.extensions["alongside"].store.current().problems
    assert {one.path for one in found} >= {"quizzes/tea-making.md"}
    for one in found:
        place = f"{one.path}:{one.line}:{one.column}"
        for words in (place, one.code, one.message, one.fix):
            # What stands between backticks is shown as code.
            assert " ".join(words.replace("`", "").split()) in page.text


def test_the_list_can_be_held_to_one_level(broken: PageClient) -> None:
    every = broken.application.extensions["alongside"].store.current().problems
    for level in ("error", "warning", "note"):
        page = broken.page(f"{PAGE}?level={level}")
        shown = sum("problem__message" in (element.get("class") or "") for element in page.root.iter("p"))
        assert shown == sum(one.level == level for one in every)
        assert page.fields(PAGE)["level"] == [level]


def test_an_unknown_level_shows_everything(broken: PageClient) -> None:
    assert broken.page(f"{PAGE}?level=terrible").text == broken.page(PAGE).text


def test_a_level_without_problems_has_words_of_its_own(broken: PageClient) -> None:
    every = broken.application.extensions["alongside"].store.current().problems
    empty = next(level for level in ("note", "warning") if not any(one.level == level for one in every))
    assert "There is nothing of this kind." in broken.page(f"{PAGE}?level={empty}").text


def test_problems_are_grouped_by_file_in_the_order_of_lines() -> None:
    found = [problem("b.md", 9), problem("a.md", 5), problem("b.md", 2), problem("a.md", 5, column=0)]
    grouped = views.by_file(found)
    assert [path for path, _ in grouped] == ["a.md", "b.md"]
    assert [(one.line, one.column) for one in grouped[0][1]] == [(5, 0), (5, 1)]
    assert [one.line for one in grouped[1][1]] == [2, 9]


def test_counts_are_words_and_leave_out_what_does_not_occur() -> None:
    found = [problem("a.md", 1), problem("a.md", 2, "note"), problem("a.md", 3, "note")]
    assert views.counts(found) == [("1 error", "bad"), ("2 notes", "none")]


def test_a_broken_file_takes_no_page_down(app: Flask, broken: PageClient) -> None:
    assert broken.get("/").status_code == 200
