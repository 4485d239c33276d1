"""One question of a quiz, as a test of reading wants it."""

from __future__ import annotations

from lms.content.problems import Problem
from lms.content.quizzes import QuizDraft, read_quiz
from lms.domain.quizzes import (
    Item,
)

HEAD = "---\ntitle: T\ncourse: c\n---\n"


def quiz(text: str, settings: str = "") -> tuple[QuizDraft, list[Problem]]:
    head = HEAD.replace("course: c\n", f"course: c\n{settings}")
    draft, problems = read_quiz("quizzes/q.md", head + text)
    assert draft is not None
    return draft, problems


def codes(text: str, settings: str = "") -> list[str]:
    return [problem.code for problem in quiz(text, settings)[1]]


def item(text: str, settings: str = "") -> Item:
    draft, problems = quiz(text, settings)
    assert [problem for problem in problems if problem.level == "error"] == []
    (found,) = draft.questions
    return found.item


QUESTION = "## Which? {#which}\n\n- [ ] one\n  > No.\n- [x] two\n  > Yes.\n"
