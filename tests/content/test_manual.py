"""What the trainers' manual shows is what the readers take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from lms.content import courses, glossary, lessons, quizzes, render, translations
from lms.content.problems import Problem
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


def test_our_renderer_draws_the_manual() -> None:
    html = render.block(MANUAL)
    assert html.count("<h2") > 5
    assert "<table>" in html
