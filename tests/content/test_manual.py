"""What the trainers' manual shows is what the readers take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from lms.content import courses, glossary, lessons, moves, quizzes, render, translations
from lms.content.exchange import formats
from lms.content.exchange.formats import Format
from lms.content.problems import Problem
from lms.domain.changes import Label
from lms.domain.quizzes import Item

MANUAL = (Path(__file__).resolve().parent.parent.parent / "docs" / "authoring.md").read_text()
EXAMPLES = re.findall(r"(?ms)^```markdown\n(.*?)^```", MANUAL)
QUESTIONS = [text for text in EXAMPLES if text.startswith("## ") and "{#" in text]
QUIZ = "---\ntitle: T\ncourse: c\n---\n\n"


def errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level != "note"]


@pytest.mark.parametrize("example", QUESTIONS, ids=lambda text: text.split("\n")[0])
def test_each_question_of_the_manual_can_be_marked(example: str) -> None:
    draft, problems = quizzes.read_quiz("quizzes/q.md", QUIZ + example)
    assert errors(problems) == []
    assert draft is not None
    assert len(draft.questions) == 1


def test_the_manual_shows_every_kind() -> None:
    kinds = set()
    for example in QUESTIONS:
        draft, _ = quizzes.read_quiz("quizzes/q.md", QUIZ + example)
        assert draft is not None
        kinds.add(type(draft.questions[0].item))
    assert kinds == set(get_args(Item))


def test_the_files_of_the_manual_can_be_read() -> None:
    course, lesson, conversation, quiz, welsh = (text for text in EXAMPLES if text.startswith("---"))
    assert errors(courses.read_course("courses/listening/course.md", course)[1]) == []
    assert errors(lessons.read_lesson("courses/listening/01-a/01-hearing.md", lesson)[1]) == []
    draft, problems = lessons.read_lesson("courses/listening/01-a/02-kitchen.md", conversation)
    assert errors(problems) == []
    assert draft is not None
    assert draft.conversation is not None
    assert errors(quizzes.read_quiz("quizzes/listening.md", quiz)[1]) == []
    translated, problems = translations.read_translation("quizzes/listening.cy.md", "quiz", welsh)
    assert problems == []
    assert translated is not None
    (english,) = (text for text in QUESTIONS if "{#both-at-once}" in text)
    base, _ = quizzes.read_quiz("quizzes/q.md", QUIZ + english)
    assert base is not None
    assert translations.fits(base.questions[0].item, translated.questions[0].item)


def test_the_glossary_of_the_manual_can_be_read() -> None:
    (example,) = (text for text in EXAMPLES if text.startswith("## Advise"))
    draft, problems = glossary.read_glossary("courses/listening/glossary.md", example)
    assert problems == []
    assert draft.terms[0].forms == ("Advise", "advice", "advising")


def test_the_file_to_import_in_the_manual_can_be_read() -> None:
    (example,) = (text for text in re.findall(r"(?ms)^```text\n(.*?)^```", MANUAL) if text.startswith("::"))
    found = formats.read(Format.GIFT, example.encode())
    assert len(found.items) == 1
    assert found.skipped == ()


def test_the_manual_names_every_format_and_label_of_the_editor() -> None:
    editor = MANUAL[MANUAL.index("## The editor") : MANUAL.index("## Let the tool write it")]
    for kind in {*formats.READABLE, *formats.WRITABLE} - {Format.MARKDOWN}:
        assert formats.LABELS[kind] in editor
    for label in Label:
        assert f"| {label.value.capitalize()} |" in editor


def test_the_move_that_the_manual_shows_is_one_that_keeps_statistics() -> None:
    old, new = re.findall(r"`(0\d-[a-z]+/0\d-waiting\.md)`", MANUAL)
    assert moves.keeps_identity(f"courses/listening/{old}", f"courses/listening/{new}")


def test_our_renderer_draws_the_manual() -> None:
    html = render.block(MANUAL)
    assert html.count("<h2") > 5
    assert "<table>" in html
